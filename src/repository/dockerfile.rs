//! A Dockerfile as stages on bases.

use std::ops::Range;

use crate::repository::{DockerfileId, path};
use crate::source::{FileId, Span, Spanned};
use crate::syntax::dockerfile::{self as syntax, Instruction, Keyword};

/// One Dockerfile.
#[derive(Debug)]
pub struct Dockerfile {
    /// Its place in [`crate::repository::Repository::dockerfiles`].
    pub id: DockerfileId,
    /// Path relative to the root.
    pub path: String,
    /// Its text.
    pub file: FileId,
    /// The tree everything here was read from.
    pub syntax: syntax::Dockerfile,
    /// `ARG`s before the first `FROM`, with their defaults as written.
    pub global_args: Vec<(Spanned<String>, Option<Spanned<String>>)>,
    /// In the order written.
    pub stages: Vec<Stage>,
}

/// From one `FROM` to the next.
#[derive(Debug)]
pub struct Stage {
    /// Its number, 0-based.
    pub index: usize,
    /// `AS name`.
    pub name: Option<Spanned<String>>,
    /// The image or stage that `FROM` names, as written: one token, for findings.
    pub from: Spanned<String>,
    /// `--platform`.
    pub platform: Option<Spanned<String>>,
    /// The `FROM` instruction.
    pub span: Span,
    /// What it stands on, build arguments at their defaults.
    pub base: Base,
    /// Its instructions in the syntax tree, without the `FROM`.
    pub instructions: Range<usize>,
}

/// What a stage stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// An earlier stage.
    Stage(usize),
    /// An image, variables replaced.
    Image(String),
    /// Nothing.
    Scratch,
    /// A variable without a default decides.
    Unknown,
}

impl Dockerfile {
    /// Whether a tool or a platform builds it without being told; any other name has to be given to somebody. Sources: the
    /// Dockerfile reference; podman-build(1), `Containerfile`.
    pub fn has_default_name(&self) -> bool {
        let name = path::file_name(&self.path);
        name.eq_ignore_ascii_case("dockerfile") || name.eq_ignore_ascii_case("containerfile")
    }

    /// Splits a parsed Dockerfile into stages.
    pub fn new(id: DockerfileId, path: String, file: FileId, syntax: syntax::Dockerfile) -> Self {
        let mut dockerfile = Self { id, path, file, syntax, global_args: Vec::new(), stages: Vec::new() };
        let mut starts: Vec<usize> = Vec::new();
        for (index, instruction) in dockerfile.syntax.instructions.iter().enumerate() {
            match instruction.keyword {
                Keyword::From => starts.push(index),
                Keyword::Arg if starts.is_empty() => dockerfile.global_args.extend(instruction.pairs()),
                _ => {}
            }
        }
        let end = dockerfile.syntax.instructions.len();
        for (number, &start) in starts.iter().enumerate() {
            let range = start + 1..starts.get(number + 1).copied().unwrap_or(end);
            dockerfile.push_stage(start, range);
        }
        dockerfile
    }

    fn push_stage(&mut self, from: usize, instructions: Range<usize>) {
        let instruction = &self.syntax.instructions[from];
        let Some(parts) = instruction.from() else { return };
        let base = self.base(&parts.image.value, &|_| None);
        self.stages.push(Stage {
            index: self.stages.len(),
            name: parts.alias,
            from: parts.image,
            platform: parts.platform,
            span: instruction.span,
            base,
            instructions,
        });
    }

    /// What `text` after a `FROM` stands for, seen below the stages so far; `args` gives build arguments.
    fn base(&self, text: &str, args: &dyn Fn(&str) -> Option<String>) -> Base {
        let Some(image) = self.expand_global(text, args) else { return Base::Unknown };
        if let Some(stage) = self.stages.iter().rposition(|stage| stage.is_named(&image)) {
            return Base::Stage(stage);
        }
        match image.as_str() {
            "scratch" => Base::Scratch,
            "" => Base::Unknown,
            _ => Base::Image(image),
        }
    }

    /// Replaces the variables of a text that sees only the `ARG`s before the first `FROM`.
    fn expand_global(&self, text: &str, args: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        self.expand_below(text, args, self.global_args.len())
    }

    /// As above, where only the first `visible` global arguments are declared yet: a default may use earlier ones.
    fn expand_below(
        &self,
        text: &str,
        args: &dyn Fn(&str) -> Option<String>,
        visible: usize,
    ) -> Option<String> {
        let mut lookup = |name: &str| {
            let declared = self.global_args[..visible].iter().rposition(|(key, _)| key.value == name);
            match declared {
                Some(at) => args(name).or_else(|| {
                    let default = self.global_args[at].1.as_ref()?;
                    self.expand_below(&default.value, args, at)
                }),
                None => platform_argument(name),
            }
        };
        syntax::expand(text, &mut lookup).text
    }

    /// The stage a build ends in: the named or numbered one, or the last.
    pub fn target_stage(&self, target: Option<&str>) -> Option<&Stage> {
        match target.filter(|target| !target.is_empty()) {
            Some(target) => self.stage_by_name(target),
            None => self.stages.last(),
        }
    }

    /// The stage of this name, or of this number.
    pub fn stage_by_name(&self, name: &str) -> Option<&Stage> {
        let named = self.stages.iter().rfind(|stage| stage.is_named(name));
        named.or_else(|| self.stages.get(name.parse::<usize>().ok()?))
    }

    /// The stages whose files an image of `stage` holds, from `stage` down to the one on an outside base.
    pub fn chain<'a>(&'a self, stage: &'a Stage) -> Vec<&'a Stage> {
        let mut chain = vec![stage];
        let mut current = stage;
        while let Base::Stage(index) = current.base {
            // a stage only ever stands on an earlier one
            current = &self.stages[index];
            chain.push(current);
        }
        chain
    }

    /// What the image of `stage` finally stands on, with the build arguments that `args` gives.
    pub fn final_base(&self, stage: &Stage, args: &dyn Fn(&str) -> Option<String>) -> Base {
        let chain = self.chain(stage);
        let bottom = chain.last().copied().unwrap_or(stage);
        match self.expand_global(&bottom.from.value, args).as_deref() {
            None | Some("") => Base::Unknown,
            Some("scratch") => Base::Scratch,
            Some(image) => Base::Image(image.to_owned()),
        }
    }

    /// The instructions of a stage, without its `FROM`.
    pub fn instructions(&self, stage: &Stage) -> &[Instruction] {
        self.syntax.instructions.get(stage.instructions.clone()).unwrap_or_default()
    }

    /// The folder the file lies in.
    pub fn directory(&self) -> &str {
        crate::repository::path::parent(&self.path)
    }
}

impl Stage {
    /// Stage names don't care for case.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| own.value.eq_ignore_ascii_case(name))
    }
}

/// The arguments that BuildKit sets by itself, as on the platform most images are built for.
/// Source: the Dockerfile reference, "Automatic platform ARGs in the global scope".
fn platform_argument(name: &str) -> Option<String> {
    let value = match name {
        "BUILDPLATFORM" | "TARGETPLATFORM" => "linux/amd64",
        "BUILDOS" | "TARGETOS" => "linux",
        "BUILDARCH" | "TARGETARCH" => "amd64",
        "BUILDVARIANT" | "TARGETVARIANT" => "",
        _ => return None,
    };
    Some(value.to_owned())
}
