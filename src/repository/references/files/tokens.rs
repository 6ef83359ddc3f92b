//! Words of prose that could be paths.

use std::ops::Range;

/// The ranges of the words of `text` that consist of what paths consist of, without the full stop behind them.
pub(super) fn tokens(text: &str) -> Vec<Range<usize>> {
    let is_part = |c: char| {
        c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '{' | '}' | '*' | '$' | '~' | '+' | '%')
    };
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is_part(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push(trimmed(text, from..at));
                start = None;
            }
            _ => {}
        }
    }
    found.retain(|range| !range.is_empty());
    found
}

/// Markdown's emphasis and punctuation aren't part of a path.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let word = &text[range.clone()];
    let inner =
        word.trim_end_matches(['.', '*', '_', '-', '~']).trim_start_matches(['*', '-', '+', '~', '_']);
    // both are parts of `text`
    let start = inner.as_ptr() as usize - text.as_ptr() as usize;
    start..start + inner.len()
}
