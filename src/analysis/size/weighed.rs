//! What is known of a set of packages.

use super::Estimate;

/// Packages together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Weighed {
    /// With all they need.
    pub(super) size: Estimate,
    /// What their downloads leave in a cache.
    pub(super) cache: Estimate,
    /// Those that no table knows: their part of `size` is what packages weigh in general.
    pub(super) unknown: Vec<String>,
}
