//! Which file is the system itself, and which took the place of a dead one.

use std::cmp::{Ordering, Reverse};

use rustc_hash::{FxHashMap, FxHashSet};

use super::marks;
use super::roles::{Case, is_override};
use super::signs::is_default_name;
use crate::repository::path::file_name;
use crate::repository::{Build, ComposeFile, ComposeId, DockerfileId, Service};

/// The living files, seen as one system.
pub(super) struct System<'a> {
    /// The file that is the system.
    pub(super) principal: Option<ComposeId>,
    /// Its services, by name and by what they build.
    names: FxHashSet<&'a str>,
    dockerfiles: FxHashSet<DockerfileId>,
    /// The first living file of each name without marks.
    by_stem: FxHashMap<Vec<String>, ComposeId>,
}

impl<'a> System<'a> {
    /// Of files whose signs are complete.
    pub(super) fn of(cases: &[Case<'a>]) -> Self {
        let principal = principal(cases);
        let services = principal.map(|case| case.file.services.as_slice()).unwrap_or_default();
        let mut by_stem = FxHashMap::default();
        for case in cases.iter().filter(|case| case.is_alive() && !case.is_dead()) {
            by_stem.entry(marks::read(&case.file.path).stem).or_insert(case.file.id);
        }
        Self {
            principal: principal.map(|case| case.file.id),
            names: services.iter().map(|service| service.name.value.as_str()).collect(),
            dockerfiles: services.iter().filter_map(dockerfile).collect(),
            by_stem,
        }
    }

    /// Whether the system is known, and has neither a name nor a build of a service of `file`.
    pub(super) fn shares_nothing_with(&self, file: &ComposeFile) -> bool {
        let shares = |service: &Service| {
            self.names.contains(service.name.value.as_str())
                || dockerfile(service).is_some_and(|id| self.dockerfiles.contains(&id))
        };
        self.principal.is_some() && !file.services.iter().any(shares)
    }

    /// What took a dead file's place: the file that does its work, else the living one of the same name without marks,
    /// else the system, if it has any of the services.
    pub(super) fn replaces(&self, case: &Case<'_>) -> Option<ComposeId> {
        let found = case.successor.as_ref().map(|found| found.id);
        let namesake = || self.by_stem.get(&marks::read(&case.file.path).stem).copied();
        let system = || self.principal.filter(|_| !self.shares_nothing_with(case.file));
        found.or_else(namesake).or_else(system)
    }
}

fn dockerfile(service: &Service) -> Option<DockerfileId> {
    service.build.as_ref().and_then(Build::dockerfile_id)
}

/// A default name before others, near the root before far, then the best attested.
fn principal<'c, 'a>(cases: &'c [Case<'a>]) -> Option<&'c Case<'a>> {
    let rank = |case: &Case<'_>| {
        let default = is_default_name(file_name(&case.file.path));
        let depth = case.file.path.matches('/').count();
        (default && depth == 0, default, !case.is_aside(), Reverse(depth))
    };
    let order = |a: &&Case<'_>, b: &&Case<'_>| -> Ordering {
        let by_rank = rank(a).cmp(&rank(b));
        by_rank.then(a.score().total_cmp(&b.score())).then(b.file.path.cmp(&a.file.path))
    };
    let stands_alone = |case: &&Case<'_>| case.is_alive() && !is_override(case);
    cases.iter().filter(stands_alone).max_by(order)
}
