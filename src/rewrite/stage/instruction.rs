//! Instructions that mean the same to every language's room: those that none takes, and where the next one works.

use super::Refusal;
use super::copied::{absolute, is_remote};
use super::script::shown;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// Refuses what acts elsewhere, downloads, or isn't known.
pub(in crate::rewrite) fn check(instruction: &Instruction) -> Result<(), Refusal> {
    match instruction.keyword {
        Keyword::Onbuild => Err("`ONBUILD` acts in images built on this one".to_owned()),
        Keyword::Unknown => Err(format!("`{}` is no instruction", shown(instruction))),
        Keyword::Copy | Keyword::Add => {
            let is_far =
                |it: crate::syntax::dockerfile::Copy| it.sources.iter().any(|it| is_remote(&it.value));
            match instruction.copy().is_some_and(is_far) {
                true => Err(format!("`{}` downloads something", shown(instruction))),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// The working directory behind a `WORKDIR`.
pub(in crate::rewrite) fn entered(directory: &str, instruction: &Instruction) -> Result<String, Refusal> {
    let name = instruction.args.first().map(|word| word.value.trim_matches(['"', '\'']));
    let name = name.filter(|name| !name.contains('$'));
    let name = name.ok_or_else(|| format!("`{}` depends on a variable", shown(instruction)))?;
    Ok(absolute(directory, name))
}
