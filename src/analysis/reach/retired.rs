//! Code that a document retires, and the Compose files that run nothing else.

use super::commands;
use crate::repository::references::{Reference, Target};
use crate::repository::{ComposeFile, Repository, Service, path};

/// Files and folders of the program that a document says nothing uses.
pub(super) struct RetiredCode<'a> {
    places: Vec<(&'a str, &'a Reference)>,
}

impl<'a> RetiredCode<'a> {
    /// Looks through all references once.
    pub(super) fn of(repository: &'a Repository) -> Self {
        let place = |reference: &'a Reference| match &reference.target {
            Target::Code(path) => Some((path.as_str(), reference)),
            _ => None,
        };
        Self { places: repository.references.iter().filter_map(place).collect() }
    }

    /// The place that says so of what all of a file's own services run.
    pub(super) fn run_by(&self, repository: &Repository, file: &ComposeFile) -> Option<&'a Reference> {
        if self.places.is_empty() {
            return None;
        }
        let retiring = |service: &Service| {
            let code = commands::code_of(repository, service);
            let context = service.build.as_ref().and_then(|build| build.context_path.as_deref());
            let is_dead = |path: &str| {
                code.iter().any(|code| path::is_within(code, path))
                    || context.is_some_and(|context| !path.is_empty() && path::is_within(context, path))
            };
            self.places.iter().find(|(path, _)| is_dead(path)).map(|(_, reference)| *reference)
        };
        let mut built = file.services.iter().filter(|service| service.build.is_some());
        let first = retiring(built.next()?)?;
        built.all(|service| retiring(service).is_some()).then_some(first)
    }
}
