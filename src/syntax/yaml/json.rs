//! JSON as editors write it: `package.json`, and `devcontainer.json` with its comments.

use super::read::widen_to_characters;
use super::{Yaml, parse};
use crate::source::FileId;

/// Reads JSON that may hold `//` and `/* */` comments and trailing commas. They are blanked before reading, byte for
/// byte, so all spans count in `text`; the comments don't appear in [`Yaml::comments`]. The control characters that
/// JSON takes and YAML doesn't (U+007F to U+009F) become spaces of the same width: no value that matters holds them.
pub fn parse_json_with_comments(file: FileId, text: &str) -> Yaml {
    let mut yaml = parse(file, &blanked(text));
    widen_to_characters(&mut yaml.problems, text);
    yaml
}

fn blanked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut comma = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = match (byte, bytes.get(at + 1)) {
            (b'"', _) => string_end(&bytes, at),
            (b'/', Some(b'/')) => memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |len| at + len),
            (b'/', Some(b'*')) => {
                memchr::memmem::find(&bytes[at + 2..], b"*/").map_or(bytes.len(), |len| at + 2 + len + 2)
            }
            (0xC2, Some(_)) => at + 2,
            _ => at + 1,
        };
        match byte {
            b'/' if next > at + 1 => blank(&mut bytes[at..next]),
            b',' => comma = Some(at),
            b']' | b'}' => {
                if let Some(comma) = comma.take() {
                    bytes[comma] = b' ';
                }
            }
            // YAML allows tabs in fewer places
            b'\t' => bytes[at] = b' ',
            b' ' | b'\r' | b'\n' => {}
            _ => comma = None,
        }
        blank_controls(&mut bytes[at..next]);
        at = next;
    }
    // whole characters were replaced, so this is still UTF-8
    String::from_utf8(bytes).unwrap_or_default()
}

/// The byte behind a string's closing quote.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

fn blank_controls(bytes: &mut [u8]) {
    for at in 0..bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (0x7F, _) => bytes[at] = b' ',
            (0xC2, Some(0x80..=0x9F)) => bytes[at + 1] = 0xA0,
            _ => {}
        }
    }
}

fn blank(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_blanked_in_place() {
        let text = "{ // é\n\t\"a\": \"x // \\\" y\", /* b,\n */ \"c\": [1, 2, ], }";
        let yaml = parse_json_with_comments(FileId(0), text);
        assert_eq!(yaml.problems, []);
        let root = yaml.root().unwrap();
        let a = root.get("a").unwrap();
        assert_eq!(a.as_str(), Some("x // \" y"));
        assert_eq!(&text[a.span().range()], "\"x // \\\" y\"");
        assert_eq!(root.get("c").unwrap().items().count(), 2);
    }

    #[test]
    fn what_is_left_open_is_no_panic() {
        for text in ["\"", "\"\\", "/*", "//", "/", "{,}", "[,"] {
            parse_json_with_comments(FileId(0), text);
        }
    }
}
