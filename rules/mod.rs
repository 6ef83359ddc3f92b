//! The rulebook: one folder a category, one file and one page a rule.

pub mod correctness;
pub mod dead;
pub mod duplication;
pub mod size;

use crate::lint::Rule;

/// Every rule, by category and name.
pub static ALL: &[Rule] = &[
    correctness::end_of_life_base::RULE,
    correctness::libc_mismatch::RULE,
    correctness::missing_build_input::RULE,
    correctness::syntax_error::RULE,
    dead::no_entry_found::RULE,
    dead::orphaned_compose_file::RULE,
    dead::orphaned_dockerfile::RULE,
    duplication::duplicate_infrastructure::RULE,
    duplication::duplicate_service_family::RULE,
    duplication::near_duplicate_dockerfile::RULE,
    duplication::rebuilt_image::RULE,
    size::broad_build_context::RULE,
    size::build_tools_in_final_image::RULE,
    size::deleted_in_later_layer::RULE,
    size::dev_dependencies_in_image::RULE,
    size::footprint_budget::RULE,
    size::layer_copied_by_chown::RULE,
    size::non_slim_base::RULE,
    size::package_cache_kept::RULE,
    size::recommended_packages_installed::RULE,
    size::single_stage_build::RULE,
];
