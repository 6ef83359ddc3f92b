//! The arguments of an instruction, each keyword by its own grammar.

use std::ops::Range;

use super::json::{self, Array};
use super::logical::{Logical, blank_separated, is_blank, trim};
use super::suggest::short;
use super::words::words;
use super::{Form, Keyword};
use crate::source::Spanned;
use crate::syntax::Problem;

/// Arguments that BuildKit's parser takes.
pub(super) struct Arguments {
    /// Text or JSON.
    pub(super) form: Form,
    /// See [`super::Instruction::args`].
    pub(super) words: Vec<Spanned<String>>,
}

/// Arguments that BuildKit's parser refuses.
pub(super) struct Refused {
    /// Why.
    pub(super) problem: Problem,
    /// Those in front of the fault.
    pub(super) words: Vec<Spanned<String>>,
}

/// Reads the arguments of `keyword` from a range of the line.
pub(super) fn read(
    keyword: Keyword,
    logical: &Logical<'_>,
    rest: Range<usize>,
    escape: char,
) -> Result<Arguments, Refused> {
    let reader = Reader { logical, text: logical.text() };
    let words = match keyword {
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell => {
            return reader.json_or(rest, Reader::whole);
        }
        Keyword::Add | Keyword::Copy | Keyword::Volume => return reader.json_or(rest, Reader::list),
        Keyword::Healthcheck => return reader.healthcheck(rest),
        Keyword::Env | Keyword::Label => return reader.pairs(keyword, rest, escape),
        Keyword::From | Keyword::Expose => reader.list(rest),
        Keyword::Maintainer | Keyword::Stopsignal | Keyword::User | Keyword::Workdir => reader.whole(rest),
        Keyword::Arg => words(reader.text, rest, escape).into_iter().map(|word| logical.word(word)).collect(),
        Keyword::Onbuild | Keyword::Unknown => Vec::new(),
    };
    Ok(Arguments { form: Form::Shell, words })
}

struct Reader<'l> {
    logical: &'l Logical<'l>,
    text: &'l str,
}

impl Reader<'_> {
    fn whole(&self, rest: Range<usize>) -> Vec<Spanned<String>> {
        if rest.is_empty() { Vec::new() } else { vec![self.logical.word(rest)] }
    }

    fn list(&self, rest: Range<usize>) -> Vec<Spanned<String>> {
        blank_separated(self.text, rest).map(|word| self.logical.word(word)).collect()
    }

    /// JSON where it is JSON, else `otherwise`.
    fn json_or(
        &self,
        rest: Range<usize>,
        otherwise: impl Fn(&Self, Range<usize>) -> Vec<Spanned<String>>,
    ) -> Result<Arguments, Refused> {
        match json::array(&self.text[rest.clone()]) {
            Array::Not => Ok(Arguments { form: Form::Shell, words: otherwise(self, rest) }),
            Array::Strings(strings) => {
                let place = |at: Range<usize>| self.logical.span(rest.start + at.start..rest.start + at.end);
                let words = strings.into_iter().map(|(value, at)| Spanned::new(value, place(at))).collect();
                Ok(Arguments { form: Form::Exec, words })
            }
            Array::Others => {
                Err(self.refused(rest, "a JSON array of arguments must hold nothing but strings", Vec::new()))
            }
        }
    }

    /// `NONE`, or `CMD` and a command.
    fn healthcheck(&self, rest: Range<usize>) -> Result<Arguments, Refused> {
        let left = &self.text[rest.clone()];
        let kind_end = rest.start + left.find(|c: char| is_blank(c)).unwrap_or(left.len());
        let command = trim(self.text, kind_end..rest.end);
        let mut arguments = self.json_or(command, Self::whole)?;
        let kind = self.whole(rest.start..kind_end);
        arguments.words.splice(0..0, kind);
        Ok(arguments)
    }

    /// `key=value …`, or the old form `key value with spaces`.
    fn pairs(&self, keyword: Keyword, rest: Range<usize>, escape: char) -> Result<Arguments, Refused> {
        let words = words(self.text, rest.clone(), escape);
        let old_form = words.first().is_some_and(|first| !self.text[first.clone()].contains('='));
        let mut parts = Vec::with_capacity(words.len() * 3);
        if old_form {
            let left = &self.text[rest.clone()];
            let Some(gap) = left.find(is_blank) else {
                let message = format!("`{}` needs a value for `{}`", keyword.as_str(), short(left));
                return Err(self.refused(rest, message, parts));
            };
            let value = rest.end - left[gap..].trim_start_matches(is_blank).len();
            parts.push(self.logical.word(rest.start..rest.start + gap));
            parts.push(self.logical.word(value..rest.end));
            parts.push(self.logical.word(value..value));
        } else {
            for word in words {
                let Some(equals) = self.text[word.clone()].find('=').map(|at| word.start + at) else {
                    let message = format!("`{}` has no `=`", short(&self.text[word.clone()]));
                    return Err(self.refused(word, message, parts));
                };
                parts.push(self.logical.word(word.start..equals));
                parts.push(self.logical.word(equals + 1..word.end));
                parts.push(self.logical.word(equals..equals + 1));
            }
        }
        Ok(Arguments { form: Form::Shell, words: parts })
    }

    fn refused(&self, at: Range<usize>, message: impl Into<String>, words: Vec<Spanned<String>>) -> Refused {
        Refused { problem: Problem { span: self.logical.span(at), message: message.into() }, words }
    }
}
