//! Families: what is alike, seen with who is alive; each with a name and what to do about it.
//!
//! A service that is restated in an override or a variant is one service, and no family.

mod builds;
mod descents;
mod dockerfiles;
mod generations;
mod infrastructure;
mod names;
mod standing;

use super::likeness::{FamilyKind, Likeness, Member};
use super::{Confidence, Evidence, Reach};
use crate::repository::Repository;

/// What to do about a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// Build one image and use it under several names.
    OneImage,
    /// Keep one Dockerfile, with an argument or a target for what differs.
    OneDockerfile,
    /// Remove what the newer generation has replaced.
    DropOld,
    /// Keep one service, once it is known to do what the others do: more than one of them may be in use.
    OneService,
    /// Leave it: it is alike on purpose, or shared already.
    Keep,
}

impl Advice {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OneImage => "one-image",
            Self::OneDockerfile => "one-dockerfile",
            Self::DropOld => "drop-old",
            Self::OneService => "one-service",
            Self::Keep => "keep",
        }
    }
}

/// Things that are one thing under several names.
#[derive(Debug, Clone)]
pub struct Family {
    /// After its best-attested member; no two families have the same.
    pub name: String,
    /// In what way they are one.
    pub kind: FamilyKind,
    /// How sure that is.
    pub confidence: Confidence,
    /// What to do about it.
    pub advice: Advice,
    /// At least two, in the repository's order.
    pub members: Vec<Member>,
    /// The member that the others should become: the best attested, in the repository's order.
    pub best: Member,
    /// The members that nobody uses any more.
    pub dead: Vec<Member>,
    /// Why, strongest first, with places in the files of both sides.
    pub evidence: Vec<Evidence>,
}

/// All families.
#[derive(Debug)]
pub struct Families {
    all: Vec<Family>,
}

impl Families {
    /// Sorts out which likenesses are families.
    pub fn of(repository: &Repository, likeness: &Likeness, reach: &Reach) -> Self {
        let view = standing::View { repository, likeness, reach };
        let mut all = Vec::new();
        for group in likeness.groups() {
            match group.kind {
                FamilyKind::SameBuild => all.push(builds::family(&view, group)),
                FamilyKind::NearDuplicateDockerfile => all.push(dockerfiles::family(&view, group)),
                // which of these belong together depends on who is alive, and on what is started together
                FamilyKind::GenerationCopy | FamilyKind::DuplicateInfrastructure => {}
            }
        }
        all.extend(generations::families(&view));
        all.extend(infrastructure::families(&view));
        names::make_unique(&mut all);
        Self { all }
    }

    /// Every family, those to be left alone included.
    pub fn all(&self) -> &[Family] {
        &self.all
    }
}
