//! Where packages lie in the image: in a virtual environment of our own making, or in the one that the original makes.

use std::collections::BTreeMap;

use super::Refusal;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::copied::absolute;
use crate::rewrite::stage::plain;
use crate::rewrite::stage::script::arguments;
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::shell::{Command, Word};

/// Where an environment of our own lies, in both stages.
pub(super) const OWN: &str = "/opt/venv";
/// Where programs that install (poetry, pipenv) lie, so that their own packages stay out of the environment.
pub(super) const TOOLS: &str = "/opt/tools";

/// A virtual environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Environment {
    /// Its folder.
    pub(super) path: String,
    /// Whether the original makes none: it installs into the image's own Python.
    pub(super) is_ours: bool,
    /// Names of files that the original itself copies to `/usr/local/bin`.
    pub(super) scripts: Vec<String>,
}

impl Environment {
    /// Refuses a text that names where packages used to be. Scripts in `/usr/local/bin` stay where they are.
    pub(super) fn check_places(&self, what: &str, text: &str) -> Result<(), Refusal> {
        const MOVED: [&str; 4] = ["/usr/local/lib", "site-packages", "/root/.local", OWN];
        const PROGRAMS: &str = "/usr/local/bin";
        if !self.is_ours {
            return Ok(());
        }
        let stays = |rest: &str| {
            let Some(name) = rest.strip_prefix('/') else {
                return rest.is_empty() || rest.starts_with([' ', '"']);
            };
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            let name = &name[..name.find(|c| !is_name(c)).unwrap_or(name.len())];
            name.is_empty() || name.ends_with(".sh") || self.scripts.iter().any(|script| script == name)
        };
        let mut programs = text.match_indices(PROGRAMS).map(|(at, _)| &text[at + PROGRAMS.len()..]);
        let moved = match programs.all(stays) {
            true => MOVED.into_iter().find(|place| text.contains(place)),
            false => Some(PROGRAMS),
        };
        match moved {
            Some(place) => Err(format!("{what} names `{place}`, where packages would no longer be")),
            None => Ok(()),
        }
    }

    /// Refuses variables that move where Python, or what installs, looks.
    pub(super) fn check_variable(&self, name: &str, value: &str) -> Result<(), Refusal> {
        const MOVING: [&str; 7] = [
            "PYTHONHOME",
            "PYTHONUSERBASE",
            "PIP_TARGET",
            "PIP_USER",
            "PIP_PREFIX",
            "PIP_ROOT",
            "PIP_PYTHON",
        ];
        let value = value.trim_matches(['"', '\'']);
        let is_moving = match name {
            "PATH" => {
                let before = value.strip_suffix("$PATH").or_else(|| value.strip_suffix("${PATH}"));
                let shadows = |folder: &str| matches!(folder, "/usr/local/bin" | "/usr/bin" | "/bin");
                before.is_none_or(|before| self.is_ours && before.split(':').any(shadows))
            }
            "VIRTUAL_ENV" => self.is_ours || value.contains('$') || value != self.path,
            name => MOVING.contains(&name),
        };
        match is_moving {
            true => Err(format!("`ENV {name}` moves where programs or packages are looked for")),
            false => Ok(()),
        }
    }
}

/// Reads which environment the stage's packages end in.
pub(super) fn find(subject: &Subject<'_>) -> Result<Environment, Refusal> {
    let mut directory = "/".to_owned();
    let mut scripts = Vec::new();
    let mut finding =
        Finding { folders: Vec::new(), in_project: false, named: None, variables: BTreeMap::new() };
    for instruction in subject.dockerfile.instructions(subject.stage) {
        match instruction.keyword {
            Keyword::Workdir => {
                let name = instruction.args.first().map(|word| word.value.trim_matches(['"', '\'']));
                directory = absolute(&directory, name.unwrap_or_default());
            }
            Keyword::Env => finding.variables(instruction),
            Keyword::Copy | Keyword::Add => scripts.extend(scripts_of(instruction)),
            Keyword::Run => {
                for command in plain::commands(instruction) {
                    finding.command(&command, &directory)?;
                }
            }
            _ => {}
        }
    }
    finding.folders.sort();
    finding.folders.dedup();
    match finding.folders.as_slice() {
        [] => Ok(Environment { path: OWN.to_owned(), is_ours: true, scripts }),
        [only] if only.contains(['$', ' ']) => Err("where packages lie depends on a variable".to_owned()),
        [only] if ["/usr", "/usr/local", "/"].contains(&only.as_str()) => {
            Err("uv installs into the system's own Python".to_owned())
        }
        [only] => Ok(Environment { path: only.clone(), is_ours: false, scripts }),
        _ => Err("packages lie in several environments".to_owned()),
    }
}

