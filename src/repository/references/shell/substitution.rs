//! What `$(...)` prints, for the idioms by which scripts find themselves.

use super::expand::{World, unknown};
use crate::repository::references::directory::{ROOT, UNKNOWN};
use crate::syntax::shell::Command;

/// What the commands of a scope print; an unknown text for all but folders and names.
pub(super) fn printed(world: &World<'_>, scope: u32) -> String {
    let mut directory = world.directory.clone();
    let mut last = unknown();
    for &index in world.walk.in_scope(scope) {
        let Some(command) = world.walk.script.commands.get(index) else { continue };
        let inner = world.in_directory(&directory);
        let words = arguments(&inner, command);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["cd" | "pushd", to, ..] => directory = directory.enter(to),
            ["pwd", ..] => last = directory.printed(),
            ["dirname", path, ..] => last = parent(path),
            ["basename", path, ..] => {
                last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_owned()
            }
            ["readlink" | "realpath" | "greadlink" | "cygpath", .., path] => last = (*path).to_owned(),
            ["echo" | "printf", path] => last = (*path).to_owned(),
            ["git", "rev-parse", "--show-toplevel", ..] => last = ROOT.to_string(),
            _ => last = unknown(),
        }
    }
    last
}

/// A command's words without options of one letter.
fn arguments(world: &World<'_>, command: &Command) -> Vec<String> {
    let words = command.words.iter().map(|word| world.text(word));
    words.filter(|word| word.len() != 2 || !word.starts_with('-')).filter(|word| word != "--").collect()
}

fn parent(path: &str) -> String {
    match path.trim_end_matches('/').rsplit_once('/') {
        Some((parent, _)) => parent.to_owned(),
        None if path.contains(UNKNOWN) => unknown(),
        None => ".".to_owned(),
    }
}
