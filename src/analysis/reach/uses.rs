//! Who builds or names a Dockerfile.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::siblings::BuiltBy;
use super::{Reach, Role, Standing};
use crate::analysis::Evidence;
use crate::repository::references::{Origin, Reference, Strength, Target, Use};
use crate::repository::{ComposeId, Dockerfile, DockerfileId, Location, Repository};

/// Who builds or names a Dockerfile.
#[derive(Default)]
pub(super) struct Uses<'a> {
    /// By something that is alive.
    pub(super) alive: Vec<Evidence>,
    /// Whether something alive builds it, and no document only tells to.
    by_command: bool,
    /// By a Compose file whose role is unknown, or by something that is executed and only names it.
    pub(super) perhaps: Vec<Evidence>,
    /// In a document that doesn't tell to build it: of a Dockerfile that the dead build it proves nothing.
    pub(super) named: Vec<Evidence>,
    /// By orphans.
    pub(super) dead: BTreeSet<ComposeId>,
    pub(super) dead_evidence: Vec<Evidence>,
    pub(super) retired: Option<&'a Reference>,
}

impl<'a> Uses<'a> {
    /// Of every Dockerfile, in the repository's order, in one walk over all that may use one.
    pub(super) fn of_all(repository: &'a Repository, compose: &[Standing]) -> Vec<Self> {
        let mut all: Vec<Self> = repository.dockerfiles.iter().map(|_| Self::default()).collect();
        let by_letters: FxHashMap<String, DockerfileId> =
            repository.dockerfiles.iter().map(|it| (it.path.to_ascii_lowercase(), it.id)).collect();
        for (file, service) in repository.services() {
            let Some(build) = &service.build else { continue };
            if let Location::MissingDockerfile(path) = &build.location
                && compose[file.id.0 as usize].role != Role::Orphan
            {
                // the first is found on Windows and macOS
                let meant = by_letters.get(&path.to_ascii_lowercase()).copied();
                let meant = meant.or_else(|| repository.meant(path).map(|dockerfile| dockerfile.id));
                let text = format!("service `{}` of `{}` means it", service.name.value, file.path);
                let evidence = Evidence::new("built-by-service", build.key, text);
                if let Some(id) = meant {
                    all[id.0 as usize].perhaps.push(evidence);
                }
            }
            let Some(id) = build.dockerfile_id() else { continue };
            let uses = &mut all[id.0 as usize];
            let text = format!("service `{}` of `{}` builds it", service.name.value, file.path);
            let evidence = Evidence::new("built-by-service", build.key, text);
            match compose[file.id.0 as usize].role {
                Role::Orphan => {
                    uses.dead.insert(file.id);
                    uses.dead_evidence.push(evidence);
                }
                Role::Unknown => uses.perhaps.push(evidence),
                _ => {
                    uses.alive.push(evidence);
                    uses.by_command = true;
                }
            }
        }
        for reference in &repository.references {
            if let Target::Dockerfile(id) = reference.target {
                all[id.0 as usize].take(repository, repository.dockerfile(id), reference);
            }
        }
        all
    }

    /// The strongest of them.
    pub(super) fn built_by(&self) -> BuiltBy {
        match self.by_command {
            true => BuiltBy::Command,
            false if !(self.alive.is_empty() && self.named.is_empty()) => BuiltBy::Document,
            false => BuiltBy::Nothing,
        }
    }

    fn take(&mut self, repository: &Repository, dockerfile: &Dockerfile, reference: &'a Reference) {
        let origin = repository.sources.path(reference.span);
        if reference.span.file == dockerfile.file
            || reference.origin == Origin::Compose
            || Reach::is_of_the_past(origin)
        {
            return;
        }
        let evidence =
            |kind, verb: &str| Evidence::new(kind, reference.span, format!("`{origin}` {verb} it"));
        match (reference.usage, reference.strength) {
            (Use::Retires, _) => self.retired = Some(reference),
            // a linter's or a clean-up script's pattern means every file and none
            (_, Strength::Maintenance) | (Use::Names | Use::Handles, Strength::Parametrised) => {}
            (Use::Copies, Strength::Documented) => {}
            (Use::Copies, _) => once(&mut self.perhaps, evidence("copied", "copies the folder of")),
            (Use::Names | Use::Handles, Strength::Documented) => {
                once(&mut self.named, evidence("named", "names"));
            }
            (Use::Names | Use::Handles, _) => once(&mut self.perhaps, evidence("named", "names")),
            (_, Strength::Documented) => {
                once(&mut self.alive, evidence("documented-build", "tells to build"))
            }
            _ => {
                once(&mut self.alive, evidence("built", "builds"));
                self.by_command = true;
            }
        }
    }
}

/// A file that says the same thirty times proves no more than by saying it once.
fn once(all: &mut Vec<Evidence>, evidence: Evidence) {
    if !all.iter().any(|it| it.text == evidence.text) {
        all.push(evidence);
    }
}
