//! A rewrite's plan: for people, for programs, and as a diff.

mod diff;
mod full;
mod json;

pub use diff::write as write_diff;
pub use full::write as write_full;
pub use json::write as write_json;
