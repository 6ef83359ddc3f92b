//! Files as text, and places in them. Knows nothing of Docker.

mod decode;
mod lines;
mod mapped;
mod span;

pub use decode::{Decoded, Encoding, decode};
pub use lines::{LineIndex, Position};
pub use mapped::Mapped;
pub use span::{FileId, Span, Spanned};

use std::ops::Index;

/// One file that careen has read.
#[derive(Debug)]
pub struct Source {
    /// Path relative to the repository's root, with `/` between its parts.
    pub path: String,
    /// The text that every span of this file counts in.
    pub text: String,
    /// How the bytes on disk were turned into `text`; edits are only possible where it is [`Encoding::Utf8`].
    pub encoding: Encoding,
    /// Where the lines of `text` start.
    pub lines: LineIndex,
}

impl Source {
    /// Takes a file's bytes as they lie on disk.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        let Decoded { text, encoding } = decode(bytes);
        let lines = LineIndex::new(&text);
        Self { path: path.into(), text, encoding, lines }
    }

    /// The text between two byte offsets; empty where the span doesn't fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The 1-based line on which `offset` lies.
    pub fn line(&self, offset: u32) -> u32 {
        self.lines.line(offset)
    }

    /// How its lines end: what is put into it has to end them in the same way.
    pub fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The whole line (without its end) on which `offset` lies.
    pub fn line_text(&self, offset: u32) -> &str {
        self.text.get(self.lines.line_range(offset)).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }
}

/// All files of a run, by [`FileId`].
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file and returns the id its spans will carry.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// The text a span covers.
    pub fn slice(&self, span: Span) -> &str {
        self[span.file].slice(span)
    }

    /// The 1-based line a span starts on.
    pub fn line(&self, span: Span) -> u32 {
        self[span.file].line(span.start)
    }

    /// The path of the file a span lies in.
    pub fn path(&self, span: Span) -> &str {
        &self[span.file].path
    }

    /// Files with their ids, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (FileId(index as u32), source))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Index<FileId> for Sources {
    type Output = Source;

    fn index(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }
}

impl FromIterator<Source> for Sources {
    fn from_iter<I: IntoIterator<Item = Source>>(sources: I) -> Self {
        Self { files: sources.into_iter().collect() }
    }
}
