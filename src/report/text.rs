//! Numbers and names as people read them.

use std::borrow::Cow;

/// `1 file`, `2 files`.
pub fn count(number: usize, singular: &str) -> String {
    let plural = match singular.strip_suffix('y') {
        Some(stem) if number != 1 => return format!("{number} {stem}ies"),
        _ if number == 1 => "",
        _ => "s",
    };
    format!("{number} {singular}{plural}")
}

/// Text that can't move the cursor, change colours or turn the reading direction: such characters are escaped.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_treacherous) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_treacherous(character) {
            true => safe.extend(character.escape_default()),
            false => safe.push(character),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and those that reorder text (Unicode TR 36, "bidirectional text spoofing").
pub(super) fn is_treacherous(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(
            [count(1, "file"), count(0, "file"), count(2, "family")],
            ["1 file", "0 files", "2 families"]
        );
    }

    #[test]
    fn terminals_are_safe_from_names() {
        assert_eq!(printable("a\u{1b}[31mé\n\u{202e}"), "a\\u{1b}[31mé\\n\\u{202e}");
        assert!(matches!(printable("plain/é"), Cow::Borrowed(_)));
    }
}
