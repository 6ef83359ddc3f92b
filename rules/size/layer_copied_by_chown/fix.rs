//! `COPY --chown` in the place of a `chown -R`, where each file has the same owner at the end.

use crate::analysis::contents::BaseImage;
use crate::edit::{Applicability, Edit, Fix};
use crate::facts;
use crate::lint::Context;
use crate::repository::{Base, Dockerfile, Stage, path};
use crate::rules::size::script::{RunScript, called};
use crate::source::Span;
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::shell::Word;

/// A `RUN` that does nothing but give a folder an owner.
struct Reowned {
    /// `user:group`
    owner: String,
    /// Absolute, without a slash at its end.
    folder: String,
    /// The flag with the gap in front of it.
    flag: Span,
}

/// Each `COPY` below the folder gets the owner, and the folder itself keeps its `chown`, which is cheap. Safe, since it is
/// offered only where all that lies there comes from a `COPY` of this stage, and nothing in between looks at it.
pub(super) fn fix(context: &Context<'_>, dockerfile: &Dockerfile, by: Span) -> Option<Fix> {
    let instructions = &dockerfile.syntax.instructions;
    let at = instructions.iter().position(|instruction| instruction.span.contains(by))?;
    let stage = dockerfile.stages.iter().find(|stage| stage.instructions.contains(&at))?;
    is_known_base(stage).then_some(())?;
    let contents = context.analysis.contents().stage(dockerfile.id, stage.index)?;
    let step_of = |span: Span| contents.steps.iter().find(|step| step.span == span);
    let reowned = reowned(context, &instructions[at], step_of(instructions[at].span)?.directory.as_deref())?;
    let mut edits: Vec<Edit> = Vec::new();
    let mut is_roots = is_root(&reowned.owner);
    for instruction in &instructions[stage.instructions.start..at] {
        match instruction.keyword {
            Keyword::Copy => {
                let destination = step_of(instruction.span)?.copied.as_ref()?.destination.as_deref()?;
                let destination = plain(destination)?;
                if path::is_within(&destination, &reowned.folder) {
                    edits.push(owned(instruction, &reowned.owner)?);
                    is_roots &= is_given_to_root(instruction);
                } else if path::is_within(&reowned.folder, &destination) || destination == "/" {
                    return None;
                }
            }
            Keyword::Run => {
                let directory = step_of(instruction.span)?.directory.as_deref();
                let is_before = edits.is_empty() && is_elsewhere(context, instruction, &reowned, directory);
                is_before.then_some(())?;
            }
            Keyword::Workdir => {
                let text = &instruction.rest.text;
                let is_deeper = plain(text).is_none_or(|folder| {
                    folder != reowned.folder && path::is_within(&folder, &reowned.folder)
                });
                if is_deeper {
                    return None;
                }
            }
            Keyword::Add | Keyword::User | Keyword::Volume | Keyword::Onbuild | Keyword::Unknown => {
                return None;
            }
            _ => {}
        }
    }
    if edits.is_empty() {
        return None;
    }
    let title = match is_roots {
        true => {
            edits.clear();
            "Leave `-R` out".to_owned()
        }
        false => format!("Copy with `--chown={}`", reowned.owner),
    };
    edits.push(Edit::Replace { span: reowned.flag, text: String::new() });
    Some(Fix { title, applicability: Applicability::Safe, edits })
}

/// Whether a command makes root the owner of what `COPY`s alone brought, nothing gave that another owner, and nothing
/// beside it in its `RUN` stores it again.
pub(super) fn gives_root_its_own(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    by: Span,
    firsts: &[Span],
) -> bool {
    let all = &dockerfile.syntax.instructions;
    let is_of_root = RunScript::at(context, dockerfile, by).is_some_and(|run| {
        let changes = |program: &str| matches!(program, "chown" | "chgrp" | "chmod");
        let alone =
            run.commands().iter().filter_map(called).filter(|(program, _)| changes(program)).count() == 1;
        let called = run.command(by).and_then(called);
        alone
            && called.is_some_and(|(program, words)| {
                let owner = words.iter().map(Word::text).find(|word| !word.starts_with('-'));
                program == "chown" && owner.is_some_and(|owner| is_root(&owner))
            })
    });
    let is_copied = |first: &Span| {
        let brings = all.iter().find(|instruction| instruction.span.contains(*first));
        brings.is_some_and(is_given_to_root)
    };
    let before = all.iter().take_while(|instruction| !instruction.span.contains(by));
    let is_changed =
        before.filter(|it| it.keyword == Keyword::Run).any(|run| context.text(run.span).contains("chown"));
    is_of_root && !firsts.is_empty() && firsts.iter().all(is_copied) && !is_changed
}

