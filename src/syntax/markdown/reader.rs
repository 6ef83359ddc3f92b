//! Telling a document's lines apart.

use super::sentences::{code_spans, sentences};
use super::{Block, Document, Inline, Markup, Sentence};
use crate::source::{FileId, Mapped, Spanned};

/// A line without its end, and where it starts.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    start: usize,
}

impl<'a> Line<'a> {
    /// How many blanks and tabs it starts with; other white space is text, and may be longer than a byte.
    fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    fn trimmed(self) -> &'a str {
        self.text.trim()
    }

    fn is_blank(self) -> bool {
        self.trimmed().is_empty()
    }

    /// Whether it consists of one character only, at least three times.
    fn rule(self) -> Option<char> {
        let first = self.trimmed().chars().next().filter(char::is_ascii_punctuation)?;
        (self.trimmed().len() >= 3 && self.trimmed().chars().all(|c| c == first)).then_some(first)
    }
}

struct Reader<'a> {
    file: FileId,
    markup: Markup,
    lines: Vec<Line<'a>>,
    at: usize,
    document: Document,
    paragraph: Vec<Line<'a>>,
    /// Whether indented lines may belong to an item of a list.
    in_list: bool,
    /// The language of the next block, said by `[source,sh]`.
    language: Option<String>,
}

pub(super) fn read(file: FileId, text: &str, markup: Markup) -> Document {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        lines.push(Line { text: line.trim_end_matches(['\n', '\r']), start });
        start += line.len();
    }
    let (document, paragraph) = Default::default();
    let mut reader =
        Reader { file, markup, lines, at: 0, document, paragraph, in_list: false, language: None };
    reader.front_matter();
    while let Some(&line) = reader.lines.get(reader.at) {
        reader.at += 1;
        reader.line(line);
    }
    reader.end_paragraph();
    reader.document
}

impl<'a> Reader<'a> {
    fn front_matter(&mut self) {
        let is_rule = |line: &Line<'_>| line.text.trim_end() == "---";
        if self.markup == Markup::Markdown && self.lines.first().is_some_and(is_rule) {
            self.at = self.lines.iter().skip(1).position(is_rule).map_or(0, |length| length + 2);
        }
    }

    fn line(&mut self, line: Line<'a>) {
        if line.is_blank() {
            self.end_paragraph();
        } else if let Some((fence, info)) = self.fence(line) {
            self.end_paragraph();
            let language = language(info).or(self.language.take());
            self.fenced(fence, line.indent(), language);
        } else if let Some(title) = self.title(line) {
            self.end_paragraph();
            self.heading(&[Line { text: title, start: line.start + offset_in(line.text, title) }]);
        } else if self.is_underline(line) {
            let paragraph = std::mem::take(&mut self.paragraph);
            self.heading(&paragraph);
        } else if self.is_indented_code(line) {
            self.at -= 1;
            self.indented(1, None);
        } else if self.markup == Markup::AsciiDoc
            && line.text.starts_with('[')
            && line.trimmed().ends_with(']')
        {
            self.attribute(line);
        } else if self.markup == Markup::ReStructuredText && line.trimmed().starts_with(".. ") {
            self.directive(line);
        } else {
            self.prose(line);
        }
    }

    /// The mark that opens a block, and what stands behind it.
    fn fence(&self, line: Line<'a>) -> Option<(&'a str, &'a str)> {
        let text = line.trimmed();
        // a fence may stand in a list's item or a quotation
        let text = text.trim_start_matches(['>', ' ']);
        let first = text.chars().next()?;
        let length = text.len() - text.trim_start_matches(first).len();
        let info = text[length..].trim();
        let opens = match (self.markup, first) {
            (Markup::Markdown | Markup::AsciiDoc, '`') => length >= 3 && !info.contains('`'),
            (Markup::Markdown, '~') => length >= 3,
            (Markup::AsciiDoc, '-' | '.') => length >= 4 && info.is_empty(),
            _ => false,
        };
        opens.then(|| (&text[..length], info))
    }

    fn fenced(&mut self, fence: &str, indent: usize, language: Option<String>) {
        let mut content = Mapped::new(self.file);
        while let Some(&line) = self.lines.get(self.at) {
            self.at += 1;
            let text = line.trimmed().trim_start_matches(['>', ' ']);
            if text.starts_with(fence) && text.chars().all(|c| fence.starts_with(c)) {
                break;
            }
            self.push(&mut content, line, indent);
        }
        self.block(language, content);
    }

    /// The indented lines that follow, blank ones between them included.
    fn indented(&mut self, least: usize, language: Option<String>) {
        self.at += self.lines[self.at..].iter().take_while(|line| line.is_blank()).count();
        let start = self.at;
        let mut end = start;
        let mut indent = usize::MAX;
        for (index, line) in self.lines.iter().enumerate().skip(start) {
            if line.is_blank() {
                continue;
            }
            if line.indent() < least {
                break;
            }
            indent = indent.min(line.indent());
            end = index + 1;
        }
        let mut content = Mapped::new(self.file);
        for &line in &self.lines[start..end] {
            self.push(&mut content, line, indent);
        }
        self.at = self.at.max(end);
        if !content.text.trim().is_empty() {
            self.block(language, content);
        }
    }

