//! How much of a repository is drawn one by one, and what is put together.

use std::collections::BTreeMap;

use crate::report::inspect::families::Entry;
use crate::report::inspect::view::{ComposeFile, Dockerfile, Inspection, Service};

/// How fine a graph is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Every service.
    Services,
    /// Services of one file that build the same, and those that build nothing.
    Builds,
    /// Compose files, and the Dockerfiles that they build.
    Files,
    /// Dockerfiles on one base.
    Bases,
}

impl Detail {
    pub(super) const ALL: [Self; 4] = [Self::Services, Self::Builds, Self::Files, Self::Bases];

    /// What was put together, for the reader.
    pub(super) fn folded(self) -> Option<&'static str> {
        match self {
            Self::Services => None,
            Self::Builds => Some("services that build the same are one node"),
            Self::Files => Some("the services of a Compose file are one node"),
            Self::Bases => {
                Some("the services of a Compose file are one node, and so are Dockerfiles on one base")
            }
        }
    }
}

/// Services of one file that are drawn as one.
pub(super) struct Services<'a> {
    pub(super) names: Vec<&'a str>,
    /// What they build, by its place among the Dockerfiles.
    pub(super) builds: Vec<usize>,
    pub(super) family: Option<usize>,
}

/// What services build, and which families services and Dockerfiles are of.
pub(super) struct Ties<'a> {
    builds: BTreeMap<Service<'a>, usize>,
    services: BTreeMap<Service<'a>, usize>,
    dockerfiles: BTreeMap<&'a str, usize>,
}

impl<'a> Ties<'a> {
    pub(super) fn of(inspection: &Inspection<'a>) -> Self {
        let mut ties =
            Self { builds: BTreeMap::new(), services: BTreeMap::new(), dockerfiles: BTreeMap::new() };
        for (index, dockerfile) in inspection.dockerfiles.iter().enumerate() {
            ties.builds.extend(dockerfile.used_by.iter().map(|&service| (service, index)));
        }
        for (index, family) in
            inspection.families.iter().enumerate().filter(|(_, family)| family.advice != "keep")
        {
            // who came back in another generation says more than who builds the same
            let says_more = family.kind == "generation-copy";
            for member in &family.members {
                match *member {
                    Entry::Service(service) if says_more => _ = ties.services.insert(service, index),
                    Entry::Service(service) => _ = ties.services.entry(service).or_insert(index),
                    Entry::Dockerfile { dockerfile } => {
                        _ = ties.dockerfiles.entry(dockerfile).or_insert(index)
                    }
                }
            }
        }
        ties
    }

    /// The family of a Dockerfile.
    pub(super) fn family(&self, dockerfile: &str) -> Option<usize> {
        self.dockerfiles.get(dockerfile).copied()
    }

    /// The services of a file as they are drawn.
    pub(super) fn services(&self, file: &ComposeFile<'a>, detail: Detail) -> Vec<Services<'a>> {
        let mut groups: Vec<Services<'a>> = Vec::new();
        for &name in &file.services {
            let service = Service { compose: file.path, service: name };
            let builds = self.builds.get(&service).copied();
            let family = self.services.get(&service).copied();
            let joins = |group: &&mut Services<'a>| match detail {
                Detail::Services => false,
                Detail::Builds => group.family == family && group.builds.first().copied() == builds,
                Detail::Files | Detail::Bases => true,
            };
            match groups.iter_mut().find(joins) {
                Some(group) => {
                    group.names.push(name);
                    group.builds.extend(builds.filter(|build| !group.builds.contains(build)));
                    group.family = group.family.filter(|known| Some(*known) == family);
                }
                None => {
                    groups.push(Services { names: vec![name], builds: builds.into_iter().collect(), family })
                }
            }
        }
        groups
    }
}

/// Dockerfiles as they are drawn: the places of those that are one node.
pub(super) fn dockerfiles(dockerfiles: &[Dockerfile<'_>], detail: Detail) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (index, file) in dockerfiles.iter().enumerate() {
        let joins = |group: &&mut Vec<usize>| {
            let other = &dockerfiles[group[0]];
            let alike = (other.role, &other.final_base) == (file.role, &file.final_base);
            match detail {
                Detail::Services | Detail::Builds => false,
                Detail::Files => alike && other.used_by.is_empty() && file.used_by.is_empty(),
                Detail::Bases => alike,
            }
        };
        match groups.iter_mut().find(joins) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups
}
