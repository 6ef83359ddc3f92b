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
            let piece_end = self.end_of(index);
            let from = range.start.max(piece.at as usize);
            let to = range.end.min(piece_end);
            if from < to && self.is_verbatim(index) {
                slice.push(&self.text[from..to], piece.source as usize + from - piece.at as usize);
            } else if from < to {
                slice.push_as(&self.text[from..to], piece.source as usize, piece.len as usize);
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

    /// The place in the file of a range of the logical text: from its first byte to just behind its last. Of a piece
    /// that isn't equal to what it stands for, the whole place is meant.
    pub fn span(&self, range: Range<usize>) -> Span {
        if range.end <= range.start {
            let at = self.offset(range.start);
            return Span::new(self.file, at, at);
        }
        let start = match self.piece_at(range.start) {
            Some(index) if !self.is_verbatim(index) => self.pieces[index].source as usize,
            _ => self.offset(range.start),
        };
        let end = match self.piece_at(range.end - 1).map(|index| (index, self.pieces[index])) {
            Some((index, piece)) if self.is_verbatim(index) => {
                piece.source as usize + range.end - piece.at as usize
            }
            Some((_, piece)) => (piece.source + piece.len) as usize,
            None => start,
        };
        Span::new(self.file, start, end)
    }

    fn piece_at(&self, at: usize) -> Option<usize> {
        self.pieces.partition_point(|piece| piece.at as usize <= at).checked_sub(1)
    }

    /// Where the text of a piece ends.
    fn end_of(&self, index: usize) -> usize {
        self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at as usize)
    }

    /// Whether a piece stands in the file byte for byte, as far as lengths tell.
    fn is_verbatim(&self, index: usize) -> bool {
        let piece = self.pieces[index];
        self.end_of(index) - piece.at as usize == piece.len as usize
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
    fn replaced_text_stands_for_its_whole_place() {
        let mut mapped = joined();
        mapped.push_as("expanded", 20, 4);
        assert_eq!(mapped.span(7..9).range(), 20..24);
        assert_eq!(mapped.slice(7..9).span(0..1).range(), 20..24);
        assert_eq!(mapped.span(4..13).range(), 10..24);
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
