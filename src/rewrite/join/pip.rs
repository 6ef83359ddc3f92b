//! Python packages of several lists, installed together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::copies::List;
use super::files::absolute;
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell::{self, Command};

/// Programs whose work is files, accounts and the distribution's packages: what they do doesn't depend on what else
/// lies in the image.
const OF_THE_SYSTEM: [&str; 18] = [
    "apt-get", "apt", "mkdir", "chmod", "chown", "chgrp", "touch", "useradd", "adduser", "groupadd",
    "addgroup", "usermod", "rm", "ln", "echo", "set", "true", "apk",
];

/// Whether a `RUN` does the same whatever the Dockerfiles have copied so far: it works on the system, or installs what
/// its lists name.
pub(super) fn is_independent(run: &Instruction) -> bool {
    let Some(script) = run.shell_script().filter(|_| run.heredocs.is_empty()) else { return false };
    let is_plain = |command: &Command| {
        let name = command.program_name().unwrap_or_default();
        OF_THE_SYSTEM.contains(&name.as_str()) || is_pip(command) && !installs_from_here(command)
    };
    shell::parse(&script).commands.iter().all(is_plain)
}

fn is_pip(command: &Command) -> bool {
    let Some(at) = command.program() else { return false };
    let text = |at: usize| command.words.get(at).map(|word| word.text()).unwrap_or_default();
    let is = |stem: &str, text: &str| {
        text.strip_prefix(stem)
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    };
    is("pip", &text(at)) || is("python", &text(at)) && text(at + 1) == "-m" && text(at + 2) == "pip"
}

/// Whether an argument is a path of the image: what lies there is another thing once several lie side by side.
fn installs_from_here(command: &Command) -> bool {
    let words: Vec<String> = command.words.iter().map(|word| word.text()).collect();
    words.iter().enumerate().skip(1).any(|(at, word)| {
        let names_a_list = matches!(words[at - 1].as_str(), "-r" | "--requirement");
        !names_a_list && (word.starts_with(['.', '/']) || word == "-e" || word.starts_with("--editable"))
    })
}

/// The lists that a `RUN` installs from: the word's place in the file, and the path in the image.
pub(super) fn lists(run: &Instruction, directory: &str) -> Vec<(Range<usize>, String)> {
    let Some(script) = run.shell_script() else { return Vec::new() };
    let mut found = Vec::new();
    for command in shell::parse(&script).commands.iter().filter(|command| is_pip(command)) {
        for pair in command.words.windows(2) {
            if matches!(pair[0].text().as_str(), "-r" | "--requirement")
                && let Some(path) = pair[1].literal().and_then(|path| absolute(directory, &path).ok())
            {
                found.push((pair[1].span.range(), path));
            }
        }
    }
    found
}

/// Whether the lists ask for one set of packages: what several of them name, they name alike.
pub(super) fn agree(list: &List) -> Result<(), String> {
    let mut known: BTreeMap<String, (String, &str)> = BTreeMap::new();
    if list.texts.len() < 2 {
        return Ok(());
    }
    for (text, of) in &list.texts {
        for line in text.lines() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with('-') || line.contains("://") || line.ends_with('\\') {
                return Err(format!("its list of packages holds `{line}`"));
            }
            let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
            let end = line.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'));
            let name = line[..end.unwrap_or(line.len())].to_ascii_lowercase().replace(['_', '.'], "-");
            match known.get(&name) {
                Some((other, by)) if *other != line => {
                    return Err(format!("`{by}` wants `{other}` and `{of}` wants `{line}`"));
                }
                Some(_) => {}
                None => _ = known.insert(name, (line, of)),
            }
        }
    }
    Ok(())
}

/// Names that Python finds in a folder: modules and packages.
pub(super) fn modules<'a>(files: impl Iterator<Item = &'a str>, folder: &str) -> BTreeSet<String> {
    let inside = files.filter_map(|file| file.strip_prefix(folder)?.strip_prefix('/'));
    let name = |file: &str| match file.split_once('/') {
        Some((package, rest)) => rest.ends_with(".py").then(|| package.to_owned()),
        None => file.strip_suffix(".py").map(str::to_owned),
    };
    inside.filter_map(name).filter(|name| !name.contains(['.', '-'])).collect()
}

/// Names that a Python text imports.
pub(super) fn imports(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in text.lines().map(str::trim_start) {
        let modules = match (line.strip_prefix("import "), line.strip_prefix("from ")) {
            (Some(rest), _) => rest,
            (None, Some(rest)) => rest.split(" import").next().unwrap_or_default(),
            (None, None) => continue,
        };
        for module in modules.split(',') {
            let name = module.trim().split(['.', ' ']).next().unwrap_or_default();
            names.insert(name.to_owned());
        }
    }
    names
}
