//! Which of a Dockerfile's images ship: a stage that only development asks for doesn't.

use super::built::{self, Built};
use super::workplace::is_workplace;
use super::{Contents, development};
use crate::analysis::Reach;
use crate::repository::references::{Origin, Strength, Target, Use};
use crate::repository::{Base, Dockerfile, Repository};

/// The images of [`built::built`] that somebody may ship. An earlier stage that a `target:` asks for is none where a
/// later image takes it in, or where everyone who asks for it develops; where nothing else is left, the last stage is
/// what ships, as it is for a build that names no target. A development container ships nothing.
pub fn shipped<'a>(
    repository: &Repository,
    contents: &Contents,
    reach: &Reach,
    dockerfile: &'a Dockerfile,
) -> Vec<Built<'a>> {
    if is_workplace(repository, dockerfile) {
        return Vec::new();
    }
    let mut images = built::built(repository, dockerfile);
    let Some(last) = dockerfile.stages.last() else { return images };
    if images.iter().all(|image| image.stage.index == last.index) {
        return images;
    }
    let reaches_last = images.iter().any(|image| image.stage.index == last.index);
    if !reaches_last && is_built_whole(repository, dockerfile) {
        images.push(Built::by_default(dockerfile, last));
    }
    let reached: Vec<usize> = images.iter().map(|image| image.stage.index).collect();
    let (kept, left): (Vec<_>, Vec<_>) = images.into_iter().partition(|image| {
        let taken_in = reached.iter().any(|&later| depends(contents, dockerfile, later, image.stage.index));
        let developed = !image.services.is_empty()
            && image
                .services
                .iter()
                .all(|&service| development::asks(repository, contents, reach, dockerfile, image, service));
        !taken_in && !developed
    });
    match left.last() {
        Some(_) if !kept.is_empty() => kept,
        // the last stage is for development, too: nothing shows which one ships
        Some(_) if reached.contains(&last.index) || development::is_named(last) => left,
        Some(_) => vec![Built::by_default(dockerfile, last)],
        None => kept,
    }
}

/// Whether something besides Compose builds it without naming a target: a file in which the word doesn't occur.
fn is_built_whole(repository: &Repository, dockerfile: &Dockerfile) -> bool {
    repository.references_to(&Target::Dockerfile(dockerfile.id)).any(|reference| {
        reference.usage == Use::Builds
            && reference.strength == Strength::Executed
            && !matches!(reference.origin, Origin::Compose | Origin::Dockerfile)
            && !repository.sources[reference.span.file].text.contains("target")
    })
}

/// Whether the image of stage `later` stands on stage `earlier` or copies from it, through however many stages.
fn depends(contents: &Contents, dockerfile: &Dockerfile, later: usize, earlier: usize) -> bool {
    let mut needed = vec![false; dockerfile.stages.len()];
    if later <= earlier || later >= needed.len() {
        return false;
    }
    needed[later] = true;
    // a stage only ever needs earlier ones
    for index in (earlier + 1..=later).rev() {
        if needed[index] {
            for below in needs(contents, dockerfile, index).filter(|below| *below < index) {
                needed[below] = true;
            }
        }
    }
    needed[earlier]
}

/// The stages that a stage names itself.
fn needs<'a>(
    contents: &'a Contents,
    dockerfile: &'a Dockerfile,
    index: usize,
) -> impl Iterator<Item = usize> + 'a {
    let base = match dockerfile.stages[index].base {
        Base::Stage(below) => Some(below),
        _ => None,
    };
    let steps = contents.stage(dockerfile.id, index).map_or(&[][..], |stage| &stage.steps);
    let copied = steps.iter().filter_map(|step| match step.copied.as_ref()?.origin {
        super::Origin::Stage(from) => Some(from),
        _ => None,
    });
    base.into_iter().chain(copied)
}
