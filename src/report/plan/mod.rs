//! A rewrite's plan, for people and as a diff.

mod diff;
mod full;

pub use diff::write as write_diff;
pub use full::write as write_full;
