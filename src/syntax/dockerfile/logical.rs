//! One instruction's text, continuations joined, that knows where each byte stands in the file.

use std::ops::Range;

use crate::source::{FileId, Mapped, Span, Spanned};

/// A logical line. Most instructions stand on one line; those are not copied.
#[derive(Debug)]
pub(super) enum Logical<'s> {
    /// Stands in the file as it is.
    Plain {
        /// The file.
        file: FileId,
        /// The text.
        text: &'s str,
        /// Where it starts.
        start: usize,
    },
    /// Put together from several lines.
    Joined(Mapped),
}

impl Logical<'_> {
    /// The text.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Plain { text, .. } => text,
            Self::Joined(mapped) => &mapped.text,
        }
    }

    /// Where bytes of the text stand.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        match self {
            Self::Plain { file, start, .. } => Span::new(*file, start + range.start, start + range.end),
            Self::Joined(mapped) => mapped.span(range),
        }
    }

    /// A part of the text as a text of its own.
    pub(super) fn slice(&self, range: Range<usize>) -> Mapped {
        match self {
            Self::Plain { file, text, start } => {
                Mapped::whole(*file, &text[range.clone()], start + range.start)
            }
            Self::Joined(mapped) => mapped.slice(range),
        }
    }

    /// A part of the text with its place.
    pub(super) fn word(&self, range: Range<usize>) -> Spanned<String> {
        Spanned::new(self.text()[range.clone()].to_owned(), self.span(range))
    }
}

/// The range without white space (in Unicode's sense) at either end.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.end - inner.trim_start().len();
    start..start + text[start..range.end].trim_end().len()
}

/// White space between the words of an instruction: ASCII only, and never a line end.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\x0b' | '\x0c' | '\r')
}

/// The words of a range, cut at blanks, quotes or not.
pub(super) fn blank_separated(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let left = text[at..range.end].trim_start_matches(is_blank);
        let start = range.end - left.len();
        at = start + left.find(is_blank).unwrap_or(left.len());
        (start < at).then_some(start..at)
    })
}
