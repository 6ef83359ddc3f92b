//! Finds references in every file that may hold them.

use std::collections::BTreeSet;

use super::super::Tree;
use crate::source::Sources;

/// The files that are known so far, by path.
pub(crate) struct Known<'a> {
    pub(crate) compose: BTreeSet<&'a str>,
    pub(crate) dockerfiles: BTreeSet<&'a str>,
}

/// A reference whose target is still a path.
pub(crate) struct Found {}

pub(crate) fn scan(_tree: &Tree, _sources: &mut Sources, _known: &Known<'_>) -> Vec<Found> {
    Vec::new()
}