    fn push(&self, content: &mut Mapped, line: Line<'_>, indent: usize) {
        let cut = line.indent().min(indent);
        content.push(&line.text[cut..], line.start + cut);
        let end = line.start + line.text.len();
        content.push_as("\n", end, 0);
    }

    fn block(&mut self, language: Option<String>, content: Mapped) {
        let heading = self.current_heading();
        self.document.blocks.push(Block { language, content, heading });
    }

    fn current_heading(&self) -> Option<usize> {
        self.document.headings.len().checked_sub(1)
    }

    /// The text of a heading that begins with its mark.
    fn title(&self, line: Line<'a>) -> Option<&'a str> {
        let mark = match self.markup {
            Markup::Markdown => '#',
            Markup::AsciiDoc => '=',
            Markup::ReStructuredText => return None,
        };
        let rest = line.text.trim_start_matches(mark);
        let level = line.text.len() - rest.len();
        ((1..=6).contains(&level) && rest.starts_with([' ', '\t']))
            .then(|| rest.trim().trim_end_matches(mark).trim_end())
    }

    fn is_underline(&self, line: Line<'_>) -> bool {
        match (self.markup, line.rule()) {
            (Markup::Markdown, Some('=' | '-')) => !self.paragraph.is_empty() && line.indent() < 4,
            (Markup::ReStructuredText, Some(_)) => line.indent() == 0,
            _ => false,
        }
    }

    /// A heading from its lines; none where there are none, as above an overlined title.
    fn heading(&mut self, lines: &[Line<'_>]) {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return };
        let span = Mapped::whole(self.file, first.text, first.start).span(0..first.text.len());
        let last = Mapped::whole(self.file, last.text, last.start).span(0..last.text.len());
        let text = lines.iter().map(|line| line.trimmed()).collect::<Vec<_>>().join(" ");
        self.document.headings.push(Spanned::new(text, span.to(last)));
        self.in_list = false;
    }

    fn is_indented_code(&self, line: Line<'_>) -> bool {
        let deep = line.text.starts_with('\t') || line.text.starts_with("    ");
        self.markup == Markup::Markdown && deep && !self.in_list && self.paragraph.is_empty()
    }

    /// `[source,sh]`
    fn attribute(&mut self, line: Line<'_>) {
        self.end_paragraph();
        let inside = line.trimmed().trim_matches(['[', ']']);
        let mut words = inside.split(',').map(str::trim);
        self.language = words.next().filter(|first| *first == "source").and(words.next()).and_then(language);
    }

    /// `.. code-block:: sh`; the content of other directives is prose.
    fn directive(&mut self, line: Line<'_>) {
        self.end_paragraph();
        let Some((name, argument)) = line.trimmed()[3..].split_once("::") else { return };
        if matches!(name.trim(), "code-block" | "code" | "sourcecode" | "parsed-literal" | "highlight") {
            while self.lines.get(self.at).is_some_and(|line| line.trimmed().starts_with(':')) {
                self.at += 1;
            }
            self.indented(line.indent() + 1, language(argument));
        }
    }

    fn prose(&mut self, line: Line<'a>) {
        let text = line.trimmed();
        let is_item = is_item(text);
        if is_item
            || text.starts_with(['|', '>'])
            || self.paragraph.last().is_some_and(|last| last.trimmed().starts_with('|'))
        {
            self.end_paragraph();
        }
        self.in_list = is_item || (self.in_list && line.indent() > 0);
        self.paragraph.push(line);
        if self.markup == Markup::ReStructuredText && text.ends_with("::") {
            self.end_paragraph();
            self.indented(line.indent() + 1, None);
        }
    }

    /// Cuts the paragraph into sentences and notes its inline code.
    fn end_paragraph(&mut self) {
        let lines = std::mem::take(&mut self.paragraph);
        let mut text = Mapped::new(self.file);
        for line in lines {
            let trimmed = line.trimmed();
            let start = line.start + line.text.len() - line.text.trim_start().len();
            text.push(trimmed, start);
            text.push_as(" ", start + trimmed.len(), 0);
        }
        let heading = self.current_heading();
        let code = code_spans(&text.text);
        let mut inline = code.iter().peekable();
        for (start, end) in sentences(&text.text, &code) {
            let sentence = self.document.sentences.len();
            while let Some((from, to)) = inline.next_if(|(from, _)| *from < end) {
                self.document.inline.push(Inline { content: text.slice(*from..*to), heading, sentence });
            }
            self.document.sentences.push(Sentence { text: text.slice(start..end), heading });
        }
    }
}

fn is_item(text: &str) -> bool {
    let behind_number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = behind_number.len() < text.len() && behind_number.starts_with([')', '.']);
    let marked = if numbered { &behind_number[1..] } else { text.trim_start_matches(['*', '-', '+']) };
    marked.len() < text.len() && marked.starts_with([' ', '\t'])
}

fn language(info: &str) -> Option<String> {
    let word = info
        .trim()
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}'))
        .find(|word| !word.is_empty())?;
    Some(word.trim_start_matches('.').to_ascii_lowercase())
}

/// How far into `whole` its part begins.
fn offset_in(whole: &str, part: &str) -> usize {
    whole.find(part).unwrap_or_default()
}
