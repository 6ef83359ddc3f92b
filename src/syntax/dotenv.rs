//! `.env` files. Values are read only of `COMPOSE_…` keys, which configure compose itself: whatever else stands in
//! such a file may be a secret, and no secret ever enters careen's memory of a file.

use crate::source::{FileId, Span, Spanned};

/// One `KEY=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The value without its quotes, for keys that begin with `COMPOSE_`.
    pub value: Option<Spanned<String>>,
}

/// Reads the entries in order; lines that are none are skipped.
pub fn parse(file: FileId, text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line_end = memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length);
        let line = &text[at..line_end];
        at = match key(line) {
            Some((start, end, behind)) => {
                let span = Span::new(file, at + start, at + end);
                let (from, to, next) = value(text, at + behind, line_end);
                let keeps = line[start..end].starts_with("COMPOSE_");
                let value = keeps.then(|| Spanned::new(text[from..to].to_owned(), Span::new(file, from, to)));
                entries.push(Entry { key: Spanned::new(line[start..end].to_owned(), span), value });
                next
            }
            None => line_end + 1,
        };
    }
    entries
}

/// Where the key of a line begins and ends, and where its value begins.
fn key(line: &str) -> Option<(usize, usize, usize)> {
    let equals = line.find('=')?;
    let head = line[..equals].trim_start_matches('\u{feff}').trim_start();
    let head = head.strip_prefix("export ").unwrap_or(head).trim();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    if head.is_empty() || !head.bytes().all(is_name) {
        return None;
    }
    let end = line[..equals].trim_end().len();
    Some((end - head.len(), end, equals + 1))
}

/// Where a value begins and ends, and where the next entry may begin. A quoted value may run over lines.
fn value(text: &str, behind: usize, line_end: usize) -> (usize, usize, usize) {
    let line = &text[behind..line_end];
    let start = behind + line.len() - line.trim_start().len();
    let quote = text[start..line_end].bytes().next().filter(|first| matches!(first, b'"' | b'\''));
    if let Some(length) = quote.and_then(|quote| closing_quote(&text.as_bytes()[start + 1..], quote)) {
        let end = start + 1 + length;
        let next =
            memchr::memchr(b'\n', &text.as_bytes()[end..]).map_or(text.len(), |length| end + length + 1);
        return (start + 1, end, next);
    }
    let line = &text[start..line_end];
    let comment = if line.starts_with('#') { Some(0) } else { line.find(" #") };
    (start, start + line[..comment.unwrap_or(line.len())].trim_end().len(), line_end + 1)
}

fn closing_quote(bytes: &[u8], quote: u8) -> Option<usize> {
    let is_escaped = |at: usize| {
        quote == b'"' && bytes[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
    };
    memchr::memchr_iter(quote, bytes).find(|&at| !is_escaped(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_values_of_compose_are_kept() {
        let text = "# note\nSECRET=abc\nexport COMPOSE_FILE = \"a.yml:b.yml\" # why\r\nCOMPOSE_PROFILES=x,y # z\nKEY=\"-----BEGIN\nINNER=1\n-----\"\nCOMPOSE_PROJECT_NAME='p'\nnot a line\n";
        let entries = parse(FileId(0), text);
        let all: Vec<_> = entries
            .iter()
            .map(|entry| (entry.key.value.as_str(), entry.value.as_ref().map(|value| value.value.as_str())))
            .collect();
        let expected = [
            ("SECRET", None),
            ("COMPOSE_FILE", Some("a.yml:b.yml")),
            ("COMPOSE_PROFILES", Some("x,y")),
            ("KEY", None),
            ("COMPOSE_PROJECT_NAME", Some("p")),
        ];
        assert_eq!(all, expected);
        assert_eq!(&text[entries[1].key.span.range()], "COMPOSE_FILE");
        assert_eq!(&text[entries[1].value.as_ref().unwrap().span.range()], "a.yml:b.yml");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(COMPOSE_|export |[Aé='\"# \\\\\n\r]){0,40}") {
            for entry in parse(FileId(0), &text) {
                prop_assert_eq!(&text[entry.key.span.range()], &entry.key.value);
                if let Some(value) = entry.value {
                    prop_assert_eq!(&text[value.span.range()], &value.value);
                }
            }
        }
    }
}
