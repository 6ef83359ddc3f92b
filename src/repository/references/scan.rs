//! Finds references in every file that may hold them.

use std::collections::BTreeSet;

use super::super::{ComposeFile, Dockerfile, Tree};
use crate::source::Sources;

/// The files that are known so far, by path.
pub(crate) struct Known {
    pub(crate) compose: BTreeSet<String>,
    pub(crate) dockerfiles: BTreeSet<String>,
}

impl Known {
    pub(crate) fn new(compose: &[ComposeFile], dockerfiles: &[Dockerfile]) -> Self {
        Self {
            compose: compose.iter().map(|file| file.path.clone()).collect(),
            dockerfiles: dockerfiles.iter().map(|file| file.path.clone()).collect(),
        }
    }
}

/// A reference whose target is still a path.
pub(crate) struct Found {}

pub(crate) fn scan(_tree: &Tree, _sources: &mut Sources, _known: &Known) -> Vec<Found> {
    Vec::new()
}
