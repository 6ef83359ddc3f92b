//! The few lines of a file that a snippet shows, made safe for a terminal and cut to a bearable width.
//!
//! miette scans the text it is given from its start for every label; a window keeps that cheap, and the line
//! numbers right.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::report::place;
use crate::report::text::is_treacherous;
use crate::source::{Position, Source, Span};

/// Lines shown above and below a label.
pub(super) const CONTEXT: u32 = 1;
/// Labels further than this many lines from the first get no place in its window.
const REACH: u32 = 40;
/// Longer lines are cut, in bytes.
const WIDEST: usize = 160;
/// How much of a long line stands before a label.
const LEAD: usize = 60;

/// A part of a file.
pub(super) struct Window {
    name: String,
    text: String,
    lines: Vec<Line>,
    /// Where each label starts in the window, and where that is in the file: the head of a frame shows the place of the
    /// label that it is about.
    heads: Vec<(usize, Position)>,
}

/// A line of a window.
struct Line {
    /// Its number in the file, 0-based.
    number: u32,
    /// Where its text starts in the window.
    start: usize,
    /// Which bytes of the file are shown of it.
    source: std::ops::Range<usize>,
    /// Where `source` starts in the window: behind the mark of a cut.
    shown: usize,
}

impl Window {
    /// The lines around `primary`, and those down or up to the `others` that are near.
    pub(super) fn around(source: &Source, primary: Span, others: &[Span]) -> Self {
        let first_line = |span: &Span| source.line(span.start);
        let at = first_line(&primary);
        let near: Vec<Span> =
            others.iter().copied().filter(|span| first_line(span).abs_diff(at) <= REACH).collect();
        let spans = || near.iter().chain([&primary]).map(first_line);
        let top = spans().min().unwrap_or(at).saturating_sub(CONTEXT).max(1);
        let bottom = spans().max().unwrap_or(at).saturating_add(CONTEXT).min(source.lines.count());
        let mut window =
            Self { name: String::new(), text: String::new(), lines: Vec::new(), heads: Vec::new() };
        for number in top..=bottom {
            window.push(source, number, near.iter().chain([&primary]));
        }
        for span in near.iter().chain([&primary]) {
            if let Some(shown) = window.locate(*span) {
                window.heads.push((shown.offset(), place::position(source, span.start)));
            }
        }
        window
    }

    /// Sets the name that the head of the snippet shows.
    pub(super) fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    fn push<'s>(&mut self, source: &Source, number: u32, spans: impl Iterator<Item = &'s Span>) {
        let line_start = source.lines.start_of(number);
        let text = source.line_text(line_start);
        // the text behind the last line's end is no line
        if text.is_empty() && line_start as usize == source.text.len() && line_start > 0 {
            return;
        }
        let range = line_start as usize..line_start as usize + text.len();
        let labels =
            spans.filter(|span| range.start <= span.start as usize && span.start as usize <= range.end);
        let shown = shown_part(&source.text, range.clone(), labels.map(|span| span.start as usize).min());
        let start = self.text.len();
        self.text.push_str(if shown.start > range.start { "… " } else { "" });
        let line = Line { number: number - 1, start, shown: self.text.len(), source: shown.clone() };
        push_safe(&mut self.text, source.text.get(shown.clone()).unwrap_or_default());
        self.text.push_str(if shown.end < range.end { " …" } else { "" });
        self.text.push('\n');
        self.lines.push(line);
    }

    /// Where the first line of a place of the file stands in the window; `None` where it isn't shown.
    pub(super) fn locate(&self, span: Span) -> Option<SourceSpan> {
        let (start, end) = (span.start as usize, span.end as usize);
        let line = self.lines.iter().rfind(|line| line.source.start <= start && start <= line.source.end)?;
        let length = end.min(line.source.end).saturating_sub(start);
        Some((line.shown + start - line.source.start, length).into())
    }

    fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }
}

/// The part of a line that is shown: all of it, or what surrounds its first label.
fn shown_part(text: &str, line: std::ops::Range<usize>, label: Option<usize>) -> std::ops::Range<usize> {
    if line.len() <= WIDEST {
        return line;
    }
    let start = label.map_or(line.start, |label| label.saturating_sub(LEAD)).max(line.start);
    let start = if start < line.start + LEAD { line.start } else { start };
    let end = (start + WIDEST).min(line.end);
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    boundary(start)..boundary(end)
}

/// Copies text byte for byte, but for characters that would act on a terminal.
fn push_safe(to: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\t' => to.push(' '),
            '\u{FEFF}' => to.push_str("   "),
            _ if is_treacherous(character) => {
                to.extend(std::iter::repeat_n('?', character.len_utf8()));
            }
            _ => to.push(character),
        }
    }
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = self.line_at(span.offset()).saturating_sub(before);
        let last = self.line_at(span.offset() + span.len().saturating_sub(1));
        let last = last.saturating_add(after).min(self.lines.len().saturating_sub(1));
        let start = self.lines.get(first).map_or(0, |line| line.start);
        let end = self.lines.get(last + 1).map_or(self.text.len(), |line| line.start);
        let data = self.text.as_bytes().get(start..end).ok_or(MietteError::OutOfBounds)?;
        let number = self.lines.get(first).map_or(0, |line| line.number as usize);
        // without context it is the head of a frame that is asked for
        let head = self.heads.iter().find(|(at, _)| before == 0 && after == 0 && *at == span.offset());
        let (line, column) =
            head.map_or((number, 0), |(_, at)| (at.line as usize - 1, at.column as usize - 1));
        let count = last + 1 - first;
        let span = (start, end - start).into();
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, count)))
    }
}
