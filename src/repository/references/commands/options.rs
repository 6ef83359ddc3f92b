//! Options of command lines: `-f x`, `-fx`, `--file x`, `--file=x`.

use super::Field;
use crate::source::Span;

/// One step through a command line.
pub(super) enum Step {
    /// An option with its value.
    Valued(String, Field),
    /// An option without one.
    Flag(String),
    /// A word that is no option.
    Word(Field),
}

/// Walks a command line, knowing which options take a value.
pub(super) struct Options<'a> {
    words: &'a [Field],
    valued: &'a [&'a str],
    at: usize,
    only_words: bool,
}

impl<'a> Options<'a> {
    pub(super) fn new(words: &'a [Field], valued: &'a [&'a str]) -> Self {
        Self { words, valued, at: 0, only_words: false }
    }

    /// From here on other options take a value.
    pub(super) fn expect(&mut self, valued: &'a [&'a str]) {
        self.valued = valued;
    }
}

impl Iterator for Options<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let word = self.words.get(self.at)?;
        self.at += 1;
        let text = word.text.as_str();
        if self.only_words || !text.starts_with('-') || text == "-" {
            return Some(Step::Word(word.clone()));
        }
        if text == "--" {
            self.only_words = true;
            return self.next();
        }
        if let Some((name, value)) = text.split_once('=').filter(|_| text.starts_with("--")) {
            return Some(Step::Valued(name.to_owned(), tail(word, value)));
        }
        if self.valued.contains(&text) {
            let Some(value) = self.words.get(self.at) else { return Some(Step::Flag(text.to_owned())) };
            self.at += 1;
            return Some(Step::Valued(text.to_owned(), value.clone()));
        }
        // `-fx`
        let short = text.char_indices().nth(2).map(|(at, _)| text.split_at(at));
        if let Some((name, value)) =
            short.filter(|(name, _)| !text.starts_with("--") && self.valued.contains(name))
        {
            return Some(Step::Valued(name.to_owned(), tail(word, value.strip_prefix('=').unwrap_or(value))));
        }
        Some(Step::Flag(text.to_owned()))
    }
}

/// The end of a word, with its place where the word stands as it is written.
fn tail(word: &Field, value: &str) -> Field {
    let span = word.span;
    let literal = span.len() == word.text.len();
    let start = if literal { span.end as usize - value.len() } else { span.start as usize };
    Field { text: value.to_owned(), span: Span::new(span.file, start, span.end as usize) }
}

/// The first word that is no option, with its index.
pub(super) fn behind<'a>(words: &'a [Field], valued: &[&str]) -> Option<(usize, &'a str)> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if valued.contains(&word.text.as_str()) {
            at += 1;
        } else if !word.text.starts_with('-') {
            return Some((at, &word.text));
        }
        at += 1;
    }
    None
}
