//! The new text: what the builder needs is put in front, the rest stays as it was written.

use std::collections::BTreeSet;
use std::ops::Range;

use super::base::BaseChoice;
use super::needs::Needs;
use super::pip::Pip;
use super::steps::{Part, Steps};
use super::{Refusal, VENV};
use crate::analysis::Estimate;
use crate::edit::splice;
use crate::repository::path;
use crate::rewrite::{Rewritten, Subject};
use crate::syntax::dockerfile::{Instruction, Keyword};

const CACHE: &str = "--mount=type=cache,target=/root/.cache/pip ";

pub(super) fn write(
    subject: &Subject<'_>,
    base: &BaseChoice,
    steps: &Steps,
    needs: &Needs,
) -> Result<Rewritten, Refusal> {
    let text = &subject.repository.sources[subject.dockerfile.file].text;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let writer = Writer { subject, base, steps, needs, text, newline };
    let (head, last) = writer.last_stage().ok_or("its parts overlap")?;
    let builder = writer.builder().ok_or("its parts overlap")?;
    Ok(Rewritten {
        text: format!("{head}{builder}{newline}{last}"),
        room: "Python",
        differs: writer.differs(),
        assumes: writer.assumes(),
        saving: writer.saving(),
    })
}

struct Writer<'a> {
    subject: &'a Subject<'a>,
    base: &'a BaseChoice,
    steps: &'a Steps,
    needs: &'a Needs,
    text: &'a str,
    newline: &'static str,
}

