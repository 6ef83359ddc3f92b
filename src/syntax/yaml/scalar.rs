//! A scalar as written.

use std::ops::Range;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes; the only style that can be null, a boolean or a number. Also a value left out.
    Plain,
    /// `'...'`
    SingleQuoted,
    /// `"..."`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl Style {
    /// Whether it is [`Style::Plain`].
    pub fn is_plain(self) -> bool {
        self == Style::Plain
    }

    /// Whether it is one of the two block styles, whose content starts on the next line.
    pub fn is_block(self) -> bool {
        matches!(self, Style::Literal | Style::Folded)
    }
}

/// A scalar as written.
#[derive(Debug)]
pub struct Scalar {
    /// How it is written.
    pub style: Style,
    pub(super) content: Content,
}

/// A scalar's text after folding and escapes.
#[derive(Debug)]
pub(super) enum Content {
    /// It stands in the source like this.
    Source(Range<u32>),
    /// It had to be put together.
    Owned(Box<str>),
}

impl Scalar {
    /// A scalar with no text: what null is read as.
    pub(super) const EMPTY: Scalar = Scalar { style: Style::Plain, content: Content::Source(0..0) };

    pub(super) fn text<'a>(&'a self, source: &'a str) -> &'a str {
        match &self.content {
            Content::Source(range) => {
                source.get(range.start as usize..range.end as usize).unwrap_or_default()
            }
            Content::Owned(text) => text,
        }
    }
}
