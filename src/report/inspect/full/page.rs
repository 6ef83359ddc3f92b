//! What the parts of the view are written with: headings, rows that align, text that wraps.

use std::io::{self, Write};

use crate::report::Look;
use crate::report::wrap::{columns, hanging, wrap};

/// Where text under a row starts: below the row's name.
pub(super) const INDENT: usize = 12;

/// A page being written.
pub(super) struct Page<'a> {
    pub(super) out: &'a mut dyn Write,
    pub(super) look: Look,
}

/// How a piece of text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// What a row is about.
    Bold,
    /// Reasons and remarks.
    Dim,
    /// What is alive.
    Green,
    /// What belongs to something alive.
    Cyan,
    /// What isn't known.
    Yellow,
}

impl Ink {
    fn code(self) -> u8 {
        match self {
            Self::Bold => 1,
            Self::Dim => 2,
            Self::Green => 32,
            Self::Cyan => 36,
            Self::Yellow => 33,
        }
    }

    /// That of a role.
    pub(super) fn of_role(role: &str) -> Self {
        match role {
            "live" => Self::Green,
            "override" | "variant" => Self::Cyan,
            "unknown" => Self::Yellow,
            _ => Self::Dim,
        }
    }
}

impl Page<'_> {
    /// `text` in an ink, where there are colours.
    pub(super) fn ink(&self, ink: Ink, text: &str) -> String {
        match self.look.colour && !text.is_empty() {
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", ink.code()),
            false => text.to_owned(),
        }
    }

    /// The head of a section.
    pub(super) fn heading(&mut self, title: &str) -> io::Result<()> {
        let title = self.ink(Ink::Bold, title);
        writeln!(self.out, "\n{title}")
    }

    /// A line as it is, its end trimmed.
    pub(super) fn line(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }

    /// Text under a row, this far from the edge; its further lines are set in by two more.
    pub(super) fn remark_at(&mut self, indent: usize, text: &str) -> io::Result<()> {
        let width = self.look.width.saturating_sub(indent + 2);
        for (index, line) in wrap(text, width).iter().enumerate() {
            let indent = if index == 0 { indent } else { indent + 2 };
            let line = self.ink(Ink::Dim, line);
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// A label of a row and a text that hangs behind it.
    pub(super) fn labelled(&mut self, label: &str, text: &str) -> io::Result<()> {
        let width = self.look.width;
        writeln!(self.out, "{}", hanging(label, text, width))
    }

    /// Whether two columns of these widths, and what stands before them, fit side by side.
    pub(super) fn fits(&self, before: usize, first: usize, second: usize) -> bool {
        before + first + 2 + second <= self.look.width
    }
}

/// The widest of some texts.
pub(super) fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(columns).max().unwrap_or(0)
}
