//! The data that the rules know, and the only reader of `rules/facts`: what images and packages weigh, which images have
//! a slimmer sibling, what names conventionally mean. Every table's head says where it is from and why it is there.
//!
//! All lookups take plain pieces of text (a repository as written, a tag). Tables are read when first asked for.

mod base_images;
mod base_packages;
mod commands;
mod default_suite;
mod end_of_life;
mod entrypoints;
mod estimate;
mod folders;
mod litter;
mod marks;
pub mod packages;
mod phrases;
mod platform;
mod repository;
mod runtime;
mod slimmer;
mod table;
mod tag;
mod unpacking;
mod words;

pub use base_images::{Basis, Size, size};
pub use base_packages::base_packages;
pub use commands::{runs_others, works_elsewhere};
pub use default_suite::suite;
pub use end_of_life::{Support, lasting, support};
pub use entrypoints::base_entrypoint;
pub use estimate::Estimate;
pub use folders::is_of_application;
pub use litter::{Litter, litter};
pub use marks::{aside, is_hosting_platform, is_workplace, says_generated};
pub use phrases::{Claim, RetiringPhrase, Side, retiring_phrases};
pub use platform::{Distribution, Language, Libc, distribution, language, libc};
pub use repository::canonical;
pub use runtime::{Need, SystemNeed, full_base_program, npm_system_need, runtime_halves, system_need};
pub use slimmer::{Relation, Sibling, Slimmer, slimmer};
pub use unpacking::packed;
pub use words::{
    Age, Environment, ToolchainClass, age, backing_store, environment, is_also_a_job, may_make_files,
    store_job, toolchain_class,
};
