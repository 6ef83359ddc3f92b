//! Byte offsets to lines and columns.

use std::ops::Range;

/// A place as people count it: both 1-based, the column in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in Unicode scalar values.
    pub column: u32,
}

/// Where each line of a text starts. A line ends with `\n`; a lone `\r` ends none, as BuildKit counts.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes `text`.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1))
            .collect();
        Self { starts, len: text.len() as u32 }
    }

    /// The 1-based line on which the byte `offset` lies.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// The bytes of the line on which `offset` lies, its line end included.
    pub fn line_range(&self, offset: u32) -> Range<usize> {
        let line = self.line(offset) as usize;
        let end = self.starts.get(line).copied().unwrap_or(self.len);
        self.starts[line - 1] as usize..end as usize
    }

    /// The first byte of a 1-based line; the text's end where there is no such line.
    pub fn start_of(&self, line: u32) -> u32 {
        self.starts.get((line as usize).saturating_sub(1)).copied().unwrap_or(self.len)
    }

    /// Line and column of the byte `offset` in `text`, which must be the indexed text.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let before = text.get(start..offset as usize).unwrap_or_default();
        Position { line, column: before.chars().count() as u32 + 1 }
    }

    /// How many lines there are; an empty text has one.
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let text = "FROM é\nRUN x";
        let lines = LineIndex::new(text);
        let at = |offset| lines.position(text, offset);
        assert_eq!(at(0), Position { line: 1, column: 1 });
        assert_eq!(at(7), Position { line: 1, column: 7 });
        assert_eq!(at(8), Position { line: 2, column: 1 });
        assert_eq!(lines.line_range(9), 8..13);
    }
}
