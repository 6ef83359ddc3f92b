//! What a project's part of the plan does, step by step.

use super::container::Merged;
use super::join::Joined;
use super::offer::Offer;
use super::project::Prepared;
use super::{Place, Saving, Step, targets};
use crate::repository::compose::Build;
use crate::repository::context::ContextIgnore;
use crate::repository::{ComposeFile, Location, Repository, path};
use crate::syntax::dockerfile::Keyword;

/// Builds that change in the same way are one step.
fn together(builds: Vec<(Vec<&str>, &'static str, Step)>) -> Vec<Step> {
    let mut merged: Vec<(Vec<&str>, &'static str, Step)> = Vec::new();
    for (members, room, step) in builds {
        let same = |other: &&mut (Vec<&str>, &'static str, Step)| {
            let (a, b) = (&other.2, &step);
            other.1 == room
                && (&a.equal, &a.differs, &a.assumes, &a.saving)
                    == (&b.equal, &b.differs, &b.assumes, &b.saving)
        };
        match merged.iter_mut().find(same) {
            Some(other) => {
                other.0.extend(members);
                other.2.of.extend(
                    step.of.into_iter().filter(|path| !other.2.of.contains(path)).collect::<Vec<_>>(),
                );
            }
            None => merged.push((members, room, step)),
        }
    }
    let named = |(members, room, step): (Vec<&str>, &'static str, Step)| {
        let names: Vec<String> = members.iter().map(|name| format!("`{name}`")).collect();
        Step { does: format!("Build {} in two stages ({room})", names.join(", ")), ..step }
    };
    merged.into_iter().map(named).collect()
}

/// Several Dockerfiles become one, and their images too.
fn one_image(
    repository: &Repository,
    file: &ComposeFile,
    offer: &Offer<'_>,
    joined: &Joined,
    merged: &[Merged],
) -> Step {
    let paths = offer.family.dockerfiles.iter().map(|id| repository.dockerfile(*id).path.clone());
    let image = match (&offer.image, offer.family.image()) {
        (Some(image), _) => image.clone(),
        (None, Ok(Some(image))) => image.to_owned(),
        (None, _) => offer.file_name.clone(),
    };
    let (count, services) = (offer.family.dockerfiles.len(), offer.family.members.len());
    let in_stages = match offer.rewritten.as_ref().map(|it| it.room) {
        Some(room) if !room.is_empty() => format!(", in two stages ({room})"),
        _ => String::new(),
    };
    let rewritten = offer.rewritten.iter();
    let differs = rewritten.clone().flat_map(|it| it.differs.iter().cloned());
    let assumes = rewritten.flat_map(|it| it.assumes.iter().cloned());
    let named = offer.image.is_some().then(|| takes(holder(offer, merged), &image));
    let outside = format!("nothing outside the Compose file names the {services} images of before");
    Step {
        does: format!(
            "Build `{image}` once for {services} services, from {count} Dockerfiles made one{in_stages}"
        ),
        of: paths.chain([file.path.clone()]).collect(),
        equal: joined.equal.clone(),
        differs: joined.differs.iter().cloned().chain(named).chain(differs).collect(),
        assumes: joined.assumes.iter().cloned().chain([outside]).chain(assumes).collect(),
        saving: None,
    }
}

/// That one builds for all: `up SERVICE` of another doesn't.
fn takes(holder: &str, image: &str) -> String {
    format!(
        "`{holder}` builds, the others take `{image}`, which has to be built before one of them is started alone"
    )
}

/// Who builds an image for all: a service, or the container that it becomes a process of.
fn holder<'a>(offer: &'a Offer<'_>, merged: &'a [Merged]) -> &'a str {
    let holder = offer.family.holder().map_or("", |holder| holder.name.value.as_str());
    let container = merged.iter().find(|it| it.processes.iter().any(|name| name == holder));
    container.map_or(holder, |it| &it.name)
}

