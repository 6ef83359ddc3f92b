//! String literals of source code, in the few ways that most languages write them.

use std::ops::Range;

/// Longer ones are texts of their own.
const LONGEST: usize = 20_000;

/// The insides of `"…"`, `'…'`, `` `…` ``, `"""…"""` and `'''…'''`; the short forms end with their line. Comments and
/// regular expressions aren't told apart, so that an apostrophe in one can begin a literal, but none outlives its line.
pub(super) fn literals(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        let start = at + next;
        let quote = bytes[start];
        let triple = [quote; 3];
        if quote != b'`' && bytes[start..].starts_with(&triple) {
            let inside = start + 3;
            let length = memchr::memmem::find(&bytes[inside..], &triple).filter(|length| *length <= LONGEST);
            at = match length {
                Some(length) => {
                    found.push(inside..inside + length);
                    inside + length + 3
                }
                None => inside,
            };
            continue;
        }
        at = match end_of(bytes, start + 1, quote) {
            Some(end) => {
                found.push(start + 1..end);
                end + 1
            }
            None => start + 1,
        };
    }
    found
}

/// Where the literal ends that began before `start`.
fn end_of(bytes: &[u8], start: usize, quote: u8) -> Option<usize> {
    let limit = bytes.len().min(start + LONGEST);
    let mut at = start;
    while at < limit {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return None,
            byte if byte == quote => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_end_where_they_end() {
        let text = "f(\"a\\\"b\", 'c') # don't\nx = '''d\ne''' + `f\ng`";
        let found: Vec<&str> = literals(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["a\\\"b", "c", "d\ne", "f\ng"]);
    }
}