struct Finding {
    folders: Vec<String>,
    /// Whether poetry keeps the environment beside the project.
    in_project: bool,
    /// `UV_PROJECT_ENVIRONMENT`
    named: Option<String>,
    /// What `ENV` gave so far.
    variables: BTreeMap<String, String>,
}

impl Finding {
    fn variables(&mut self, instruction: &Instruction) {
        for (name, value) in instruction.pairs() {
            let value = value.map(|value| value.value).unwrap_or_default();
            match name.value.as_str() {
                "POETRY_VIRTUALENVS_IN_PROJECT" => self.in_project = is_true(&value),
                "UV_PROJECT_ENVIRONMENT" => self.named = Some(value.trim_matches(['"', '\'']).to_owned()),
                _ => {}
            }
            let value = value.trim_matches(['"', '\'']).to_owned();
            if !value.contains('$') {
                self.variables.insert(name.value, value);
            }
        }
    }

    /// The place that a word names; with a `$` in it where a variable isn't known.
    fn place(&self, directory: &str, word: &Word) -> String {
        let known = word.expand(&|name: &str| self.variables.get(name).cloned());
        absolute(directory, &known.unwrap_or_else(|| word.text()))
    }

    fn command(&mut self, command: &Command, directory: &str) -> Result<(), Refusal> {
        let rest = arguments(command);
        let word = |at: usize| rest.get(at).map(Word::text).unwrap_or_default();
        let folder = |from: usize| {
            let mut plain = rest.iter().skip(from).filter(|word| !word.text().starts_with('-'));
            plain.next().map(|word| self.place(directory, word))
        };
        match (command.program_name().as_deref(), word(0).as_str()) {
            (Some("uv"), "sync") => {
                let name = self.named.as_deref().unwrap_or(".venv");
                self.folders.push(absolute(directory, name));
            }
            (Some("uv"), "venv") => {
                self.folders.push(folder(1).unwrap_or_else(|| absolute(directory, ".venv")));
            }
            (Some("uv"), "python" | "tool") => {
                return Err(format!("`uv {}` brings programs of its own", word(0)));
            }
            (Some("virtualenv"), _) => self.folders.extend(folder(0)),
            (Some(name), "-m") if name.starts_with("python") && word(1) == "venv" => {
                self.folders.extend(folder(2));
            }
            (Some("poetry"), "config") if word(1) == "virtualenvs.in-project" => {
                self.in_project = is_true(&word(2));
            }
            (Some("poetry"), "install" | "sync") if self.in_project => {
                self.folders.push(absolute(directory, ".venv"));
            }
            _ => {}
        }
        Ok(())
    }
}

/// The names of what a `COPY` puts into `/usr/local/bin`.
fn scripts_of(instruction: &Instruction) -> Vec<String> {
    let Some(copy) = instruction.copy() else { return Vec::new() };
    match copy.destination.value.strip_prefix("/usr/local/bin") {
        Some("" | "/") => {
            copy.sources.iter().map(|source| path::file_name(&source.value).to_owned()).collect()
        }
        Some(rest) => rest.strip_prefix('/').map(str::to_owned).into_iter().collect(),
        None => Vec::new(),
    }
}

fn is_true(value: &str) -> bool {
    matches!(value.trim_matches(['"', '\'']).to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "on")
}
