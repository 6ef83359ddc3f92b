//! Numbers and names as people read them.

use std::borrow::Cow;

/// Bytes as megabytes or gigabytes, decimal as `docker images` shows them: `870 MB`, `1.2 GB`.
pub fn megabytes(bytes: u64) -> String {
    let mega = bytes as f64 / 1e6;
    match mega {
        // 999.5 MB would round to 1000 MB
        _ if mega >= 999.5 => format!("{:.1} GB", mega / 1e3),
        _ if mega >= 9.95 => format!("{mega:.0} MB"),
        _ if bytes >= 50_000 => format!("{mega:.1} MB"),
        _ => format!("{} kB", bytes.div_ceil(1000)),
    }
}

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
    fn sizes_have_two_or_three_digits() {
        let shown: Vec<String> =
            [400, 50_000, 9_940_000, 9_960_000, 870_400_000, 999_600_000, 12_340_000_000]
                .map(megabytes)
                .into();
        assert_eq!(shown, ["1 kB", "0.1 MB", "9.9 MB", "10 MB", "870 MB", "1.0 GB", "12.3 GB"]);
    }

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
