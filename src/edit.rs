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

/// Edits that several findings of one place ask for, each once, in order.
pub fn each_once(edits: impl IntoIterator<Item = Edit>) -> Vec<Edit> {
    let mut once: Vec<Edit> = Vec::new();
    for edit in edits {
        if !once.contains(&edit) {
            once.push(edit);
        }
    }
    once
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

/// A set of edits that belong together: all of them, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative sentence without a full stop.
    pub title: String,
    /// How far it may be trusted.
    pub applicability: Applicability,
    /// Its edits; they never overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// Whether it may be applied where everything from `least` on is: what is display-only never is.
    pub fn is_applied_from(&self, least: Applicability) -> bool {
        self.applicability >= least.max(Applicability::Unsafe) && !self.edits.is_empty()
    }
}

/// `text` with the bytes of each range replaced. Replacements that are the same count once; `None` where two overlap, or
/// one fits nowhere in the text. Insertions at one place stay in their order.
pub fn splice(text: &str, mut replacements: Vec<(std::ops::Range<usize>, String)>) -> Option<String> {
    replacements.sort_by_key(|(range, _)| (range.start, range.end));
    replacements.dedup_by(|a, b| a == b);
    let (mut result, mut done) = (String::with_capacity(text.len()), 0);
    for (range, replacement) in replacements {
        result.push_str(text.get(done..range.start)?);
        text.get(range.clone())?;
        result.push_str(&replacement);
        done = range.end;
    }
    result.push_str(text.get(done..)?);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splicing_replaces_and_inserts() {
        let at = |start: usize, end: usize, text: &str| (start..end, text.to_owned());
        let spliced = splice("abc", vec![at(3, 3, "!"), at(0, 1, "x"), at(0, 1, "x"), at(1, 1, "-")]);
        assert_eq!(spliced.as_deref(), Some("x-bc!"));
        assert_eq!(splice("abc", vec![at(0, 2, "x"), at(1, 3, "y")]), None);
        assert_eq!(splice("abc", vec![at(2, 4, "x")]), None);
    }
}
