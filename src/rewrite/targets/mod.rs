//! Near-equal Dockerfiles of one build context whose images must stay apart → one Dockerfile with a target for each: what
//! they begin alike is one stage that all stand on.
//!
//! ```text
//! combine  the texts → one
//! proof    the one text, read anew, target by target against each of the old ones
//! ```

mod combine;
mod proof;

use super::offer::{self, Offer};
use super::{Rewritten, Step, join};
use crate::analysis::Analysis;
use crate::repository::{ComposeFile, Repository};
use crate::source::Encoding;

/// What an offer's image is in a Dockerfile of several.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The target's name.
    pub(super) name: String,
    /// The whole Dockerfile.
    pub(super) text: String,
    /// Whether its comments are no longer all there.
    pub(super) loses_comments: bool,
}

/// Gives the offers that can share a Dockerfile a target each.
pub(super) fn share(
    repository: &Repository,
    analysis: &Analysis<'_>,
    file: &ComposeFile,
    project: &str,
    offers: &mut [Offer<'_>],
) {
    for alike in join::near_equal(analysis) {
        let is_alike = |offer: &Offer<'_>| {
            offer.family.joined.is_none()
                && offer.target.is_none()
                && alike.contains(&offer.family.dockerfile())
                && builds_plainly(offer)
                && own_text(repository, offer).is_some()
                && has_common_ignore(repository, offer)
        };
        let mut contexts: Vec<&str> =
            offers.iter().filter(|it| is_alike(it)).map(|it| it.family.context.as_str()).collect();
        contexts.sort_unstable();
        contexts.dedup();
        let contexts: Vec<String> = contexts.into_iter().map(str::to_owned).collect();
        for context in contexts {
            let at: Vec<usize> = (0..offers.len())
                .filter(|at| is_alike(&offers[*at]) && offers[*at].family.context == context)
                .collect();
            together(repository, file, project, offers, &at);
        }
    }
}

/// Whether its builds name no target, so that one can be given to them.
fn builds_plainly(offer: &Offer<'_>) -> bool {
    offer.family.members.iter().filter_map(|it| it.build.as_ref()).all(|build| build.target.is_none())
}

/// Whether its builds leave out what the context's own `.dockerignore` says, as those of all others do.
fn has_common_ignore(repository: &Repository, offer: &Offer<'_>) -> bool {
    let dockerfile = &repository.dockerfile(offer.family.dockerfile()).path;
    repository.tree.kind(&format!("{dockerfile}.dockerignore")).is_none()
}

/// The Dockerfile as its image would be built from it alone.
fn own_text<'a>(repository: &'a Repository, offer: &'a Offer<'_>) -> Option<&'a str> {
    if let Some(rewritten) = &offer.rewritten {
        return Some(&rewritten.text);
    }
    let dockerfile = repository.dockerfile(offer.family.dockerfile());
    let source = &repository.sources[dockerfile.file];
    let is_plain = source.encoding == Encoding::Utf8
        && dockerfile.syntax.problems.is_empty()
        && dockerfile.syntax.escape == '\\';
    is_plain.then(|| source.text.as_ref())
}

/// Those offers in one Dockerfile, where that shares something.
fn together(
    repository: &Repository,
    file: &ComposeFile,
    project: &str,
    offers: &mut [Offer<'_>],
    at: &[usize],
) {
    let parts: Vec<(&str, &str)> = at
        .iter()
        .filter_map(|at| {
            let name = offers[*at].family.members.first()?.name.value.as_str();
            Some((name, own_text(repository, &offers[*at])?))
        })
        .collect();
    if parts.len() < 2 || parts.len() < at.len() {
        return;
    }
    let Some(combined) = combine::combine(&parts) else { return };
    if proof::check(&parts, &combined).is_err() {
        return;
    }
    let names: Vec<String> = parts.iter().map(|(name, _)| (*name).to_owned()).collect();
    let is_named = |name: &str| file.services.iter().any(|service| service.name.value == name);
    let Some(first) = at.first().map(|at| &offers[*at].family) else { return };
    let mut stem = offer::image_name(first, project);
    while is_named(&stem) || offers.iter().any(|it| it.file_name == format!("{stem}.Dockerfile")) {
        stem.push_str("-images");
    }
    for ((at, name), loses) in at.iter().zip(names).zip(&combined.loses_comments) {
        let plain = Rewritten {
            text: own_text(repository, &offers[*at]).unwrap_or_default().to_owned(),
            ..Rewritten::default()
        };
        let offer = &mut offers[*at];
        offer.rewritten.get_or_insert(plain);
        offer.file_name = format!("{stem}.Dockerfile");
        offer.target = Some(Target { name, text: combined.text.clone(), loses_comments: *loses });
    }
}

/// The steps that say so, one for each such Dockerfile.
pub(super) fn steps(repository: &Repository, file: &ComposeFile, offers: &[Offer<'_>]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for offer in offers.iter().filter(|it| it.target.is_some()) {
        if told.contains(&offer.file_name.as_str()) {
            continue;
        }
        told.push(&offer.file_name);
        let all: Vec<&Offer<'_>> = offers.iter().filter(|it| it.file_name == offer.file_name).collect();
        let path = |it: &&Offer<'_>| repository.dockerfile(it.family.dockerfile()).path.clone();
        let targets = all.iter().filter_map(|it| it.target.as_ref());
        let names = super::stage::list(targets.map(|it| it.name.as_str()));
        let mut differs =
            vec![format!("a build without a target makes the last of them only; {names} are its targets")];
        let losing: Vec<String> = all
            .iter()
            .filter(|it| it.target.as_ref().is_some_and(|it| it.loses_comments))
            .map(path)
            .collect();
        if !losing.is_empty() {
            let losing = super::stage::list(losing.iter().map(String::as_str));
            differs.push(format!("comments of {losing} on what the others begin alike stay there alone"));
        }
        steps.push(Step {
            does: format!("Build {} images from one Dockerfile, a target each", all.len()),
            of: all.iter().map(path).chain([file.path.clone()]).collect(),
            equal: vec!["each target's steps, stage by stage, are those of its own Dockerfile".to_owned()],
            differs,
            assumes: Vec::new(),
            saving: None,
        });
    }
    steps
}
