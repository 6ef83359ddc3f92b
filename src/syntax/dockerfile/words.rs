//! Words that quotes and escapes keep together, cut as BuildKit cuts them for `ENV`, `LABEL` and `ARG`.

use std::ops::Range;

/// The words of a range of `text`, quotes and escapes kept.
pub(super) fn words(text: &str, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = range.start;
    loop {
        let left = text[at..range.end].trim_start();
        let start = range.end - left.len();
        let word = word(left, escape);
        if word.is_empty() {
            return words;
        }
        at = start + word.len();
        // an escape at the very end of the line is dropped
        words.extend(
            Some(start..at - dangling_escape(word, at == range.end, escape)).filter(|word| !word.is_empty()),
        );
    }
}

fn word(text: &str, escape: char) -> &str {
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match quote {
            None if c.is_whitespace() => return &text[..at],
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(open) if c == open => quote = None,
            // nothing is escaped between single quotes
            _ if c == escape && quote != Some('\'') => {
                chars.next();
            }
            _ => {}
        }
    }
    text
}

fn dangling_escape(word: &str, at_end: bool, escape: char) -> usize {
    if !at_end || !word.ends_with(escape) {
        return 0;
    }
    let mut quote = None;
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match quote {
            None if c == '\'' || c == '"' => quote = Some(c),
            Some(open) if c == open => quote = None,
            _ if c == escape && quote != Some('\'') && chars.next().is_none() => return escape.len_utf8(),
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text, 0..text.len(), '\\').into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn quotes_and_escapes_keep_words_together() {
        assert_eq!(cut(r#"A=1 B="x y" C=a\ b 'd e'=f"#), ["A=1", r#"B="x y""#, r"C=a\ b", "'d e'=f"]);
        assert_eq!(cut(r#"P='C:\' Q="a\" b""#), [r"P='C:\'", r#"Q="a\" b""#]);
    }

    #[test]
    fn an_escape_at_the_end_is_dropped() {
        assert_eq!(cut(r"a\"), ["a"]);
        assert_eq!(cut(r"a\\"), [r"a\\"]);
        assert_eq!(cut(r"a \"), ["a"]);
    }
}
