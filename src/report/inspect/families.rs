//! Families, by the names of the JSON contract.

use serde::Serialize;

use super::view::{Evidence, Service, evidence};
use crate::analysis::{self, Member};
use crate::repository::Repository;

/// A family.
#[derive(Debug, Serialize)]
pub(super) struct Family<'a> {
    pub(super) name: &'a str,
    pub(super) kind: &'static str,
    pub(super) confidence: &'static str,
    pub(super) advice: &'static str,
    pub(super) members: Vec<Entry<'a>>,
    /// The member that the others should become.
    pub(super) best: Entry<'a>,
    pub(super) evidence: Vec<Evidence<'a>>,
}

/// A member of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Entry<'a> {
    Service(Service<'a>),
    Dockerfile { dockerfile: &'a str },
}

impl<'a> Family<'a> {
    pub(super) fn new(repository: &'a Repository, family: &'a analysis::Family) -> Self {
        let entry = |member: &Member| match *member {
            Member::Service(id) => Entry::Service(Service::of(repository, id)),
            Member::Dockerfile(id) => Entry::Dockerfile { dockerfile: &repository.dockerfile(id).path },
        };
        Self {
            name: &family.name,
            kind: family.kind.as_str(),
            confidence: family.confidence.as_str(),
            advice: family.advice.as_str(),
            members: family.members.iter().map(entry).collect(),
            best: entry(&family.best),
            evidence: evidence(&repository.sources, &family.evidence),
        }
    }
}
