//! The rulebook.

use crate::lint::Rule;

/// Every rule.
pub static ALL: &[Rule] = &[];
