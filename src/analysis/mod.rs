//! Questions asked of a repository: which files are alive, which services are one thing, what images carry and
//! weigh. Pure, and each answered at most once a run.

mod evidence;
mod likeness;
mod reach;

use std::sync::OnceLock;

pub use evidence::{Confidence, Evidence};
pub use likeness::Likeness;
pub use reach::{DockerfileRole, DockerfileStanding, Reach, Role, Standing};

use crate::repository::Repository;
use crate::settings::Settings;

/// The answers, each computed when it is first asked for.
pub struct Analysis<'a> {
    repository: &'a Repository,
    settings: &'a Settings,
    likeness: OnceLock<Likeness>,
    reach: OnceLock<Reach>,
}

impl<'a> Analysis<'a> {
    /// Nothing is computed yet.
    pub fn new(repository: &'a Repository, settings: &'a Settings) -> Self {
        Self { repository, settings, likeness: OnceLock::new(), reach: OnceLock::new() }
    }

    /// Which services are alike, and by what.
    pub fn likeness(&self) -> &Likeness {
        self.likeness.get_or_init(|| Likeness::of(self.repository))
    }

    /// Which Compose files and Dockerfiles are alive, and what says so.
    pub fn reach(&self) -> &Reach {
        self.reach.get_or_init(|| Reach::of(self.repository, self.likeness(), self.settings))
    }
}
