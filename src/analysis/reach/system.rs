//! Which file is the system itself, and which took the place of a dead one.

use std::cmp::{Ordering, Reverse};

use rustc_hash::{FxHashMap, FxHashSet};

use super::case::Case;
use super::images::is_backing_store;
use super::marks;
use crate::facts;
use crate::repository::path::{file_name, is_default_compose_name};
use crate::repository::references::{Origin, Strength, Target, Use};
use crate::repository::{Build, ComposeFile, ComposeId, DockerfileId, Repository, Service};
use crate::source::FileId;

/// The living files, seen as one system.
pub(super) struct System<'a> {
    /// The file that is the system.
    pub(super) principal: Option<ComposeId>,
    /// Its services, by name and by what they build; its databases are like anybody's.
    names: FxHashSet<&'a str>,
    dockerfiles: FxHashSet<DockerfileId>,
    /// What starts it: scripts, Makefiles, units.
    starters: FxHashSet<FileId>,
    /// The first living file of each name without marks.
    by_stem: FxHashMap<Vec<String>, ComposeId>,
}

impl<'a> System<'a> {
    /// Of files whose signs are complete.
    pub(super) fn of(repository: &Repository, cases: &[Case<'a>]) -> Self {
        let principal = principal(cases);
        let services = principal.map(|case| case.file.services.as_slice()).unwrap_or_default();
        let own = services.iter().filter(|service| !is_backing_store(service));
        let mut by_stem = FxHashMap::default();
        for case in cases.iter().filter(|case| case.is_alive() && !case.is_dead()) {
            by_stem.entry(marks::read(&case.file.path).stem).or_insert(case.file.id);
        }
        Self {
            principal: principal.map(|case| case.file.id),
            names: own.map(|service| service.name.value.as_str()).collect(),
            dockerfiles: services.iter().filter_map(dockerfile).collect(),
            starters: principal.map(|case| starters(repository, case.file)).unwrap_or_default(),
            by_stem,
        }
    }

    /// Whether a file is another system, and no other way to start this one: the default file of a folder of its own, and
    /// no service ties it to this.
    pub(super) fn is_apart_from(&self, case: &Case<'_>) -> bool {
        is_default_compose_name(file_name(&case.file.path))
            && !case.is_aside()
            && self.shares_nothing_with(case.file)
    }

    /// Whether what starts the system starts a file too: the two run beside each other.
    pub(super) fn is_started_with(&self, repository: &Repository, case: &Case<'_>) -> bool {
        let is_an_example = facts::aside(&case.file.path).is_some();
        !is_an_example && !self.starters.is_disjoint(&starters(repository, case.file))
    }

    /// Whether the system is known, and has neither a name nor a build of a service of `file`.
    fn shares_nothing_with(&self, file: &ComposeFile) -> bool {
        let is_named = |service: &Service| {
            !is_backing_store(service) && self.names.contains(service.name.value.as_str())
        };
        let is_built = |service| dockerfile(service).is_some_and(|id| self.dockerfiles.contains(&id));
        self.principal.is_some() && !file.services.iter().any(|it| is_named(it) || is_built(it))
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

/// What starts a file by a command of its own. A CI job may start one stack after the other, to test each.
fn starters(repository: &Repository, file: &ComposeFile) -> FxHashSet<FileId> {
    repository
        .references_to(&Target::Compose(file.id))
        .filter(|it| it.usage == Use::Runs && it.strength == Strength::Executed && it.origin != Origin::Ci)
        .map(|it| it.span.file)
        .collect()
}

/// A default name before others, near the root before far, then the best attested.
fn principal<'c, 'a>(cases: &'c [Case<'a>]) -> Option<&'c Case<'a>> {
    let rank = |case: &Case<'_>| {
        let default = is_default_compose_name(file_name(&case.file.path));
        let depth = case.file.path.matches('/').count();
        (default && depth == 0, default, !case.is_aside(), Reverse(depth))
    };
    let order = |a: &&Case<'_>, b: &&Case<'_>| -> Ordering {
        let by_rank = rank(a).cmp(&rank(b));
        by_rank.then(a.score().total_cmp(&b.score())).then(b.file.path.cmp(&a.file.path))
    };
    let stands_alone = |case: &&Case<'_>| case.is_alive() && !case.is_override();
    cases.iter().filter(stands_alone).max_by(order)
}

#[cfg(test)]
mod tests {
    use crate::analysis::reach::testing::{roles, superseded, variants};

    const SHOP: &str = "services:\n  shop:\n    build: .\n  redis:\n    image: redis:7\n";
    const STATS: &str = "services:\n  stats:\n    build: .\n  redis:\n    image: redis:7\n";
    const BOTH: &str =
        "up:\n\tdocker compose -f shop/compose.yaml up -d\n\tdocker compose -f stats/compose.yaml up -d\n";

    fn files<'a>(makefile: &'a str, stats: &'a str) -> [(&'a str, &'a str); 5] {
        let from = "FROM alpine\n";
        [
            ("shop/compose.yaml", SHOP),
            ("stats/compose.yaml", stats),
            ("shop/Dockerfile", from),
            ("stats/Dockerfile", from),
            ("Makefile", makefile),
        ]
    }

    #[test]
    fn another_system_that_is_started_with_the_first_is_live() {
        let files = files(BOTH, STATS);
        assert_eq!(roles(&files)[..2], ["shop/compose.yaml: live", "stats/compose.yaml: live"]);
        assert_eq!(variants(&files), [""; 2]);
    }

    #[test]
    fn what_has_the_systems_services_is_another_way_to_start_it() {
        let files = files(BOTH, SHOP);
        assert_eq!(roles(&files)[..2], ["shop/compose.yaml: live", "stats/compose.yaml: variant"]);
        assert_eq!(variants(&files), ["", "shop/compose.yaml"]);
    }

    #[test]
    fn another_system_with_a_start_of_its_own_is_a_variant_of_nothing() {
        let files = files("up:\n\tdocker compose -f shop/compose.yaml up -d\n", STATS);
        assert_eq!(roles(&files)[..2], ["shop/compose.yaml: live", "stats/compose.yaml: variant"]);
        assert_eq!(variants(&files), [""; 2]);
    }

    #[test]
    fn a_database_alone_has_taken_nobodys_place() {
        let dead = "# DEPRECATED: no longer used\nservices:\n  redis:\n    image: redis:6\n  cron:\n    image: acme/cron\n";
        let files = [("compose.yaml", SHOP), ("Dockerfile", "FROM alpine\n"), ("jobs.compose.yml", dead)];
        assert_eq!(superseded(&files, "jobs.compose.yml"), None);
        let both = dead.replace("cron:", "shop:");
        let files = [files[0], files[1], ("jobs.compose.yml", &both)];
        assert_eq!(superseded(&files, "jobs.compose.yml").as_deref(), Some("compose.yaml"));
    }
}
