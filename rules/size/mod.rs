//! Megabytes that images needn't carry.

pub mod build_tools_in_final_image;
pub mod non_slim_base;
pub mod single_stage_build;
mod stays;
