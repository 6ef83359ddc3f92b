//! Text put together from pieces of a file, that still knows where each byte came from.

use std::ops::Range;

use super::{FileId, Span};

/// A logical text whose bytes stand in a file, with gaps: a `RUN` without its line continuations, a YAML block
/// scalar without its indentation, a Make recipe without its tabs.
#[derive(Debug, Clone)]
pub struct Mapped {
    /// The file the pieces come from.
    pub file: FileId,
    /// The pieces, joined.
    pub text: String,
    pieces: Vec<Piece>,
}

/// From `at` in the logical text on, bytes stand at `source` in the file, for `len` bytes.
#[derive(Debug, Clone, Copy)]
struct Piece {
    at: u32,
    source: u32,
    len: u32,
}

impl Mapped {
    /// An empty text.
    pub fn new(file: FileId) -> Self {
        Self { file, text: String::new(), pieces: Vec::new() }
    }

    /// A text that stands in the file in one piece, from byte `start` on.
    pub fn whole(file: FileId, text: &str, start: usize) -> Self {
        let mut mapped = Self::new(file);
        mapped.push(text, start);
        mapped
    }

    /// Appends text that stands at byte `start` of the file, byte for byte.
    pub fn push(&mut self, text: &str, start: usize) {
        self.push_as(text, start, text.len());
    }

    /// Appends text that stands for the `len` bytes at `start` without being equal to them (an escape, a folded
    /// line end).
    pub fn push_as(&mut self, text: &str, start: usize, len: usize) {
        if !text.is_empty() {
            self.pieces.push(Piece { at: self.text.len() as u32, source: start as u32, len: len as u32 });
            self.text.push_str(text);
        }
    }

    /// The logical text from `range`, as a text of its own.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut slice = Self::new(self.file);
        let first = self.pieces.partition_point(|piece| piece.at as usize <= range.start).saturating_sub(1);
        for (index, piece) in self.pieces.iter().enumerate().skip(first) {
            if piece.at as usize >= range.end {
                break;
            }
            let piece_end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at as usize);
            let from = range.start.max(piece.at as usize);
            let to = range.end.min(piece_end);
            if from < to {
                let skipped = (from - piece.at as usize).min(piece.len as usize);
                let len = if to == piece_end { piece.len as usize - skipped } else { to - from };
                slice.push_as(&self.text[from..to], piece.source as usize + skipped, len);
            }
        }
        slice
    }

    /// Appends another logical text of the same file.
    pub fn append(&mut self, other: &Self) {
        let at = self.text.len() as u32;
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { at: at + piece.at, ..*piece }));
        self.text.push_str(&other.text);
    }

    /// Where byte `at` of the logical text stands in the file.
    pub fn offset(&self, at: usize) -> usize {
        let index = self.pieces.partition_point(|piece| piece.at as usize <= at);
        match index.checked_sub(1).map(|index| self.pieces[index]) {
            Some(piece) => piece.source as usize + (at - piece.at as usize).min(piece.len as usize),
            None => self.pieces.first().map_or(0, |piece| piece.source as usize),
        }
    }

    /// The place in the file of a range of the logical text: from its first byte to just behind its last.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.offset(range.start);
        let end = if range.end > range.start { self.offset(range.end - 1) + 1 } else { start };
        Span::new(self.file, start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined() -> Mapped {
        // `RUN a \⏎  b`: the continuation is left out
        let mut mapped = Mapped::new(FileId(0));
        mapped.push("a ", 4);
        mapped.push("  b", 8);
        mapped
    }

    #[test]
    fn spans_cross_the_gap() {
        let mapped = joined();
        assert_eq!(mapped.text, "a   b");
        assert_eq!(mapped.span(0..5).range(), 4..11);
        assert_eq!(mapped.span(4..5).range(), 10..11);
        assert_eq!(mapped.span(0..1).range(), 4..5);
    }

    #[test]
    fn appended_text_keeps_its_places() {
        let mut mapped = joined();
        mapped.append(&Mapped::whole(FileId(0), "tail", 20));
        assert_eq!(mapped.text, "a   btail");
        assert_eq!(mapped.span(4..9).range(), 10..24);
    }

    #[test]
    fn a_slice_keeps_its_places() {
        let slice = joined().slice(1..5);
        assert_eq!(slice.text, "   b");
        assert_eq!(slice.span(3..4).range(), 10..11);
        assert_eq!(slice.span(0..1).range(), 5..6);
    }
}
