//! Why an analysis says what it says.

use crate::source::Span;

/// How sure an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Evidence both ways.
    Low,
    /// Likely.
    Medium,
    /// Certain, or as good as.
    High,
}

impl Confidence {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One reason, and where it is to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// A short kebab-case name of the kind of reason: `run-by-make`, `same-build`, `age-word`.
    pub kind: &'static str,
    /// Where it is to be seen.
    pub span: Span,
    /// The reason as a sentence fragment, names in backticks.
    pub text: String,
}

impl Evidence {
    /// A reason of this kind at this place.
    pub fn new(kind: &'static str, span: Span, text: impl Into<String>) -> Self {
        Self { kind, span, text: text.into() }
    }
}
