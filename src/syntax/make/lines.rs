//! Makefile lines as make joins them.

use crate::source::{FileId, Mapped};

/// The physical lines of a makefile.
pub(super) struct Lines<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Self {
        // a byte order mark belongs to no line
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { file, text, at }
    }

    /// The next physical line without its end.
    pub(super) fn peek(&self) -> Option<&'a str> {
        let rest = &self.text[self.at..];
        let line = rest.split('\n').next().filter(|_| !rest.is_empty())?;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }

    /// Takes a physical line and returns where it starts.
    pub(super) fn advance(&mut self) -> usize {
        let start = self.at;
        self.at = memchr::memchr(b'\n', &self.text.as_bytes()[start..])
            .map_or(self.text.len(), |length| start + length + 1);
        start
    }

    /// A line with those that continue it, joined by one blank as make does outside recipes.
    pub(super) fn logical(&mut self) -> Mapped {
        self.join(|line| line.trim_start(), true)
    }

    /// A recipe's line with those that continue it; the prefix of each is removed, and of the first also `@`, `-`, `+`.
    pub(super) fn recipe(&mut self, prefix: char) -> Mapped {
        let mut first = true;
        self.join(
            |line| {
                let line = line.strip_prefix(prefix).unwrap_or(line);
                if std::mem::take(&mut first) {
                    return line.trim_start_matches(['@', '-', '+', ' ', '\t']);
                }
                line
            },
            false,
        )
    }

    fn join(&mut self, mut trim: impl FnMut(&'a str) -> &'a str, blank: bool) -> Mapped {
        let mut joined = Mapped::new(self.file);
        while let Some(line) = self.peek() {
            let start = self.advance();
            let end = start + line.len();
            let content = trim(line);
            let from = end - content.len();
            let backslashes = content.bytes().rev().take_while(|&byte| byte == b'\\').count();
            if backslashes % 2 == 0 {
                joined.push(content, from);
                break;
            }
            let content = &content[..content.len() - 1];
            let content = if blank { content.trim_end() } else { content };
            joined.push(content, from);
            if blank {
                joined.push_as(" ", end - 1, 1);
            }
        }
        joined
    }

    /// The lines of `define` up to its `endef`, which is taken too.
    pub(super) fn definition(&mut self) -> Mapped {
        let start = self.at;
        let mut depth = 1u32;
        while let Some(line) = self.peek() {
            let end = self.at;
            self.advance();
            match line.split_whitespace().next() {
                Some("define") => depth += 1,
                Some("endef") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Mapped::whole(self.file, &self.text[start..end], start);
            }
        }
        Mapped::whole(self.file, &self.text[start..], start)
    }
}
