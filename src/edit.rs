//! Changes to text. There is no way to delete or rename a file: careen has no word for it.

use crate::source::Span;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Puts `text` in the place of what `span` covers.
    Replace {
        /// What is replaced; empty to insert.
        span: Span,
        /// What stands there afterwards.
        text: String,
    },
    /// Makes a file that doesn't exist yet.
    Create {
        /// Path relative to the root, with `/`.
        path: String,
        /// The whole content.
        text: String,
    },
}

/// How far a fix may be trusted; ordered, so that `applicability >= Unsafe` reads as it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Shown, never applied.
    DisplayOnly,
    /// May change what the program does; applied only on request.
    Unsafe,
    /// Keeps the meaning.
    Safe,
}

impl Applicability {
    /// The word the JSON and SARIF outputs use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DisplayOnly => "display-only",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// A set of edits that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative sentence without a full stop.
    pub title: String,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// Its edits; they never overlap.
    pub edits: Vec<Edit>,
}
