//! Spans as lines and columns, both counted from 1, columns in Unicode scalar values.

use serde::Serialize;

use crate::source::{Position, Source, Sources, Span};

/// A place in a file, as every format shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// Its first character.
    pub(super) start: Position,
    /// The character after its last.
    pub(super) end: Position,
    /// The same in bytes of the text, 0-based, half-open.
    pub(super) bytes: [u32; 2],
}

impl Region {
    /// Where `span` lies.
    pub(super) fn of(sources: &Sources, span: Span) -> Self {
        let source = &sources[span.file];
        Self {
            start: position(source, span.start),
            end: position(source, span.end),
            bytes: [span.start, span.end],
        }
    }

    /// The part of `span` on its first line: review tools drop what is longer.
    pub(super) fn on_one_line(sources: &Sources, span: Span) -> Self {
        Self::of(sources, first_line(&sources[span.file], span))
    }
}

/// The part of `span` on its first line, without the line's end.
pub(super) fn first_line(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let length = text.find('\n').unwrap_or(text.len());
    let length = text[..length].trim_end_matches('\r').len();
    Span { end: span.start + length as u32, ..span }
}

/// Line and column of a byte. A byte order mark takes up no column.
pub(super) fn position(source: &Source, offset: u32) -> Position {
    let Position { line, column } = source.lines.position(&source.text, offset);
    let marked = line == 1 && source.text.starts_with('\u{FEFF}');
    Position { line, column: if marked { column.saturating_sub(1).max(1) } else { column } }
}

/// The wire form of [`Region`] in careen's own JSON.
#[derive(Serialize)]
pub(super) struct Range {
    start: Point,
    end: Point,
    bytes: [u32; 2],
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

impl From<Region> for Range {
    fn from(region: Region) -> Self {
        let point = |position: Position| Point { line: position.line, column: position.column };
        Self { start: point(region.start), end: point(region.end), bytes: region.bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn region(text: &str, start: usize, end: usize, one_line: bool) -> (u32, u32, u32, u32) {
        let sources: Sources = [Source::new("f", text.as_bytes().to_vec())].into_iter().collect();
        let span = Span::new(FileId(0), start, end);
        let region = if one_line { Region::on_one_line(&sources, span) } else { Region::of(&sources, span) };
        (region.start.line, region.start.column, region.end.line, region.end.column)
    }

    #[test]
    fn columns_are_characters() {
        assert_eq!(region("é: x\ny", 4, 5, false), (1, 4, 1, 5));
        assert_eq!(region("a\nbc", 0, 4, false), (1, 1, 2, 3));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        assert_eq!(region("\u{FEFF}FROM x", 3, 7, false), (1, 1, 1, 5));
        assert_eq!(region("\u{FEFF}FROM x", 0, 0, false), (1, 1, 1, 1));
    }

    #[test]
    fn long_places_end_with_their_first_line() {
        assert_eq!(region("ab\r\ncd", 1, 6, true), (1, 2, 1, 3));
    }
}
