//! A command's words to what it does with Compose files and Dockerfiles. Pure: no file is looked at.

mod build;
mod compose;
mod options;
mod other;

pub(super) use compose::split_compose_file;

use super::Use;
use crate::source::Span;

/// A word of a command after expansion, with [`super::directory::UNKNOWN`] for what isn't known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// The text.
    pub(super) text: String,
    /// Where it is written; for a word out of a variable, where the variable is assigned.
    pub(super) span: Span,
}

/// What a command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Invocation {
    /// `docker compose`, `docker stack deploy` and their like.
    Compose(Compose),
    /// `docker build` and its like.
    Build(Build),
    /// `docker buildx bake`.
    Bake(Bake),
    /// `make`
    Make {
        /// `-C`
        directory: Option<Field>,
        /// `-f`
        file: Option<Field>,
    },
    /// A script, by its path.
    Script(Field),
    /// A shell text to be read and run: `bash -c`, `ssh host`, `eval`.
    Text(Field),
    /// A text that is only shown: `echo`.
    Shown(Vec<Field>),
    /// Anything else.
    Other,
}

/// A Compose command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compose {
    /// `-f`, in order; empty for the default files.
    pub(super) files: Vec<Field>,
    /// `--project-directory`
    pub(super) project_directory: Option<Field>,
    /// `--env-file`
    pub(super) env_file: Option<Field>,
    /// `--profile`
    pub(super) profiles: Vec<String>,
    /// What it does to the files.
    pub(super) usage: Use,
    /// The services it names; empty for all.
    pub(super) services: Vec<String>,
    /// The program's words, for naming the default file.
    pub(super) span: Span,
    /// Whether default files count (`docker stack deploy` has none).
    pub(super) has_default: bool,
}

/// A build of one Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Build {
    /// `-f`
    pub(super) file: Option<Field>,
    /// The context.
    pub(super) context: Option<Field>,
    /// Whether a path after `-f` counts from the context first (kaniko, podman).
    pub(super) from_context: bool,
    /// The program's words.
    pub(super) span: Span,
}

/// A run of bake files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bake {
    /// `-f`, in order; empty for the default files.
    pub(super) files: Vec<Field>,
    /// The program's words.
    pub(super) span: Span,
}

/// Reads the words of one command, the program first.
pub(super) fn interpret(words: &[Field]) -> Invocation {
    let Some(program) = words.first() else { return Invocation::Other };
    let name = program.text.rsplit('/').next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let rest = &words[1..];
    match name {
        "docker" | "podman" | "nerdctl" | "finch" | "lima" => container_tool(name, program, rest),
        "docker-compose" | "podman-compose" | "docker-compose-v1" | "docker-compose-v2" => {
            compose::compose(program.span, rest)
        }
        "buildah" | "img" => match options::behind(rest, &[]) {
            Some((at, "bud" | "build" | "build-using-dockerfile")) => {
                build::build(program.span, &rest[at + 1..], true)
            }
            _ => Invocation::Other,
        },
        "buildx" | "docker-buildx" => buildx(program, rest),
        "executor" | "kaniko" => build::kaniko(program.span, rest),
        _ => other::other(name, words),
    }
}

/// Options of `docker` itself that take a value. Source: docker's CLI reference.
const DOCKER_VALUED: [&str; 9] =
    ["--config", "-c", "--context", "-H", "--host", "-l", "--log-level", "--tlscacert", "--tlscert"];

fn container_tool(name: &str, program: &Field, rest: &[Field]) -> Invocation {
    let Some((at, verb)) = options::behind(rest, &DOCKER_VALUED) else { return Invocation::Other };
    let (span, rest) = (program.span.to_within(rest[at].span), &rest[at + 1..]);
    match verb {
        "compose" => compose::compose(span, rest),
        "build" => build::build(span, rest, name != "docker"),
        "buildx" => buildx(&Field { text: String::new(), span }, rest),
        "image" | "builder" => match options::behind(rest, &[]) {
            Some((at, "build")) => build::build(span, &rest[at + 1..], name != "docker"),
            _ => Invocation::Other,
        },
        "bake" => build::bake(span, rest),
        "stack" => match options::behind(rest, &["--orchestrator"]) {
            Some((at, "deploy" | "up")) => compose::stack(span, Use::Runs, &rest[at + 1..]),
            Some((at, "config")) => compose::stack(span, Use::Handles, &rest[at + 1..]),
            _ => Invocation::Other,
        },
        "deploy" => compose::stack(span, Use::Runs, rest),
        // `docker run ... gcr.io/kaniko-project/executor --dockerfile=x`
        "run" => match rest.iter().position(|word| word.text.contains("kaniko-project/executor")) {
            Some(at) => build::kaniko(span, &rest[at + 1..]),
            None => Invocation::Other,
        },
        _ => Invocation::Other,
    }
}

fn buildx(program: &Field, rest: &[Field]) -> Invocation {
    match options::behind(rest, &["--builder"]) {
        Some((at, "build" | "b")) => {
            build::build(program.span.to_within(rest[at].span), &rest[at + 1..], false)
        }
        Some((at, "bake" | "f")) => build::bake(program.span.to_within(rest[at].span), &rest[at + 1..]),
        _ => Invocation::Other,
    }
}

/// Joining places of words that may come from several variables.
trait ToWithin {
    fn to_within(self, other: Span) -> Span;
}

impl ToWithin for Span {
    /// From `self` to `other` where that is a few words on, else `self`.
    fn to_within(self, other: Span) -> Span {
        const FEW_WORDS: u32 = 80;
        let near = self.file == other.file && other.start >= self.end && other.start - self.end < FEW_WORDS;
        if near { self.to(other) } else { self }
    }
}

#[cfg(test)]
mod tests;
