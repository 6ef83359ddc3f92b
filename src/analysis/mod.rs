//! Questions asked of a repository: which files are alive, which services are one thing, what images carry and
//! weigh. Pure, and each answered at most once a run.

pub mod contents;
mod evidence;
mod families;
mod likeness;
mod reach;
pub mod size;

use std::sync::OnceLock;

pub use contents::Contents;
pub use evidence::{Confidence, Evidence};
pub use families::{Advice, Families, Family};
pub use likeness::{FamilyKind, Group, Likeness, Member, is_same_build};
pub use reach::{DockerfileRole, DockerfileStanding, Reach, Role, Standing};
pub use size::{Estimate, Footprint, Image, Layer, Sizes, shown};

use crate::repository::Repository;
use crate::settings::Settings;

/// The answers, each computed when it is first asked for.
pub struct Analysis<'a> {
    repository: &'a Repository,
    settings: &'a Settings,
    contents: OnceLock<Contents>,
    families: OnceLock<Families>,
    likeness: OnceLock<Likeness>,
    reach: OnceLock<Reach>,
    sizes: OnceLock<Sizes>,
}

impl<'a> Analysis<'a> {
    /// Nothing is computed yet.
    pub fn new(repository: &'a Repository, settings: &'a Settings) -> Self {
        Self {
            repository,
            settings,
            contents: OnceLock::new(),
            families: OnceLock::new(),
            likeness: OnceLock::new(),
            reach: OnceLock::new(),
            sizes: OnceLock::new(),
        }
    }

    /// What each Dockerfile's images carry, and from which line.
    pub fn contents(&self) -> &Contents {
        self.contents.get_or_init(|| Contents::of(self.repository))
    }

    /// Which services and Dockerfiles are one thing under several names, and what to do about it.
    pub fn families(&self) -> &Families {
        self.families.get_or_init(|| Families::of(self.repository, self.likeness(), self.reach()))
    }

    /// Which services are alike, and by what.
    pub fn likeness(&self) -> &Likeness {
        self.likeness.get_or_init(|| Likeness::of(self.repository))
    }

    /// Which Compose files and Dockerfiles are alive, and what says so.
    pub fn reach(&self) -> &Reach {
        self.reach.get_or_init(|| Reach::of(self.repository, self.likeness(), self.settings))
    }

    /// What images weigh.
    pub fn sizes(&self) -> &Sizes {
        self.sizes.get_or_init(|| Sizes::of(self.repository, self.contents()))
    }
}
