//! Pieces of a Dockerfile's text: instructions with the comments that belong to them, as they were written.

use std::ops::Range;

use crate::edit::splice;
use crate::rewrite::Subject;
use crate::syntax::dockerfile::Instruction;

/// Replacements in the file's bytes.
pub(in crate::rewrite) type Edits = Vec<(Range<usize>, String)>;

/// A Dockerfile's text.
pub(in crate::rewrite) struct Text<'a> {
    subject: &'a Subject<'a>,
    text: &'a str,
    /// How its lines end.
    pub(in crate::rewrite) newline: &'static str,
}

impl<'a> Text<'a> {
    /// The text of the subject's file.
    pub(in crate::rewrite) fn of(subject: &'a Subject<'a>) -> Self {
        let text = subject.repository.sources[subject.dockerfile.file].text.as_ref();
        Self { subject, text, newline: if text.contains("\r\n") { "\r\n" } else { "\n" } }
    }

    /// An instruction by its index in the file.
    pub(in crate::rewrite) fn instruction(&self, index: usize) -> Option<&'a Instruction> {
        self.subject.dockerfile.syntax.instructions.get(index)
    }

    /// What stands before the stage.
    pub(in crate::rewrite) fn head(&self) -> &'a str {
        &self.text[..self.subject.stage.span.start as usize]
    }

    /// The `FROM` of the stage that now comes first, under a name that nothing else has.
    pub(in crate::rewrite) fn builder_from(&self) -> String {
        let stage = self.subject.stage;
        let from = &self.text[stage.span.start as usize..stage.from.span.end as usize];
        format!("{from} AS {}{}", self.builder_name(), self.newline)
    }

    /// The name of the builder's stage.
    pub(in crate::rewrite) fn builder_name(&self) -> &'static str {
        const NAMES: [&str; 4] = ["builder", "dependencies", "build-dependencies", "careen-builder"];
        let taken = |name: &str| self.subject.dockerfile.stages.iter().any(|stage| stage.is_named(name));
        NAMES.into_iter().find(|name| !taken(name)).unwrap_or(NAMES[3])
    }

    /// An instruction with the comment lines directly above it, to the end of its last line.
    pub(in crate::rewrite) fn chunk(&self, instruction: &Instruction) -> Range<usize> {
        let line_start = |at: usize| self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let mut start = line_start(instruction.span.start as usize);
        while start > 0 {
            let above = line_start(start - 1);
            if !self.text[above..start].trim_start().starts_with('#') || self.is_directive(above) {
                break;
            }
            start = above;
        }
        let end = instruction.span.end as usize;
        start..self.text[end..].find('\n').map_or(self.text.len(), |at| end + at + 1)
    }

    fn is_directive(&self, at: usize) -> bool {
        let covers = |span: crate::source::Span| span.range().contains(&at);
        self.subject.dockerfile.syntax.directives.iter().any(|directive| covers(directive.span))
    }

    /// The instruction's chunk as it stands but for these edits, with a line end, and the blank line in front of it if
    /// there is one. `None` where edits overlap.
    pub(in crate::rewrite) fn as_written(&self, instruction: &Instruction, edits: Edits) -> Option<String> {
        let chunk = self.chunk(instruction);
        let gap = if self.text[..chunk.start].ends_with(&self.newline.repeat(2)) { self.newline } else { "" };
        let moved = edits.into_iter().map(|(at, new)| (at.start - chunk.start..at.end - chunk.start, new));
        let mut written = splice(&self.text[chunk.clone()], moved.collect())?;
        if !written.ends_with('\n') {
            written.push_str(self.newline);
        }
        Some(format!("{gap}{written}"))
    }

    /// An instruction's chunk for removal, with one of two blank lines that would meet.
    pub(in crate::rewrite) fn whole(&self, instruction: &Instruction) -> Range<usize> {
        let chunk = self.chunk(instruction);
        let blank_before = self.text[..chunk.start].ends_with(&self.newline.repeat(2));
        match blank_before && self.text[chunk.end..].starts_with(self.newline) {
            true => chunk.start..chunk.end + self.newline.len(),
            false => chunk,
        }
    }

    /// Where something put in front of this instruction and its comments belongs.
    pub(in crate::rewrite) fn before(&self, instruction: &Instruction) -> Range<usize> {
        let start = self.chunk(instruction).start;
        start..start
    }

    /// Where a flag of a `RUN` belongs.
    pub(in crate::rewrite) fn behind_keyword(&self, instruction: &Instruction) -> Range<usize> {
        let start = instruction.keyword_span.end as usize;
        let gap = self.text[start..].find(|c: char| c != ' ' && c != '\t').unwrap_or_default();
        start + gap..start + gap
    }

    /// The whole stage with these edits. `None` where they overlap.
    pub(in crate::rewrite) fn stage(&self, edits: Edits) -> Option<String> {
        let start = self.subject.stage.span.start as usize;
        let shifted = edits.into_iter().map(|(at, new)| (at.start - start..at.end - start, new));
        splice(&self.text[start..], shifted.collect())
    }
}