/// The steps that change how images are built.
pub(super) fn builds(repository: &Repository, prepared: &Prepared<'_>, merged: &[Merged]) -> Vec<Step> {
    let Prepared { file, offers, .. } = prepared;
    let (mut steps, mut builds) = (Vec::new(), Vec::new());
    for offer in offers {
        let members: Vec<&str> =
            offer.family.members.iter().map(|member| member.name.value.as_str()).collect();
        if let Some(joined) = &offer.family.joined {
            steps.push(one_image(repository, file, offer, joined, merged));
            continue;
        }
        let dockerfile = repository.dockerfile(offer.family.dockerfile());
        // one that is only moved is told by what moves it
        if let Some(rewritten) = offer.rewritten.as_ref().filter(|it| !it.room.is_empty()) {
            let all = &dockerfile.syntax.instructions;
            let mut touched = rewritten.touched.iter().filter_map(|index| all.get(*index));
            let others = match touched.any(|it| matches!(it.keyword, Keyword::Copy | Keyword::Add)) {
                true => "`RUN`, `COPY`",
                false => "`RUN`",
            };
            let equal = vec![
                format!("every instruction but {others} and the base, in order and as written"),
                "the entry point, command, environment, user, folders, ports, labels and health check"
                    .to_owned(),
            ];
            let step = Step {
                of: vec![dockerfile.path.clone()],
                equal,
                differs: rewritten.differs.clone(),
                assumes: rewritten.assumes.clone(),
                saving: rewritten.saving.map(|bytes| Saving { bytes, of: "in each image".to_owned() }),
                ..Step::default()
            };
            builds.push((members.clone(), rewritten.room, step));
        }
        if let Some(image) = &offer.image {
            let holder = holder(offer, merged);
            let count = members.len();
            steps.push(Step {
                does: format!("Build `{image}` once for {count} services"),
                of: vec![file.path.clone()],
                equal: vec![format!("{} were {count} images of one build", quoted(&members))],
                differs: vec![
                    takes(holder, image),
                    "layers were shared on disk already, so this saves names, exports and drift rather than bytes"
                        .to_owned(),
                ],
                assumes: vec![format!("nothing outside the Compose file names the {count} images of before")],
                saving: None,
            });
        }
    }
    let mut all = together(builds);
    all.extend(targets::steps(repository, file, offers));
    all.append(&mut steps);
    all
}

/// The last step: what is started, and how it differs from what was.
pub(super) fn start(
    repository: &Repository,
    place: &Place,
    group: &[Prepared<'_>],
    equal: Vec<String>,
    moved: Vec<String>,
) -> Step {
    let mut assumes = Vec::new();
    let mut differs = vec!["paths lead from the new folder to the same places".to_owned()];
    for Prepared { file, offers, .. } in group {
        let env = path::join(file.directory(), ".env").unwrap_or_default();
        assumes.push(match repository.tree.kind(&env) {
            Some(_) => {
                format!("it is started with `--env-file {env}`, which Compose found by itself before")
            }
            None => "the same variables are set when it is started".to_owned(),
        });
        let untouched = file.services.iter().filter(|service| {
            let is_rewritten = |offer: &Offer<'_>| {
                offer.rewritten.is_some() && offer.family.members.iter().any(|member| member.id == service.id)
            };
            service.build.as_ref().is_some_and(|build| is_sent(repository, place, build))
                && !offers.iter().any(is_rewritten)
        });
        let untouched: Vec<&str> = untouched.map(|service| service.name.value.as_str()).collect();
        if !untouched.is_empty() {
            let names = quoted(&untouched);
            differs.push(format!(
                "the new folder lies in the build context of {names}, and no `.dockerignore` leaves it out of their builds"
            ));
        }
    }
    assumes.dedup();
    differs.extend(moved);
    Step {
        does: format!("Start the system from `{}/compose.yaml`", place.shown),
        of: group.iter().map(|prepared| prepared.file.path.clone()).collect(),
        equal,
        differs,
        assumes,
        saving: None,
    }
}

/// Whether a build as it was would send the new folder along.
fn is_sent(repository: &Repository, place: &Place, build: &Build) -> bool {
    let Some(context) = build.context_path.as_deref() else { return false };
    let Some(within) = place.below_context(context) else { return false };
    let dockerfile = match build.location {
        Location::Found(id) => repository.dockerfile(id).path.as_str(),
        _ => "",
    };
    !ContextIgnore::read(&repository.tree, context, dockerfile).excludes(&format!("{within}/compose.yaml"))
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
