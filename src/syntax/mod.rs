//! Text to trees with byte spans. The only folder that names a parser crate.

pub mod dockerfile;
pub mod dotenv;
pub mod hcl;
pub mod image_reference;
pub mod ini;
pub mod interpolation;
pub mod make;
pub mod markdown;
pub mod packages;
pub mod shell;
pub mod suggest;
pub mod yaml;

use crate::source::Span;

/// Something the real parser of a format would refuse, at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What is wrong, as a sentence fragment without a full stop; names in backticks.
    pub message: String,
}
