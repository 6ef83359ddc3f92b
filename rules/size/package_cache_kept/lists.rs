//! Who could miss apt's package lists, or a cache, once they are deleted where they come from.

use crate::analysis::contents;
use crate::edit::Applicability;
use crate::facts;
use crate::lint::Context;
use crate::repository::{Base, Dockerfile};
use crate::rules::size::script::{RunScript, called};
use crate::rules::size::ships::Ships;
use crate::source::Span;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// Whether, and how safely, the lists can go: `None` where a later `RUN` installs with them.
pub(super) fn deletable(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    by: Span,
) -> Option<Applicability> {
    let mut applicability = Applicability::Safe;
    for instruction in after(dockerfile, by) {
        match instruction.keyword {
            Keyword::Run => match needs_lists(context, instruction) {
                Some(true) => return None,
                Some(false) => {}
                None => applicability = Applicability::Unsafe,
            },
            Keyword::Onbuild => applicability = Applicability::Unsafe,
            _ => {}
        }
    }
    let is_missed = starts_apt(context, dockerfile, ships) || is_built_on(context, dockerfile, ships);
    Some(if is_missed { Applicability::Unsafe } else { applicability })
}

/// Whether a later `RUN` is told to install from what is there.
pub(super) fn goes_on_offline(context: &Context<'_>, dockerfile: &Dockerfile, by: Span) -> bool {
    let runs = after(dockerfile, by).filter(|instruction| instruction.keyword == Keyword::Run);
    runs.into_iter().any(|instruction| context.text(instruction.span).contains("offline"))
}

/// The instructions that work on a layer that holds what `by` brings: those behind it in its stage, and those of stages
/// that stand on it.
fn after(dockerfile: &Dockerfile, by: Span) -> impl Iterator<Item = &Instruction> {
    let instructions = &dockerfile.syntax.instructions;
    let at = instructions.iter().position(|instruction| instruction.span.contains(by));
    let own = dockerfile.stages.iter().find(|stage| at.is_some_and(|at| stage.instructions.contains(&at)));
    let own = own.map(|stage| stage.index);
    let later = dockerfile.stages.iter().filter(move |stage| {
        own.is_some_and(|own| dockerfile.chain(stage).iter().any(|below| below.index == own))
    });
    later.flat_map(move |stage| {
        let start =
            if Some(stage.index) == own { at.map_or(0, |at| at + 1) } else { stage.instructions.start };
        instructions.get(start..stage.instructions.end).unwrap_or_default()
    })
}

/// Whether a `RUN` installs with lists that it doesn't load itself; `None` where it runs something that can't be seen.
fn needs_lists(context: &Context<'_>, instruction: &Instruction) -> Option<bool> {
    let run = RunScript::of(context, instruction)?;
    let (mut is_loaded, mut is_plain) = (false, true);
    for command in run.commands() {
        let Some((program, words)) = called(command) else {
            is_plain &= command.words.is_empty();
            continue;
        };
        let written = command.words.first().map(|word| word.text()).unwrap_or_default();
        match program.as_str() {
            "apt-get" | "apt" | "aptitude" => {
                let first = words.iter().map(|word| word.text()).find(|word| !word.starts_with('-'));
                match first.as_deref() {
                    Some("update") => is_loaded = true,
                    Some("clean" | "autoclean" | "remove" | "purge" | "autoremove") => {}
                    _ if is_loaded => {}
                    _ => return Some(true),
                }
            }
            "apt-cache" | "add-apt-repository" | "apt-file" | "gdebi" if !is_loaded => return Some(true),
            name => is_plain &= !facts::runs_others(name) && !written.contains('/'),
        }
    }
    is_plain.then_some(false)
}

/// Whether what a container starts installs packages, as far as its commands and the scripts of the context show.
fn starts_apt(context: &Context<'_>, dockerfile: &Dockerfile, ships: &Ships<'_>) -> bool {
    if contents::installs_when_started(context.repository, &ships.built) {
        return true;
    }
    let folder = contents::context_of(context.repository, dockerfile);
    let stage = context.analysis.contents().stage(dockerfile.id, ships.built.stage.index);
    ships.carried.start.commands().flatten().any(|word| {
        let script = || {
            let path = contents::file_in_context(context.repository, folder.as_deref()?, stage?, word)?;
            context.repository.tree.text(&path)
        };
        let is_script = word.ends_with(".sh") || word.contains('/');
        word.contains("apt") || is_script && script().is_some_and(|text| text.contains("apt"))
    })
}

/// Whether another Dockerfile stands on the image by the name that a service gives it.
fn is_built_on(context: &Context<'_>, dockerfile: &Dockerfile, ships: &Ships<'_>) -> bool {
    let repository = context.repository;
    let named = |id| repository.service(id).image.as_ref().and_then(|image| image.known());
    let names: Vec<&str> = ships.built.services.iter().filter_map(|id| named(*id)).collect();
    let others = repository.dockerfiles.iter().filter(|other| other.id != dockerfile.id);
    let mut bases = others.flat_map(|other| &other.stages).map(|stage| &stage.base);
    bases.any(|base| matches!(base, Base::Image(image) if names.contains(&image.as_str())))
}
