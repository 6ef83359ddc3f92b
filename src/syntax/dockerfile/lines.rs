//! The lines of a file, and what makes a line continue on the next.

/// The longest line BuildKit reads, in bytes without its `\n` (Go's `bufio.MaxScanTokenSize` less one).
pub(super) const LONGEST: usize = 64 * 1024 - 1;

/// One line as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'s> {
    /// Without its line end.
    pub(super) text: &'s str,
    /// Where it starts in the file.
    pub(super) start: usize,
    /// Whether BuildKit refuses to read a line this long.
    pub(super) too_long: bool,
}

impl Line<'_> {
    /// Where its text ends in the file.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Goes through a text line by line.
#[derive(Debug)]
pub(super) struct Lines<'s> {
    source: &'s str,
    /// Where the next line starts.
    pub(super) at: usize,
}

impl<'s> Lines<'s> {
    /// Starts behind a byte order mark, if there is one.
    pub(super) fn new(source: &'s str) -> Self {
        let at = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { source, at }
    }

    /// The text between two places of the file.
    pub(super) fn between(&self, start: usize, end: usize) -> &'s str {
        self.source.get(start..end).unwrap_or_default()
    }
}

impl<'s> Iterator for Lines<'s> {
    type Item = Line<'s>;

    fn next(&mut self) -> Option<Line<'s>> {
        let start = self.at;
        let left = &self.source[start..];
        if left.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', left.as_bytes());
        self.at = start + end.map_or(left.len(), |end| end + 1);
        let line = &left[..end.unwrap_or(left.len())];
        Some(Line { text: line.trim_end_matches('\r'), start, too_long: line.len() > LONGEST })
    }
}

/// The line without its continuation, or `None` where it does not continue: it does when the escape character is the
/// last but spaces and tabs, and no escape character stands before it.
pub(super) fn continued(line: &str, escape: char) -> Option<&str> {
    let before = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!before.ends_with(escape)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_cut_and_places_kept() {
        let lines: Vec<_> = Lines::new("\u{feff}a\r\n\nb").map(|line| (line.text, line.start)).collect();
        assert_eq!(lines, [("a", 3), ("", 6), ("b", 7)]);
    }

    #[test]
    fn only_a_single_escape_at_the_end_continues() {
        assert_eq!(continued("a \\ \t", '\\'), Some("a "));
        assert_eq!(continued("\\", '\\'), Some(""));
        assert_eq!(continued("a \\\\", '\\'), None);
        assert_eq!(continued("a \\", '`'), None);
    }
}
