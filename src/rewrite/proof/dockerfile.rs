//! One Dockerfile against its successor: all that a container shows of its image's configuration is carried over.

use crate::repository::{Dockerfile, DockerfileId, Stage, path};
use crate::rewrite::stage::copied::absolute;
use crate::rewrite::stage::{apt, plain};
use crate::rewrite::{Rewritten, Subject};
use crate::source::{FileId, Spanned};
use crate::syntax::dockerfile::{Instruction, Keyword, parse};

/// Checks that the final stage of the successor has every instruction of the original that its room didn't say it
/// touches, as written and in order; that only installations and copies were touched, and that a copy's place comes
/// from the builder instead, unless only the build reads it; and that beside them it has only what brings the builder's work. Otherwise says what is
/// lost.
pub(in crate::rewrite) fn dockerfile(subject: &Subject<'_>, rewritten: &Rewritten) -> Result<(), String> {
    let syntax = parse(FileId(0), &rewritten.text);
    if let Some(problem) = syntax.problems.first() {
        return Err(format!("its well-formedness ({})", problem.message));
    }
    let after = Dockerfile::new(DockerfileId(0), String::new(), FileId(0), syntax);
    let Some((last, before)) = after.stages.split_last() else { return Err("its stages".to_owned()) };
    // where another base is all that changes there is no builder
    let builder = match before.len().checked_sub(subject.stage.index) {
        Some(0) => None,
        Some(1) => before.last(),
        _ => return Err("the stages before it".to_owned()),
    };
    same_head(subject, &after, last)?;
    let all = subject.dockerfile.syntax.instructions.iter().enumerate();
    let own = all.filter(|(index, _)| subject.stage.instructions.contains(index));
    let (touched, untouched): (Vec<_>, Vec<_>) =
        own.partition(|(index, _)| rewritten.touched.contains(index));
    let mut expected = untouched.iter().map(|(_, instruction)| said(instruction)).peekable();
    let mut brought: Vec<String> = Vec::new();
    for instruction in after.instructions(last) {
        if expected.peek() == Some(&said(instruction)) {
            expected.next();
            continue;
        }
        match brings(instruction, builder, rewritten.directory) {
            Some(places) => brought.extend(places),
            None => return Err(format!("the place of `{}`", said(instruction))),
        }
    }
    if let Some(lost) = expected.next() {
        return Err(format!("`{lost}`"));
    }
    let mut directory = "/".to_owned();
    for instruction in subject.dockerfile.instructions(subject.stage) {
        if let (Keyword::Workdir, Some(name)) = (instruction.keyword, instruction.args.first()) {
            directory = absolute(&directory, name.value.trim_matches(['"', '\'']));
        }
        let found = touched.iter().find(|(_, it)| it.span == instruction.span);
        let Some((index, _)) = found else { continue };
        let is_read_by_build =
            instruction.keyword == Keyword::Copy && rewritten.read_by_build.contains(index);
        if !is_read_by_build && !may_go(instruction, &directory, &brought) {
            return Err(format!("`{}`", said(instruction)));
        }
    }
    Ok(())
}

/// What stands in `FROM`, but for the image, and before the first one.
fn same_head(subject: &Subject<'_>, after: &Dockerfile, last: &Stage) -> Result<(), String> {
    let value = |it: &Option<Spanned<String>>| it.as_ref().map(|it| it.value.clone());
    if value(&last.name) != value(&subject.stage.name) {
        return Err("the stage's name".to_owned());
    }
    if value(&last.platform) != value(&subject.stage.platform) {
        return Err("the platform".to_owned());
    }
    let arguments = |all: &[(Spanned<String>, Option<Spanned<String>>)]| -> Vec<_> {
        all.iter().map(|(name, default)| (name.value.clone(), value(default))).collect()
    };
    match arguments(&after.global_args) == arguments(&subject.dockerfile.global_args) {
        true => Ok(()),
        false => Err("the arguments before `FROM`".to_owned()),
    }
}

/// The places that an added instruction brings from the builder; `None` for one that has no business there.
fn brings(
    instruction: &Instruction,
    builder: Option<&Stage>,
    directory: Option<&str>,
) -> Option<Vec<String>> {
    match instruction.keyword {
        Keyword::Copy => {
            let copy = instruction.copy()?;
            let from = copy.from.as_ref().zip(builder);
            let is_from_builder = from.is_some_and(|(from, builder)| builder.is_named(&from.value));
            is_from_builder.then(|| vec![copy.destination.value])
        }
        Keyword::Env => {
            let is_path = |name: &str| matches!(name, "PATH" | "VIRTUAL_ENV");
            instruction.pairs().iter().all(|(name, _)| is_path(&name.value)).then(Vec::new)
        }
        Keyword::Run => apt::is_system(&plain::commands(instruction)).then(Vec::new),
        Keyword::Workdir => (directory == Some(instruction.rest.text.as_str())).then(Vec::new),
        _ => None,
    }
}

/// Whether an instruction may be missing in the final stage.
fn may_go(instruction: &Instruction, directory: &str, brought: &[String]) -> bool {
    match instruction.keyword {
        Keyword::Run => true,
        Keyword::Copy | Keyword::Add => instruction.copy().is_some_and(|copy| {
            let place = absolute(directory, &copy.destination.value);
            // a program that only installs may stay behind
            copy.from.is_some()
                || brought.iter().any(|from| path::is_within(&place, from.trim_end_matches('/')))
        }),
        _ => false,
    }
}

/// An instruction as BuildKit sees it.
fn said(instruction: &Instruction) -> String {
    let flags: Vec<String> = instruction
        .flags
        .iter()
        .map(|flag| format!("--{}={}", flag.name, flag.value.as_ref().map_or("", |value| &value.value)))
        .collect();
    let heredocs: Vec<&str> = instruction.heredocs.iter().map(|heredoc| heredoc.text.text.as_str()).collect();
    let parts =
        [instruction.keyword.as_str(), &flags.join(" "), &instruction.rest.text, &heredocs.join("\n")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
