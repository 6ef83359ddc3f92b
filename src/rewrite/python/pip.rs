//! `RUN pip install …`: what is installed, and how the line reads in the builder.

use std::ops::Range;

use super::Refusal;
use super::script;
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell::{Command, Word};

/// A `RUN` that installs Python packages and does nothing else.
pub(super) struct Pip {
    /// Requirement and constraint files, as written.
    pub(super) files: Vec<String>,
    /// Requirements named on the line.
    pub(super) named: Vec<String>,
    /// What makes the line install into the virtual environment, in the file's bytes.
    pub(super) edits: Vec<(Range<usize>, String)>,
    /// Options that forbid a cache, which a cache mount makes pointless; in the file's bytes.
    pub(super) without_cache: Vec<(Range<usize>, String)>,
    /// Whether the line itself removes pip's cache, or has mounts of its own.
    pub(super) minds_cache: bool,
}

/// Options with a value in the next word, that change where packages come from, not where they go.
const VALUED: [&str; 14] = [
    "-i",
    "--index-url",
    "--extra-index-url",
    "--trusted-host",
    "--timeout",
    "--default-timeout",
    "--retries",
    "--only-binary",
    "--no-binary",
    "--progress-bar",
    "--proxy",
    "--cert",
    "--upgrade-strategy",
    "--use-feature",
];
/// Options without a value, likewise.
const PLAIN: [&str; 19] = [
    "--no-cache-dir",
    "--no-cache",
    "-U",
    "--upgrade",
    "--no-deps",
    "-q",
    "-qq",
    "--quiet",
    "-v",
    "--verbose",
    "--disable-pip-version-check",
    "--prefer-binary",
    "--no-compile",
    "--compile",
    "--pre",
    "--require-hashes",
    "--no-input",
    "--no-warn-script-location",
    "--force-reinstall",
];

/// Whether a `RUN` is about Python packages.
pub(super) fn is_pip(commands: &[Command]) -> bool {
    commands.iter().any(|command| program(command).is_some())
}

/// The place of pip's first argument, and of the word that has to become `python -m pip`.
fn program(command: &Command) -> Option<(usize, Option<usize>)> {
    let at = command.program()?;
    let name = command.program_name()?;
    let is = |name: &str, stem: &str| {
        name.strip_prefix(stem).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
    };
    let second_is =
        |offset: usize, text: &str| command.words.get(at + offset).is_some_and(|word| word.is(text));
    match () {
        () if is(&name, "pip") => Some((at + 1, Some(at))),
        () if is(&name, "python") && second_is(1, "-m") && second_is(2, "pip") => Some((at + 3, None)),
        () => None,
    }
}

pub(super) fn read(instruction: &Instruction, commands: &[Command]) -> Result<Pip, Refusal> {
    let mut pip = Pip {
        files: Vec::new(),
        named: Vec::new(),
        edits: Vec::new(),
        without_cache: Vec::new(),
        minds_cache: !instruction.flags.is_empty(),
    };
    if instruction.flags.iter().any(|flag| flag.name != "mount")
        || instruction.mounts().iter().any(|mount| mount.kind != "cache")
    {
        return Err(format!("`{}` needs mounts of its own", script::shown(instruction)));
    }
    for command in commands {
        if let Some((first, word)) = program(command) {
            let replaced = word.map(|at| (command.words[at].span.range(), "python -m pip".to_owned()));
            if let (Some(at), true) = (word, command.words.len() > first) {
                // `/usr/local/bin/pip` would install past the virtual environment
                if command.words[at].text().contains('/') {
                    return Err(format!("`{}` names pip by its path", script::shown(instruction)));
                }
            }
            pip.edits.extend(replaced);
            pip.arguments(&command.words, first)?;
        } else if command.program_name().as_deref() == Some("rm") && removes_cache(script::arguments(command))
        {
            pip.minds_cache = true;
        } else if command.program_name().as_deref() != Some("set") {
            let shown = script::shown(instruction);
            return Err(format!("`{shown}` does more than install Python packages"));
        }
    }
    Ok(pip)
}

fn removes_cache(arguments: &[Word]) -> bool {
    let mut targets = arguments.iter().map(Word::text).filter(|text| !text.starts_with('-'));
    targets.all(|target| target.contains("/.cache") || target.starts_with("/tmp/"))
}

impl Pip {
    fn arguments(&mut self, words: &[Word], first: usize) -> Result<(), Refusal> {
        let mut installs = false;
        let mut at = first;
        while let Some(word) = words.get(at) {
            let text = word.text();
            let (name, joined) = match text.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (text.as_str(), None),
            };
            let is_known = word.literal().is_some();
            match name {
                "-r" | "--requirement" | "-c" | "--constraint" => {
                    at += usize::from(joined.is_none());
                    let value =
                        joined.or_else(|| words.get(at)?.literal()).filter(|value| !value.contains('$'));
                    let Some(value) = value else {
                        return Err("which requirements are installed depends on a variable".to_owned());
                    };
                    self.files.push(value);
                }
                "--no-cache-dir" | "--no-cache" => {
                    let gap = script::with_gap(words, at);
                    self.without_cache.extend(gap.map(|gap| (gap, String::new())));
                }
                "--root-user-action" | "--no-color" | "--isolated" => {
                    at += usize::from(name == "--root-user-action" && joined.is_none())
                }
                name if VALUED.contains(&name) => at += usize::from(joined.is_none()),
                name if PLAIN.contains(&name) => {}
                _ if text.starts_with("-r") && is_known && text.len() > 2 => {
                    self.files.push(text[2..].to_owned())
                }
                "-e" | "--editable" => {
                    return Err("`pip install -e` keeps the sources outside the environment".to_owned());
                }
                _ if text.starts_with('-') => return Err(format!("`pip {text}` may install elsewhere")),
                "install" if !installs => installs = true,
                _ if !installs => return Err(format!("`pip {text}` is not an installation")),
                _ if !is_known => return Err(format!("what pip installs depends on `{text}`")),
                _ if is_local(&text) => {
                    return Err(format!("`pip install {text}` installs from the build context"));
                }
                _ => self.named.push(text),
            }
            at += 1;
        }
        Ok(())
    }
}

/// Whether a requirement is a path.
pub(super) fn is_local(requirement: &str) -> bool {
    let text = requirement.trim();
    let is_url = text.contains("://") && !text.contains("file://");
    text.starts_with(['.', '/'])
        || text.starts_with("file:")
        || text.contains("file://")
        || !is_url && [".whl", ".tar.gz", ".zip"].iter().any(|end| text.ends_with(end))
        || !is_url
            && text
                .split(['[', '<', '>', '=', '~', '!', ';', '@'])
                .next()
                .is_some_and(|name| name.contains('/'))
}
