//! Families, by the names of the JSON contract.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::images;
use super::view::{Evidence, Service, evidence};
use crate::analysis::size::FamilyFootprint;
use crate::analysis::{self, Member, Sizes};
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
    /// What its images weigh together; `None` where the repository builds none of them, or nothing is known of any.
    pub(super) footprint: Option<Footprint>,
    /// For each member whether nobody uses it any more.
    #[serde(skip)]
    pub(super) dead: Vec<bool>,
}

/// What a family's images weigh together.
#[derive(Debug, Serialize)]
pub(super) struct Footprint {
    /// How many there are: one that several members share counts once.
    pub(super) images: usize,
    #[serde(flatten)]
    pub(super) now: images::Footprint,
    /// The same once the advice is taken; `None` where that doesn't tell which images are left.
    pub(super) after: Option<images::Footprint>,
}

impl From<FamilyFootprint> for Footprint {
    fn from(FamilyFootprint { images, now, after }: FamilyFootprint) -> Self {
        Self { images, now: now.into(), after: after.map(images::Footprint::from) }
    }
}

/// A member of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Entry<'a> {
    Service(Service<'a>),
    Dockerfile { dockerfile: &'a str },
}

impl<'a> Family<'a> {
    pub(super) fn new(repository: &'a Repository, sizes: &Sizes, family: &'a analysis::Family) -> Self {
        let entry = |member: &Member| match *member {
            Member::Service(id) => Entry::Service(Service::of(repository, id)),
            Member::Dockerfile(id) => Entry::Dockerfile { dockerfile: &repository.dockerfile(id).path },
        };
        let dead: FxHashSet<Member> = family.dead.iter().copied().collect();
        Self {
            name: &family.name,
            kind: family.kind.as_str(),
            confidence: family.confidence.as_str(),
            advice: family.advice.as_str(),
            members: family.members.iter().map(entry).collect(),
            best: entry(&family.best),
            evidence: evidence(&repository.sources, &family.evidence),
            footprint: sizes.of_family(family).map(Footprint::from),
            dead: family.members.iter().map(|member| dead.contains(member)).collect(),
        }
    }
}
