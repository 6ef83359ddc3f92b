//! Megabytes that images needn't carry.

pub mod broad_build_context;
pub mod build_tools_in_final_image;
pub mod deleted_in_later_layer;
pub mod dev_dependencies_in_image;
pub mod footprint_budget;
pub mod layer_copied_by_chown;
pub mod non_slim_base;
pub mod package_cache_kept;
pub mod recommended_packages_installed;
mod script;
mod ships;
pub mod single_stage_build;
mod stays;
mod worth;
mod yarn;
