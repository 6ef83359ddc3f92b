//! Quotes, escapes and variables in a text, as BuildKit's `shell.Lex` reads them.

mod variable;
mod words;

use std::ops::Range;

use indexmap::IndexSet;

use words::Words;

/// What happens to variables.
pub(super) enum Variables<'e> {
    /// They stay as written.
    Keep,
    /// They are replaced by their values.
    Replace(&'e mut dyn FnMut(&str) -> Option<String>),
}

/// The text breaks BuildKit's grammar of words, or nests deeper than is followed here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// Reads a text from left to right.
pub(super) struct Lexer<'t, 'e> {
    text: &'t str,
    at: usize,
    escape: char,
    raw_quotes: bool,
    raw_escapes: bool,
    variables: Variables<'e>,
    words: Words,
    /// Names of replaced variables, in the order their values are asked for.
    pub(super) names: IndexSet<String>,
    /// A variable without which the text cannot be known has no value.
    pub(super) unknown: bool,
}

impl<'t, 'e> Lexer<'t, 'e> {
    /// A reader that takes quotes and escapes off.
    pub(super) fn new(text: &'t str, escape: char, variables: Variables<'e>) -> Self {
        let (words, names) = (Words::default(), IndexSet::new());
        Self {
            text,
            at: 0,
            escape,
            raw_quotes: false,
            raw_escapes: false,
            variables,
            words,
            names,
            unknown: false,
        }
    }

    /// A reader that keeps quotes (and escapes, if so wished) in the text.
    pub(super) fn raw(text: &'t str, escape: char, raw_escapes: bool) -> Self {
        Self { raw_quotes: true, raw_escapes, ..Self::new(text, escape, Variables::Keep) }
    }

    /// Reads all of it as one text.
    pub(super) fn word(&mut self) -> Result<String, Malformed> {
        self.until(None, 0)
    }

    /// Reads all of it and cuts it into words.
    pub(super) fn words(mut self) -> Result<Vec<(String, Range<usize>)>, Malformed> {
        self.until(None, 0)?;
        self.words.finish_word();
        Ok(self.words.done)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn until(&mut self, stop: Option<char>, depth: usize) -> Result<String, Malformed> {
        let mut result = String::new();
        while let Some(c) = self.peek() {
            let from = self.at;
            let (part, split) = match c {
                _ if Some(c) == stop => {
                    self.next();
                    return Ok(result);
                }
                '\'' => (self.single_quoted()?, false),
                '"' => (self.double_quoted(depth)?, false),
                '$' => (self.dollar(depth)?, true),
                '<' => (self.less_than(), false),
                _ if c == self.escape => (self.escaped(), false),
                _ => (self.plain(stop), true),
            };
            result.push_str(&part);
            if depth == 0 && c == '$' {
                self.words.add_split(&part, |_| (from, self.at));
            } else if depth == 0 && split {
                self.words.add_split(&part, |at| (from + at.start, from + at.end));
            } else if depth == 0 {
                self.words.add(&part, from, self.at);
            }
        }
        if stop.is_some() { Err(Malformed) } else { Ok(result) }
    }

    /// Characters up to the next that means something.
    fn plain(&mut self, stop: Option<char>) -> String {
        let left = &self.text[self.at..];
        let ends = |c: char| matches!(c, '\'' | '"' | '$' | '<') || c == self.escape || Some(c) == stop;
        let length = left.find(ends).unwrap_or(left.len());
        self.at += length;
        left[..length].to_owned()
    }

    fn escaped(&mut self) -> String {
        let raw = if self.raw_escapes { self.next() } else { self.next().and(None) };
        // an escape at the very end is dropped, unless it is to be kept
        raw.into_iter().chain(self.next()).collect()
    }

    fn single_quoted(&mut self) -> Result<String, Malformed> {
        let start = self.at + 1;
        let end = start + self.text[start..].find('\'').ok_or(Malformed)?;
        self.at = end + 1;
        let kept = if self.raw_quotes { start - 1..end + 1 } else { start..end };
        Ok(self.text[kept].to_owned())
    }

    fn double_quoted(&mut self, depth: usize) -> Result<String, Malformed> {
        self.next();
        let mut result = String::from(if self.raw_quotes { "\"" } else { "" });
        loop {
            match self.peek().ok_or(Malformed)? {
                '"' => {
                    self.next();
                    result.push_str(if self.raw_quotes { "\"" } else { "" });
                    return Ok(result);
                }
                '$' => result.push_str(&self.dollar(depth)?),
                c => {
                    self.next();
                    if c == self.escape {
                        result.extend(self.raw_escapes.then_some(c));
                        // before any other character an escape stands for itself
                        let escaped = self.peek().ok_or(Malformed)?;
                        let special = escaped == '"' || escaped == '$' || escaped == self.escape;
                        result.extend(if special { self.next() } else { Some(c) });
                    } else {
                        result.push(c);
                    }
                }
            }
        }
    }

    /// `<`, or `<<` with the blanks behind it: they belong to a here-document's word.
    fn less_than(&mut self) -> String {
        let start = self.at;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            while matches!(self.peek(), Some(' ' | '\t' | '\r')) {
                self.next();
            }
        }
        self.text[start..self.at].to_owned()
    }
}
