//! JSON arrays of strings, with the place of each string.

use std::ops::Range;

/// What text that may be a JSON array turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Array {
    /// An array of strings: their values, and where they stand, quotes included.
    Strings(Vec<(String, Range<usize>)>),
    /// An array with other things in it, which BuildKit refuses.
    Others,
    /// Not JSON.
    Not,
}

/// Reads `text`, all of it.
pub(super) fn array(text: &str) -> Array {
    if !text.starts_with('[') {
        return Array::Not;
    }
    match strings(text) {
        Some(strings) => Array::Strings(strings),
        None if serde_json::from_str::<Vec<serde::de::IgnoredAny>>(text).is_ok() => Array::Others,
        None => Array::Not,
    }
}

fn strings(text: &str) -> Option<Vec<(String, Range<usize>)>> {
    let mut reader = Reader { text, at: 1 };
    let mut strings = Vec::new();
    if reader.next_is(']') {
        return reader.at_end().then_some(strings);
    }
    loop {
        reader.skip_spaces();
        strings.push(reader.string()?);
        if reader.next_is(']') {
            return reader.at_end().then_some(strings);
        }
        if !reader.next_is(',') {
            return None;
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn skip_spaces(&mut self) {
        let left = self.text[self.at..].trim_start_matches([' ', '\t', '\r', '\n']);
        self.at = self.text.len() - left.len();
    }

    fn next_is(&mut self, c: char) -> bool {
        self.skip_spaces();
        let found = self.text[self.at..].starts_with(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }

    fn at_end(&mut self) -> bool {
        self.skip_spaces();
        self.at == self.text.len()
    }

    fn string(&mut self) -> Option<(String, Range<usize>)> {
        let start = self.at;
        let mut value = String::new();
        self.at += self.text[self.at..].strip_prefix('"').map(|_| 1)?;
        loop {
            let plain = self.text[self.at..].find(['"', '\\'])?;
            let piece = &self.text[self.at..self.at + plain];
            if piece.bytes().any(|byte| byte < b' ') {
                return None;
            }
            value.push_str(piece);
            self.at += plain + 1;
            if self.text.as_bytes()[self.at - 1] == b'"' {
                return Some((value, start..self.at));
            }
            value.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let c = self.text[self.at..].chars().next()?;
        self.at += c.len_utf8();
        Some(match c {
            '"' | '\\' | '/' => c,
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.code_unit_pair()?,
            _ => return None,
        })
    }

    /// `\uXXXX`, or two of them for one character; as in Go, half a pair alone is the replacement character.
    fn code_unit_pair(&mut self) -> Option<char> {
        let first = self.code_unit()?;
        if (0xD800..0xDC00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            let before = self.at;
            self.at += 2;
            let second = self.code_unit()?;
            if let Some(Ok(c)) = char::decode_utf16([first, second]).next() {
                return Some(c);
            }
            self.at = before;
        }
        Some(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        // `from_str_radix` would take a sign
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        match array(text) {
            Array::Strings(strings) => strings.into_iter().map(|(value, _)| value).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn strings_are_read_as_json_reads_them() {
        assert_eq!(
            values(r#"[ "a" , "\u00e9\n\"", "\ud83d\ude00", "\ud83dx" ]"#),
            ["a", "é\n\"", "😀", "\u{fffd}x"]
        );
        assert_eq!(values("[]"), Vec::<String>::new());
        assert_eq!(array(r#"["a","b"]"#), Array::Strings(vec![("a".into(), 1..4), ("b".into(), 5..8)]));
    }

    #[test]
    fn other_arrays_are_told_from_other_text() {
        assert_eq!(array(r#"["a", 1]"#), Array::Others);
        assert_eq!(array("[null]"), Array::Others);
        for text in ["[ -f /x ] && y", r#"["a",]"#, r#"["a"] b"#, "['a']", r#"["a"#, r#"["\u+123"]"#, "x"] {
            assert_eq!(array(text), Array::Not, "{text}");
        }
    }
}