/// Whether it copies from the context, whose files become root's. What comes from a stage keeps the owner it has there, and
/// archives of an `ADD` the owners that they name.
fn is_given_to_root(instruction: &Instruction) -> bool {
    let copy = instruction.copy().filter(|_| instruction.keyword == Keyword::Copy);
    copy.is_some_and(|copy| copy.chown.is_none() && copy.from.is_none())
}

/// `root`, `root:root`, `0:0`: whoever `COPY` gives what it brings.
fn is_root(owner: &str) -> bool {
    let is_root = |name: &str| matches!(name, "root" | "0");
    match owner.split_once(':') {
        Some((user, group)) => is_root(user) && (is_root(group) || group.is_empty()),
        None => is_root(owner),
    }
}

/// Whether it stands on an image whose folders are known.
fn is_known_base(stage: &Stage) -> bool {
    match &stage.base {
        Base::Scratch => true,
        Base::Image(reference) => BaseImage::parse(reference)
            .is_some_and(|base| facts::distribution(&base.repository, &base.tag).is_some()),
        _ => false,
    }
}

/// `RUN chown -R user:group folder`, and nothing else.
fn reowned(context: &Context<'_>, instruction: &Instruction, directory: Option<&str>) -> Option<Reowned> {
    let run = RunScript::of(context, instruction)?;
    let [command] = run.commands() else { return None };
    let (program, words) = called(command)?;
    let [flag, owner, folder] = words else { return None };
    let is_plain = run.is_list() && instruction.flags.is_empty() && command.program() == Some(0);
    let is_recursive = matches!(flag.literal()?.as_str(), "-R" | "--recursive");
    if program != "chown" || !is_plain || !is_recursive || !command.redirects.is_empty() {
        return None;
    }
    let owner = owner.literal()?;
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    owner.split_once(':').filter(|(user, group)| is_name(user) && is_name(group))?;
    let folder = match folder.literal()?.as_str() {
        "." | "./" => plain(directory?)?,
        folder => plain(folder)?,
    };
    let before = command.words.get(command.program()?)?.span;
    facts::is_of_application(&folder).then_some(Reowned {
        owner,
        folder,
        flag: Span { start: before.end, ..flag.span },
    })
}

/// An absolute path without a slash at its end; `None` for anything that isn't plainly one.
fn plain(written: &str) -> Option<String> {
    let trimmed = written.trim_end_matches('/');
    let is_odd = |part: &str| matches!(part, "." | ".." | "");
    let is_plain = trimmed.strip_prefix('/').is_some_and(|rest| !rest.split('/').any(is_odd))
        && !trimmed.contains(['$', '*', '?', '[', '~', '"', '\'', '\\', ' ']);
    match (is_plain, written) {
        (true, _) => Some(trimmed.to_owned()),
        (false, "/") => Some("/".to_owned()),
        _ => None,
    }
}

/// Whether a `RUN` writes nothing into the folder.
fn is_elsewhere(
    context: &Context<'_>,
    instruction: &Instruction,
    reowned: &Reowned,
    directory: Option<&str>,
) -> bool {
    let Some(run) = RunScript::of(context, instruction) else { return false };
    let plain_calls = run.commands().iter().all(|command| {
        called(command).is_some_and(|(program, words)| {
            facts::works_elsewhere(&program)
                || program == "rm"
                    && words.iter().all(|word| !word.text().contains(&reowned.folder))
                    && directory != Some(reowned.folder.as_str())
        }) && command.redirects.iter().all(|redirect| redirect.target.text() == "/dev/null")
    });
    run.is_list() && plain_calls && !context.text(instruction.span).contains(&reowned.folder)
}

/// A `COPY` with the owner; `None` where it has one already, or can't know its number.
fn owned(instruction: &Instruction, owner: &str) -> Option<Edit> {
    let is_number = owner.chars().all(|c| c.is_ascii_digit() || c == ':');
    // `--link` copies onto nothing, where no user has a name
    instruction.copy().filter(|copy| copy.chown.is_none() && (is_number || !copy.link))?;
    let at = Span { start: instruction.keyword_span.end, ..instruction.keyword_span };
    Some(Edit::Replace { span: at, text: format!(" --chown={owner}") })
}
