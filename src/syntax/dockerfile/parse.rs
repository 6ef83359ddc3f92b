//! The file, line by line: directives, comments, instructions and their here-documents.

use super::lines::{Line, Lines, continued};
use super::logical::Logical;
use super::{Directive, Dockerfile, Heredoc, Instruction, check, directive, heredoc, instruction};
use crate::source::{FileId, Mapped, Span, Spanned};
use crate::syntax::Problem;

/// Reads a Dockerfile. Never fails: what BuildKit would refuse is recorded, and reading goes on behind it.
pub fn parse(file: FileId, text: &str) -> Dockerfile {
    let out = Dockerfile {
        escape: '\\',
        directives: Vec::new(),
        instructions: Vec::new(),
        comments: Vec::new(),
        problems: Vec::new(),
    };
    let mut parser = Parser { file, lines: Lines::new(text), directives_may_follow: true, out };
    while let Some(line) = parser.next_line() {
        parser.line(line);
    }
    check::file(file, &parser.out.instructions, &mut parser.out.problems);
    parser.out.problems.sort_by_key(|problem| problem.span);
    parser.out
}

struct Parser<'s> {
    file: FileId,
    lines: Lines<'s>,
    directives_may_follow: bool,
    out: Dockerfile,
}

impl<'s> Parser<'s> {
    fn next_line(&mut self) -> Option<Line<'s>> {
        let line = self.lines.next()?;
        if line.too_long {
            let span = self.span(line.start, line.end());
            self.problem(span, "line is longer than the 65535 bytes that BuildKit reads");
        }
        Some(line)
    }

    fn line(&mut self, line: Line<'s>) {
        let text = line.text.trim_start();
        let start = line.end() - text.len();
        if text.starts_with('#') {
            return self.comment(text, start);
        }
        self.directives_may_follow = false;
        if !text.is_empty() {
            self.instruction(text, start);
        }
    }

    fn comment(&mut self, text: &str, start: usize) {
        let span = self.span(start, start + text.len());
        let written = if self.directives_may_follow { directive::read(text) } else { None };
        let Some(written) = written else {
            self.directives_may_follow = false;
            return self.out.comments.push(span);
        };
        let place = self.span(start + written.value.start, start + written.value.end);
        let value = text[written.value].to_owned();
        if self.out.directives.iter().any(|earlier| earlier.name == written.name) {
            self.problem(span, format!("directive `{}` is given twice", written.name));
        } else if written.name == "escape" {
            match value.as_str() {
                "\\" => self.out.escape = '\\',
                "`" => self.out.escape = '`',
                _ => self.problem(place, "escape character must be a backslash or a backtick"),
            }
        }
        self.out.directives.push(Directive { name: written.name, value: Spanned::new(value, place), span });
    }

    fn instruction(&mut self, first: &'s str, start: usize) {
        let (logical, end) = self.join(first, start);
        let whole = self.span(start, end);
        let known = self.out.problems.len();
        let mut instruction = instruction::read(&logical, whole, self.out.escape, &mut self.out.problems);
        self.heredocs(&mut instruction, &logical);
        if known == self.out.problems.len() {
            check::instruction(&instruction, &logical, &mut self.out.problems);
        }
        self.out.instructions.push(instruction);
    }

    /// Joins an instruction's lines, leaving out comments and empty lines between them, and says where the last ends.
    fn join(&mut self, first: &'s str, start: usize) -> (Logical<'s>, usize) {
        let mut end = start + first.len();
        let Some(head) = continued(first, self.out.escape) else {
            return (Logical::Plain { file: self.file, text: first, start }, end);
        };
        let mut joined = Mapped::whole(self.file, head, start);
        while let Some(line) = self.next_line() {
            end = line.end();
            let text = line.text.trim_start();
            if text.starts_with('#') {
                let comment = self.span(end - text.len(), end);
                self.out.comments.push(comment);
            } else if !text.is_empty() {
                let piece = continued(line.text, self.out.escape);
                joined.push(piece.unwrap_or(line.text), line.start);
                if piece.is_none() {
                    break;
                }
            }
        }
        (Logical::Joined(joined), end)
    }

    fn heredocs(&mut self, instruction: &mut Instruction, logical: &Logical<'_>) {
        // those of an ONBUILD belong to the instruction that it holds, and to itself
        let taker = instruction.onbuild.as_deref().unwrap_or(instruction);
        if !taker.keyword.takes_heredocs() || taker.form == super::Form::Exec {
            return;
        }
        let markers = heredoc::markers(logical.text()).unwrap_or_else(|bad| {
            self.problem(logical.span(bad), "here-document has a name that cannot be read");
            Vec::new()
        });
        for marker in markers {
            let place = logical.span(marker.range);
            let heredoc = self.heredoc(marker.word, place);
            instruction.span = instruction.span.to(heredoc.end);
            let terminated = !heredoc.end.is_empty();
            instruction.heredocs.push(heredoc);
            if !terminated {
                break;
            }
        }
        if let Some(held) = &mut instruction.onbuild {
            held.span = held.span.to(instruction.span);
            held.heredocs.clone_from(&instruction.heredocs);
        }
    }

    /// Reads lines up to the one that ends the here-document.
    fn heredoc(&mut self, word: heredoc::Word, marker: Span) -> Heredoc {
        let start = self.lines.at;
        let mut found = None;
        while let Some(line) = self.next_line() {
            let text = if word.chomp { line.text.trim_start_matches('\t') } else { line.text };
            if text == word.name {
                found = Some((line.start, self.span(line.end() - text.len(), line.end())));
                break;
            }
        }
        if found.is_none() {
            self.problem(marker, format!("here-document `{}` has no end", super::suggest::short(&word.name)));
        }
        let (stop, end) = found.unwrap_or((self.lines.at, self.span(self.lines.at, self.lines.at)));
        let text = Mapped::whole(self.file, self.lines.between(start, stop), start);
        let body = self.span(start, stop);
        Heredoc { name: word.name, expand: word.expand, chomp: word.chomp, marker, body, end, text }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.out.problems.push(Problem { span, message: message.into() });
    }
}
