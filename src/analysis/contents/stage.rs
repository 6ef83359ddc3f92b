//! One stage, instruction by instruction.

use super::action::Done;
use super::copies::{self, Copied};
use super::interpret;
use super::purpose::Start;
use super::words::Variables;
use crate::repository::{Base, Dockerfile, Stage};
use crate::source::{Span, Spanned};
use crate::syntax::dockerfile::{Instruction, Keyword, expand_with};

/// An instruction that makes a layer.
#[derive(Debug, Clone)]
pub struct Step {
    /// The instruction.
    pub span: Span,
    /// Its text with all that decides its layer: the key of Docker's layer sharing.
    pub key: String,
    /// What its commands do; empty for copies.
    pub done: Vec<Done>,
    /// The programs its commands call, those of scripts that it runs not known.
    pub programs: Vec<Spanned<String>>,
    /// What it copies, where it is a `COPY` or `ADD`.
    pub copied: Option<Copied>,
    /// Folders whose content is kept outside the image (`RUN --mount=type=cache`).
    pub cache_mounts: Vec<String>,
    /// The working directory, where it is known.
    pub directory: Option<String>,
}

/// What a stage does by itself.
#[derive(Debug, Clone, Default)]
pub struct StageContents {
    /// Its layers, in order.
    pub steps: Vec<Step>,
    /// What its `CMD` and `ENTRYPOINT` say.
    pub start: Start,
    /// The programs its health check calls.
    pub health: Vec<Spanned<String>>,
    environment: Vec<(String, String)>,
    directory: Option<String>,
}

impl StageContents {
    /// Reads a stage, with build arguments at their defaults. What it inherits from a stage below it is known.
    pub(super) fn read(dockerfile: &Dockerfile, stage: &Stage) -> Self {
        let mut reader =
            Reader { dockerfile, stage, variables: Variables::default(), contents: Self::default() };
        for below in dockerfile.chain(stage).iter().rev().filter(|below| below.index != stage.index) {
            reader.inherit(below);
        }
        for instruction in dockerfile.instructions(stage) {
            reader.instruction(instruction);
        }
        reader.contents
    }

    /// The value of an environment variable of its image, where the Dockerfile sets one that is known.
    pub fn environment(&self, name: &str) -> Option<&str> {
        self.environment.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The working directory its image ends in, where it is known.
    pub fn directory(&self) -> Option<&str> {
        self.directory.as_deref()
    }
}

struct Reader<'a> {
    dockerfile: &'a Dockerfile,
    stage: &'a Stage,
    variables: Variables,
    contents: StageContents,
}

impl Reader<'_> {
    /// Takes over what a stage below leaves behind: `ENV` and `WORKDIR`, and what its `ONBUILD`s do here.
    fn inherit(&mut self, below: &Stage) {
        for instruction in self.dockerfile.instructions(below) {
            match instruction.keyword {
                Keyword::Env => self.env(instruction),
                Keyword::Workdir => self.workdir(instruction),
                Keyword::Onbuild if self.stage.base == Base::Stage(below.index) => {
                    if let Some(inner) = &instruction.onbuild {
                        self.instruction(inner);
                    }
                }
                _ => {}
            }
        }
    }

    fn instruction(&mut self, instruction: &Instruction) {
        match instruction.keyword {
            Keyword::Arg => self.arg(instruction),
            Keyword::Env => self.env(instruction),
            Keyword::Workdir => self.workdir(instruction),
            Keyword::Run => self.run(instruction),
            Keyword::Copy | Keyword::Add => self.copy(instruction),
            Keyword::Healthcheck => {
                self.contents.health = interpret::run(instruction, &self.variables).programs;
            }
            Keyword::Cmd => self.contents.start.set_command(instruction),
            Keyword::Entrypoint => self.contents.start.set_entrypoint(instruction),
            _ => {}
        }
    }

    fn expand(&self, text: &str, escape: char) -> Option<String> {
        expand_with(text, escape, &mut |name| self.variables.get(name).map(str::to_owned)).text
    }

    fn arg(&mut self, instruction: &Instruction) {
        for (name, default) in instruction.raw_pairs() {
            let value = match default {
                Some(default) => self.expand(&default.value, instruction.escape),
                None => self.global(&name.value),
            };
            // an `ENV` of the same name wins over an `ARG`
            if self.contents.environment(&name.value).is_none() {
                self.variables.set(&name.value, value);
            }
        }
    }

    /// The default of an `ARG` before the first `FROM`.
    fn global(&self, name: &str) -> Option<String> {
        let (_, default) = self.dockerfile.global_args.iter().rfind(|(key, _)| key.value == name)?;
        Some(default.as_ref()?.value.clone()).filter(|value| !value.contains('$'))
    }

    fn env(&mut self, instruction: &Instruction) {
        let mut values = Vec::new();
        for (name, value) in instruction.raw_pairs() {
            let value = value.and_then(|value| self.expand(&value.value, instruction.escape));
            values.push((name.value, value));
        }
        for (name, value) in values {
            self.contents.environment.extend(value.clone().map(|value| (name.clone(), value)));
            self.variables.set(&name, value);
        }
    }

    fn workdir(&mut self, instruction: &Instruction) {
        let path = self.expand(&instruction.rest.text, instruction.escape);
        let from = self.contents.directory.take();
        self.contents.directory =
            path.and_then(|path| copies::absolute(from.as_deref().or(Some("/")), &path));
    }

    fn run(&mut self, instruction: &Instruction) {
        let interpret::Run { done, programs } = interpret::run(instruction, &self.variables);
        let caches = instruction.mounts().into_iter().filter(|mount| mount.kind == "cache");
        let cache_mounts =
            caches.filter_map(|mount| self.expand(&mount.target?.value, instruction.escape)).collect();
        let step = Step { done, programs, cache_mounts, ..self.step(instruction) };
        self.contents.steps.push(step);
    }

    fn copy(&mut self, instruction: &Instruction) {
        let Some(copy) = instruction.copy() else { return };
        let directory = self.contents.directory.as_deref().or(Some("/"));
        let expand = |text: &str| self.expand(text, instruction.escape);
        let copied = copies::read(self.dockerfile, self.stage, &copy, instruction.span, directory, &expand);
        let step = Step { copied: Some(copied), ..self.step(instruction) };
        self.contents.steps.push(step);
    }

    fn step(&self, instruction: &Instruction) -> Step {
        Step {
            span: instruction.span,
            key: self.key(instruction),
            done: Vec::new(),
            programs: Vec::new(),
            copied: None,
            cache_mounts: Vec::new(),
            directory: self.contents.directory.clone(),
        }
    }

    /// The keyword, the flags and the arguments with their variables as far as known, here-documents included.
    fn key(&self, instruction: &Instruction) -> String {
        let mut key = instruction.keyword.as_str().to_owned();
        let flags = instruction.flags.iter().map(|flag| (flag.name.as_str(), flag.value.as_ref()));
        for (name, value) in flags {
            key.extend([" --", name, "=", value.map_or("", |value| value.value.as_str())]);
        }
        let rest = &instruction.rest.text;
        let expanded = match instruction.keyword {
            // a shell expands it, with the same variables
            Keyword::Run => None,
            _ => self.expand(rest, instruction.escape),
        };
        key.extend([" ", expanded.as_deref().unwrap_or(rest)]);
        key.extend(instruction.heredocs.iter().map(|heredoc| heredoc.text.text.as_str()));
        key
    }
}
