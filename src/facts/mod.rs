//! The data that the rules know, and the only reader of `rules/facts`: what images and packages weigh, which images have
//! a slimmer sibling, what names conventionally mean. Every table's head says where it is from and why it is there.
//!
//! All lookups take plain pieces of text (a repository as written, a tag). Tables are read when first asked for.

mod base_images;
mod base_packages;
mod estimate;
mod litter;
pub mod packages;
mod platform;
mod repository;
mod runtime;
mod slimmer;
mod table;
mod tag;
mod words;

pub use base_images::{Basis, Size, size};
pub use base_packages::base_packages;
pub use estimate::Estimate;
pub use litter::{Litter, litter};
pub use platform::{Distribution, Language, Libc, distribution, language, libc};
pub use repository::canonical;
pub use runtime::{Need, SystemNeed, full_base_program, runtime_halves, system_need};
pub use slimmer::{Relation, Sibling, Slimmer, slimmer};
pub use words::{Age, Environment, ToolchainClass, age, backing_store, environment, toolchain_class};