impl Writer<'_> {
    fn instruction(&self, index: usize) -> Option<&Instruction> {
        self.subject.dockerfile.syntax.instructions.get(index)
    }

    /// An instruction with the comment lines directly above it, to the end of its last line.
    fn chunk(&self, instruction: &Instruction) -> Range<usize> {
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

    /// The chunk as it stands, with a line end, and the blank line in front of it if there is one.
    fn as_written(&self, chunk: Range<usize>, edits: Vec<(Range<usize>, String)>) -> Option<String> {
        let gap = if self.text[..chunk.start].ends_with(&self.newline.repeat(2)) { self.newline } else { "" };
        let moved = edits.into_iter().map(|(at, new)| (at.start - chunk.start..at.end - chunk.start, new));
        let mut written = splice(&self.text[chunk.clone()], moved.collect())?;
        if !written.ends_with('\n') {
            written.push_str(self.newline);
        }
        Some(format!("{gap}{written}"))
    }

    fn builder_name(&self) -> &'static str {
        let taken = |name: &str| self.subject.stage.is_named(name);
        if taken("builder") { "dependencies" } else { "builder" }
    }

    fn builder(&self) -> Option<String> {
        let newline = self.newline;
        let stage = self.subject.stage;
        let from = &self.text[stage.span.start as usize..stage.from.span.end as usize];
        let mut out = format!("{from} AS {}{newline}", self.builder_name());
        let mut has_environment = false;
        let mut environment = |out: &mut String| {
            if !std::mem::replace(&mut has_environment, true) {
                // the base's own pip does the work, so the environment needs none
                let flags = "--system-site-packages --without-pip";
                out.push_str(&format!("{newline}RUN python -m venv {flags} {VENV}{newline}"));
                out.push_str(&format!("ENV PATH={VENV}/bin:$PATH{newline}"));
            }
        };
        let mut directory = "/".to_owned();
        for (index, part) in &self.steps.parts {
            let instruction = self.instruction(*index)?;
            if *index > self.steps.last_pip {
                break;
            }
            let chunk = self.chunk(instruction);
            match part {
                Part::Both => {
                    if let (Keyword::Workdir, Some(name)) = (instruction.keyword, instruction.args.first()) {
                        directory = super::requirements::absolute(&directory, &name.value);
                    }
                    out.push_str(&self.as_written(chunk, Vec::new())?);
                }
                Part::Apt(_) => out.push_str(&self.as_written(chunk, Vec::new())?),
                Part::Pip(pip) => {
                    environment(&mut out);
                    out.push_str(&self.as_written(chunk, self.pip_edits(pip, instruction))?);
                }
                Part::Kept => {
                    let copied = self.requirement_copy(*index, instruction, &directory)?;
                    if !copied.is_empty() {
                        environment(&mut out);
                        out.push_str(&copied);
                    }
                }
            }
        }
        Some(out)
    }

    /// What of a `COPY` the builder needs: the files that pip reads.
    fn requirement_copy(&self, index: usize, instruction: &Instruction, directory: &str) -> Option<String> {
        let files: Vec<_> = self.steps.files.iter().filter(|file| file.copied_by == index).collect();
        let Some(copy) = instruction.copy().filter(|_| !files.is_empty()) else { return Some(String::new()) };
        let sources: BTreeSet<&str> =
            copy.sources.iter().map(|it| it.value.trim_start_matches("./")).collect();
        let wanted: BTreeSet<&str> = files.iter().map(|file| file.source.as_str()).collect();
        if sources == wanted && instruction.flags.is_empty() && !copy.heredocs {
            return self.as_written(self.chunk(instruction), Vec::new());
        }
        let mut out = String::new();
        for file in files {
            let name = path::file_name(&file.target);
            let is_here = super::requirements::absolute(directory, name) == file.target;
            let target = match is_here {
                true if path::file_name(&file.source) == name => ".",
                true => name,
                false => &file.target,
            };
            out.push_str(&format!("COPY {} {target}{}", file.source, self.newline));
        }
        // so that a name with a space in it is one word
        (!out.contains('"') && self.steps.files.iter().all(|file| !file.source.contains(' '))).then_some(out)
    }

    fn pip_edits(&self, pip: &Pip, instruction: &Instruction) -> Vec<(Range<usize>, String)> {
        let mut edits = pip.edits.clone();
        if !pip.minds_cache && !self.forbids_cache() {
            edits.extend(pip.without_cache.iter().cloned());
            let start = instruction.keyword_span.end as usize;
            let gap = self.text[start..].find(|c: char| c != ' ' && c != '\t').unwrap_or_default();
            edits.push((start + gap..start + gap, CACHE.to_owned()));
        }
        edits
    }

    fn forbids_cache(&self) -> bool {
        let all = self.subject.dockerfile.instructions(self.subject.stage);
        let mut pairs = all.iter().filter(|it| it.keyword == Keyword::Env).flat_map(Instruction::pairs);
        pairs.any(|(name, _)| matches!(name.value.as_str(), "PIP_NO_CACHE_DIR" | "PIP_CACHE_DIR"))
    }

    /// What stands before the stage, and the stage itself.
    fn last_stage(&self) -> Option<(&str, String)> {
        let stage = self.subject.stage;
        let start = stage.span.start as usize;
        let shift = |range: Range<usize>| range.start - start..range.end - start;
        let mut edits = Vec::new();
        if let Some(slim) = &self.base.slim {
            edits.push((shift(stage.from.span.range()), slim.reference.clone()));
        }
        let mut inserted = false;
        for (index, part) in &self.steps.parts {
            let instruction = self.instruction(*index)?;
            let chunk = self.chunk(instruction);
            let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
            let is_place = is_copy || matches!(part, Part::Pip(_));
            if is_place && !std::mem::replace(&mut inserted, true) {
                edits.push((shift(chunk.start..chunk.start), self.environment()));
            }
            match part {
                Part::Pip(_) => edits.push((shift(self.whole(chunk)), String::new())),
                Part::Apt(apt) if apt.kept.is_empty() => {
                    edits.push((shift(self.whole(chunk)), String::new()))
                }
                Part::Apt(apt) => {
                    edits.extend(apt.edits.iter().map(|(at, new)| (shift(at.clone()), new.clone())));
                }
                Part::Kept | Part::Both => {}
            }
        }
        Some((&self.text[..start], splice(&self.text[start..], edits)?))
    }

    /// A chunk that goes, with one of two blank lines that would meet.
    fn whole(&self, chunk: Range<usize>) -> Range<usize> {
        let blank_before = self.text[..chunk.start].ends_with(&self.newline.repeat(2));
        match blank_before && self.text[chunk.end..].starts_with(self.newline) {
            true => chunk.start..chunk.end + self.newline.len(),
            false => chunk,
        }
    }

    /// What brings the environment, and what it needs of the system, into the final stage.
    fn environment(&self) -> String {
        let newline = self.newline;
        let mut out = String::new();
        if !self.needs.packages.is_empty() {
            let names = self.needs.packages.join(" ");
            let install = format!("apt-get update && apt-get install -y --no-install-recommends {names}");
            out += &format!("RUN {install} && rm -rf /var/lib/apt/lists/*{newline}{newline}");
        }
        out += &format!("COPY --from={} {VENV} {VENV}{newline}", self.builder_name());
        out += &format!("ENV PATH={VENV}/bin:$PATH{newline}{newline}");
        out
    }

    fn differs(&self) -> Vec<String> {
        let mut differs = Vec::new();
        if let Some(slim) = &self.base.slim {
            differs.push(format!(
                "the image stands on `{}` instead of `{}`, which the builder keeps",
                slim.reference, self.base.original.reference
            ));
        }
        let dropped: Vec<&str> = self.steps.apt().flat_map(|apt| &apt.dropped).map(String::as_str).collect();
        if !dropped.is_empty() {
            differs.push(format!("only the builder has {}", list(&dropped)));
        }
        differs.push(format!(
            "Python packages lie in `{VENV}`, whose programs come first on PATH, and pip keeps its downloads in a cache mount"
        ));
        if !self.needs.packages.is_empty() {
            let names: Vec<&str> = self.needs.packages.iter().map(String::as_str).collect();
            differs.push(format!("the image gets {} by name, which came with what is gone", list(&names)));
        }
        differs
    }

    fn assumes(&self) -> Vec<String> {
        let mut assumes = Vec::new();
        let names = (&self.base.original.reference, &self.base.last().reference);
        if self.base.slim.is_some() {
            assumes.push(format!(
                "`{}` and `{}` are pulled together, so that both are of one release of Debian and Python",
                names.0, names.1
            ));
            assumes.push(
                "the Python code calls no program that only the full base has (git, curl, make…)".to_owned(),
            );
        }
        assumes.push("nothing is compiled when the services run".to_owned());
        if !self.needs.unknown.is_empty() {
            let unknown: Vec<&str> = self.needs.unknown.iter().map(String::as_str).collect();
            assumes.push(format!("{} need no shared library that only the builder has", list(&unknown)));
        }
        assumes
    }

    fn saving(&self) -> Option<Estimate> {
        let mut saving = Estimate::ZERO;
        if let Some(slim) = &self.base.slim {
            saving = self.base.original.size()?.on_disk.minus(slim.size()?.on_disk);
        } else {
            for apt in self.steps.apt() {
                let names: Vec<&str> = apt.dropped.iter().map(String::as_str).collect();
                let base = Some(&self.base.original);
                let system = crate::analysis::contents::System::Apt;
                let more = crate::analysis::size::debian(system, &names, apt.recommends, base);
                saving = saving.plus(more.unwrap_or(Estimate::ZERO));
            }
        }
        (saving.expected > 0).then_some(saving)
    }
}

/// `a`, `b` and `c`.
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
