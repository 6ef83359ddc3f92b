//! Here-documents: bodies that stand on the lines after the command they belong to.

use rustc_hash::FxHashMap;

use super::characters::is_blank;
use super::parts::Context;
use super::reader::Reader;
use super::word::{Part, Word};
use crate::source::Mapped;

/// A here-document whose operator has been read and whose body hasn't.
pub(super) struct Pending {
    command: usize,
    delimiter: String,
    /// Whether the operator is `<<-`.
    strips_tabs: bool,
    /// Whether the delimiter is quoted, so that nothing in the body is expanded.
    quoted: bool,
}

impl Pending {
    pub(super) fn new(command: usize, delimiter: &Word, strips_tabs: bool) -> Self {
        let is_quoted = |part: &Part| matches!(part, Part::Literal { quoted: true, .. });
        Self {
            command,
            delimiter: delimiter.text(),
            strips_tabs,
            quoted: delimiter.parts.iter().any(is_quoted),
        }
    }
}

/// Where each line of the text starts, by its content; so that looking for delimiters stays linear however many
/// of them are missing. The flag says whether leading tabs were removed.
pub(super) type LineTable<'a> = FxHashMap<(bool, &'a str), Vec<usize>>;

fn line_table(text: &str) -> LineTable<'_> {
    let mut table = LineTable::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        table.entry((false, content)).or_default().push(start);
        table.entry((true, content.trim_start_matches('\t'))).or_default().push(start);
        start += line.len();
    }
    table
}

impl<'a> Reader<'a> {
    /// Reads the bodies of all pending here-documents; to be called behind a line end. One without its delimiter
    /// is taken to have no body, so that a stray `<<` costs nothing but itself.
    pub(super) fn heredoc_bodies(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let start = self.at;
            let Some(end) = self.delimiter_line(&pending) else { continue };
            self.heredocs.push((pending.command, self.body(start, end, pending.strips_tabs)));
            if !pending.quoted {
                self.substitutions_of_body(end);
            }
            let line_end = memchr::memchr(b'\n', &self.bytes[end..self.limit]);
            self.at = line_end.map_or(self.limit, |length| end + length + 1);
        }
    }

    fn delimiter_line(&mut self, pending: &Pending) -> Option<usize> {
        let text = self.text;
        let table = self.lines.get_or_insert_with(|| line_table(&text.text));
        let starts = table.get(&(pending.strips_tabs, pending.delimiter.as_str()))?;
        let next = starts.partition_point(|&start| start < self.at);
        starts.get(next).copied().filter(|&start| start < self.limit)
    }

    fn body(&self, start: usize, end: usize, strips_tabs: bool) -> Mapped {
        if !strips_tabs {
            return self.text.slice(start..end);
        }
        let mut body = Mapped::new(self.text.file);
        let mut at = start;
        for line in self.text.text[start..end].split_inclusive('\n') {
            let tabs = line.len() - line.trim_start_matches('\t').len();
            body.append(&self.text.slice(at + tabs..at + line.len()));
            at += line.len();
        }
        body
    }

    /// The commands substituted into a body run as well.
    fn substitutions_of_body(&mut self, end: usize) {
        let limit = std::mem::replace(&mut self.limit, end);
        self.parts(Context::Body);
        self.limit = limit;
    }

    /// Skips blanks and joined lines; says whether there were any.
    pub(super) fn skip_blanks(&mut self) -> bool {
        let start = self.at;
        loop {
            match self.peek(0) {
                Some(byte) if is_blank(byte) => self.at += 1,
                Some(b'\\') => match self.joined_line() {
                    Some(length) => self.at += length,
                    None => break,
                },
                _ => break,
            }
        }
        self.at > start
    }

    /// The length of a backslash with its line end, where one stands here.
    pub(super) fn joined_line(&self) -> Option<usize> {
        match (self.peek(1), self.peek(2)) {
            (Some(b'\n'), _) => Some(2),
            (Some(b'\r'), Some(b'\n')) => Some(3),
            _ => None,
        }
    }
}
