//! The `--name=value` words between a keyword and its arguments.

use std::ops::Range;

use super::Flag;
use super::logical::Logical;
use crate::source::Spanned;

/// Reads flags and says where the arguments start. A lone `--` ends the flags and is dropped.
///
/// BuildKit goes through this part byte by byte and so garbles letters beyond ASCII in flags; they are kept here.
pub(super) fn read(logical: &Logical<'_>, range: Range<usize>, escape: char) -> (Vec<Flag>, usize) {
    let text = &logical.text()[..range.end];
    let mut flags = Vec::new();
    let mut at = range.start;
    loop {
        at = text.len() - text[at..].trim_start_matches(is_space).len();
        if !text[at..].starts_with("--") {
            return (flags, at);
        }
        let word = word(text, at, escape);
        at = word.range.end;
        if word.text == "--" {
            return (flags, at);
        }
        flags.push(flag(logical, word));
    }
}

/// A word without its quotes and escapes.
struct Word {
    text: String,
    range: Range<usize>,
    /// Where the text behind its first `=` starts: in `text`, and in the line.
    value: Option<(usize, usize)>,
}

fn word(text: &str, start: usize, escape: char) -> Word {
    let mut word = Word { text: String::new(), range: start..text.len(), value: None };
    let mut quote = None;
    let mut chars = text[start..].char_indices();
    while let Some((offset, c)) = chars.next() {
        let literal = match quote {
            None if is_space(c) => {
                word.range.end = start + offset;
                break;
            }
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                continue;
            }
            Some(open) if c == open => {
                quote = None;
                continue;
            }
            // an escape at the very end is dropped
            _ if c == escape => match chars.next() {
                Some((_, escaped)) => escaped,
                None => continue,
            },
            _ => c,
        };
        word.text.push(literal);
        if literal == '=' && word.value.is_none() {
            word.value = Some((word.text.len(), text.len() - chars.as_str().len()));
        }
    }
    word
}

fn flag(logical: &Logical<'_>, mut word: Word) -> Flag {
    let span = logical.span(word.range.clone());
    let value = word.value.map(|(in_word, in_line)| {
        let value = word.text.split_off(in_word);
        word.text.pop();
        Spanned::new(value, logical.span(in_line..word.range.end))
    });
    let name = word.text.strip_prefix("--").unwrap_or(&word.text).to_owned();
    Flag { name, value, span }
}

fn is_space(c: char) -> bool {
    super::logical::is_blank(c) || c == '\n'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read_all(text: &str) -> (Vec<(String, Option<String>)>, &str) {
        let logical = Logical::Plain { file: FileId(0), text, start: 0 };
        let (flags, rest) = read(&logical, 0..text.len(), '\\');
        let flags = flags.into_iter().map(|flag| (flag.name, flag.value.map(|value| value.value))).collect();
        (flags, &text[rest..])
    }

    #[test]
    fn quotes_and_escapes_are_taken_off() {
        let (flags, rest) = read_all(r#"--a="x y" --b --c=\"z 'rest'"#);
        let value = |text: &str| Some(text.to_owned());
        assert_eq!(flags, [("a".into(), value("x y")), ("b".into(), None), ("c".into(), value("\"z"))]);
        assert_eq!(rest, "'rest'");
    }

    #[test]
    fn two_dashes_end_the_flags() {
        assert_eq!(read_all("-- --a b"), (vec![], " --a b"));
    }
}
