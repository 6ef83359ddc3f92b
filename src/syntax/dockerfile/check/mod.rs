//! What BuildKit's instruction checks refuse, beyond its parser: counts and forms of arguments, flags, stages.

mod flags;
mod healthcheck;
mod run;

use super::logical::{Logical, is_blank};
use super::suggest::{did_you_mean, short};
use super::{Form, Instruction, Keyword, heredoc};
use crate::source::{FileId, Span};
use crate::syntax::Problem;

/// Checks the file as a whole: that there are instructions, and that a stage begins before any other than `ARG`.
pub(super) fn file(file: FileId, instructions: &[Instruction], problems: &mut Vec<Problem>) {
    if instructions.is_empty() {
        problems.push(problem(Span::file_start(file), "file with no instructions"));
    }
    let first = instructions.iter().find(|instruction| instruction.keyword != Keyword::Arg);
    if let Some(first) = first.filter(|first| !matches!(first.keyword, Keyword::From | Keyword::Unknown)) {
        let message =
            format!("no build stage in current context: `{}` before any `FROM`", first.keyword.as_str());
        problems.push(problem(first.keyword_span, message));
    }
}

/// Checks one instruction that the parser took.
pub(super) fn instruction(instruction: &Instruction, logical: &Logical<'_>, problems: &mut Vec<Problem>) {
    if instruction.keyword == Keyword::Unknown {
        let name = logical.text().trim().split(is_blank).next().unwrap_or_default();
        let near = did_you_mean("", name, Keyword::ALL.map(Keyword::as_str));
        let message = format!("unknown instruction `{}`{near}", short(name));
        return problems.push(problem(instruction.keyword_span, message));
    }
    let takes_none = instruction.keyword == Keyword::Healthcheck && healthcheck::is_none(instruction);
    if !takes_none {
        flags::check(instruction, problems);
    }
    let found = match instruction.keyword {
        Keyword::From => from(instruction),
        Keyword::Add | Keyword::Copy => copy(instruction),
        Keyword::Onbuild => onbuild(instruction),
        Keyword::Shell if !instruction.args.is_empty() && instruction.form == Form::Shell => {
            Some(problem(rest(instruction), "`SHELL` requires its arguments as a JSON array"))
        }
        Keyword::Env | Keyword::Label | Keyword::Arg => {
            blank_key(instruction).or_else(|| missing(instruction))
        }
        Keyword::Volume => empty_volume(instruction).or_else(|| missing(instruction)),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => None,
        _ => missing(instruction),
    };
    problems.extend(found);
    match instruction.keyword {
        Keyword::Run => run::check(instruction, problems),
        Keyword::Healthcheck => healthcheck::check(instruction, problems),
        _ => {}
    }
}

fn problem(span: Span, message: impl Into<String>) -> Problem {
    Problem { span, message: message.into() }
}

/// The arguments, or the keyword where there are none.
fn rest(instruction: &Instruction) -> Span {
    let rest = &instruction.rest;
    if rest.text.is_empty() { instruction.keyword_span } else { rest.span(0..rest.text.len()) }
}

fn missing(instruction: &Instruction) -> Option<Problem> {
    let message = || format!("`{}` requires at least one argument", instruction.keyword.as_str());
    instruction.args.is_empty().then(|| problem(rest(instruction), message()))
}

fn from(instruction: &Instruction) -> Option<Problem> {
    let args = &instruction.args;
    match args.as_slice() {
        [_] => None,
        [_, word, name] if word.value.eq_ignore_ascii_case("as") => {
            let lower = name.value.to_lowercase();
            let valid = lower.starts_with(|c: char| c.is_ascii_lowercase())
                && lower.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c));
            let message = || {
                format!(
                    "invalid name for build stage: `{}` must start with a letter and contain only letters, digits, `-`, `_` and `.`",
                    short(&name.value)
                )
            };
            (!valid).then(|| problem(name.span, message()))
        }
        [_, word, ..] => {
            let span = args.last().map_or(word.span, |last| word.span.to(last.span));
            Some(problem(span, "`FROM` requires an image, or an image, `AS` and a name"))
        }
        [] => Some(problem(instruction.keyword_span, "`FROM` requires an image")),
    }
}

fn copy(instruction: &Instruction) -> Option<Problem> {
    let name = instruction.keyword.as_str();
    match instruction.args.as_slice() {
        [] | [_] => Some(problem(rest(instruction), format!("`{name}` requires a source and a destination"))),
        [.., destination] => {
            let is_heredoc = matches!(heredoc::word(&destination.value), Ok(Some(_)));
            let message = || format!("`{name}` cannot have a here-document as its destination");
            is_heredoc.then(|| problem(destination.span, message()))
        }
    }
}

fn onbuild(instruction: &Instruction) -> Option<Problem> {
    let Some(held) = instruction.onbuild.as_deref() else {
        return Some(problem(instruction.keyword_span, "`ONBUILD` requires an instruction"));
    };
    let refused = matches!(held.keyword, Keyword::Onbuild | Keyword::From | Keyword::Maintainer);
    let message = || format!("`{}` isn't allowed in `ONBUILD`", held.keyword.as_str());
    refused.then(|| problem(held.keyword_span, message()))
}

fn blank_key(instruction: &Instruction) -> Option<Problem> {
    let step = if instruction.keyword == Keyword::Arg { 1 } else { 3 };
    let mut keys = instruction.args.iter().step_by(step);
    let blank = keys.find(|key| key.value.is_empty() || (step == 1 && key.value.starts_with('=')))?;
    Some(problem(blank.span, format!("`{}` has a value without a name", instruction.keyword.as_str())))
}

fn empty_volume(instruction: &Instruction) -> Option<Problem> {
    let empty = instruction.args.iter().find(|volume| volume.value.trim().is_empty())?;
    Some(problem(empty.span, "`VOLUME` has an empty path"))
}
