//! Parser directives: comments at the very top that change how the file is read.

use std::ops::Range;

/// A comment line read as a directive.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Its name, in lower case.
    pub(super) name: String,
    /// Where its value stands in the comment.
    pub(super) value: Range<usize>,
}

/// White space as Go's regular expressions know it.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\x0c' | '\r')
}

/// Reads a comment (from its `#` on) as a directive. Only `syntax`, `escape` and `check` exist.
pub(super) fn read(comment: &str) -> Option<Written> {
    let text = comment.strip_prefix('#')?.trim_start();
    let (name, value) = text.split_once('=')?;
    let name = name.trim_end_matches(is_space).to_ascii_lowercase();
    if !matches!(name.as_str(), "syntax" | "escape" | "check") || value.is_empty() {
        return None;
    }
    let start = comment.len() - value.trim_start_matches(is_space).len();
    let end = comment.trim_end_matches(is_space).len();
    // a value of nothing but white space is its last character
    let value = if start < end { start..end } else { comment.len() - 1..comment.len() };
    Some(Written { name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_ignore_case_and_values_lose_their_spaces() {
        let written = read("#  Escape = ` ").unwrap();
        assert_eq!((written.name.as_str(), written.value), ("escape", 12..13));
    }

    #[test]
    fn other_comments_are_none() {
        for comment in ["# hello", "# hello=x", "#escape=", "# a escape=x"] {
            assert_eq!(read(comment), None, "{comment}");
        }
    }
}
