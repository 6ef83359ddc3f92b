//! What can't work any more: nothing to run, scripts and builds that are gone.

use super::commands;
use super::weights::{Seen, Sign};
use crate::repository::{Build, ComposeFile, Location, Repository};

/// Adds what speaks against a file because something that it needs is missing.
pub(super) fn look(repository: &Repository, file: &ComposeFile, seen: &mut Vec<Seen>) {
    let declares_nothing = file.services.is_empty() && file.includes.is_empty() && file.resources.is_empty();
    if declares_nothing && file.yaml.problems.is_empty() {
        seen.push(Seen::new(Sign::Empty, file.headline(), "declares no service"));
    }
    if repository.is_copied(file.id) {
        return;
    }
    let lost =
        file.services.iter().find_map(|service| Some((service, commands::lost_script(repository, service)?)));
    if let Some((service, (span, script))) = lost {
        let text = format!("service `{}` runs `{script}`, which isn't there", service.name.value);
        seen.push(Seen::new(Sign::CommandsGone, span, text));
    }
    let builds: Vec<&Build> = file.services.iter().filter_map(|service| service.build.as_ref()).collect();
    let gone: Vec<&&Build> = builds.iter().filter(|build| is_gone(repository, build)).collect();
    if let Some(first) = gone.first().filter(|_| gone.len() * 2 >= builds.len()) {
        let text = format!("{} of its {} builds have nothing to build", gone.len(), builds.len());
        seen.push(Seen::new(Sign::BuildsGone, first.key, text));
    }
}

/// Whether the file builds something, and none of it is there.
pub(super) fn builds_nothing(repository: &Repository, file: &ComposeFile) -> bool {
    let mut builds = file.services.iter().filter_map(|service| service.build.as_ref()).peekable();
    builds.peek().is_some() && builds.all(|build| is_gone(repository, build))
}

/// Whether what is to be built is missing, and not only missing here.
fn is_gone(repository: &Repository, build: &Build) -> bool {
    match &build.location {
        Location::MissingContext(path) | Location::MissingDockerfile(path) => {
            !repository.tree.is_in_submodule(path) && !repository.tree.is_ignored(path)
        }
        _ => false,
    }
}
