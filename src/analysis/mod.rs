//! Questions asked of a repository: which files are alive, which services are one thing, what images carry and
//! weigh. Pure, and each answered at most once a run.

mod evidence;

pub use evidence::{Confidence, Evidence};

use crate::repository::Repository;
use crate::settings::Settings;

/// The answers, each computed when it is first asked for.
pub struct Analysis<'a> {
    repository: &'a Repository,
    settings: &'a Settings,
}

impl<'a> Analysis<'a> {
    /// Nothing is computed yet.
    pub fn new(repository: &'a Repository, settings: &'a Settings) -> Self {
        Self { repository, settings }
    }
}
