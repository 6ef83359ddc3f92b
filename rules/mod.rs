//! The rulebook: one folder a category, one file and one page a rule.

pub mod correctness;
pub mod size;

use crate::lint::Rule;

/// Every rule, by category and name.
pub static ALL: &[Rule] = &[
    correctness::libc_mismatch::RULE,
    size::build_tools_in_final_image::RULE,
    size::non_slim_base::RULE,
    size::single_stage_build::RULE,
];
