//! What a rule and a finding are, and how rules run over a repository.

mod context;
mod finding;
mod ignores;
mod rewrites;
mod rule;
mod run;

pub use crate::analysis::Confidence;
pub use context::Context;
pub use finding::{Finding, Findings, Fixed, Label, Of, Saving, Weight};
pub use rewrites::Rewrites;
pub use rule::{Category, Check, Rule};
pub use run::{Outcome, Suppressed, run};
