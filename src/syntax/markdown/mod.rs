//! Documents (Markdown, reStructuredText, AsciiDoc): code blocks, inline code and sentences, each under its heading.

mod code;
mod reader;
mod sentences;

pub use code::commands;

use crate::source::{FileId, Mapped, Spanned};

/// The markup a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// CommonMark and its relatives.
    Markdown,
    /// `.rst`
    ReStructuredText,
    /// `.adoc`
    AsciiDoc,
}

/// What a document consists of.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Its headings, in order.
    pub headings: Vec<Spanned<String>>,
    /// Its code blocks.
    pub blocks: Vec<Block>,
    /// Code within sentences.
    pub inline: Vec<Inline>,
    /// Its sentences, inline code included; an item of a list, a row of a table and a quotation are on their own.
    pub sentences: Vec<Sentence>,
}

impl Document {
    /// The text of a heading, given the number that blocks and sentences carry.
    pub fn heading(&self, number: Option<usize>) -> Option<&str> {
        self.headings.get(number?).map(|heading| heading.value.as_str())
    }
}

/// A code block.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its language in lower case, where one is given.
    pub language: Option<String>,
    /// Its lines, without the indentation of the block.
    pub content: Mapped,
    /// The nearest heading above, an index into [`Document::headings`].
    pub heading: Option<usize>,
}

/// Code within a sentence.
#[derive(Debug, Clone)]
pub struct Inline {
    /// What stands between the backticks.
    pub content: Mapped,
    /// The nearest heading above.
    pub heading: Option<usize>,
    /// The sentence it begins in, an index into [`Document::sentences`].
    pub sentence: usize,
}

/// A sentence, its lines joined by blanks.
#[derive(Debug, Clone)]
pub struct Sentence {
    /// The text, markup included.
    pub text: Mapped,
    /// The nearest heading above.
    pub heading: Option<usize>,
}

/// Reads a document; never fails.
pub fn parse(file: FileId, text: &str, markup: Markup) -> Document {
    reader::read(file, text, markup)
}

#[cfg(test)]
mod tests;
