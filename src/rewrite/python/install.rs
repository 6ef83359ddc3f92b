//! A `RUN` that installs Python packages: what is installed, and how the line reads in the builder.

use super::environment::{Environment, TOOLS};
use super::{Refusal, pip, projects, uv};
use crate::rewrite::stage::script;
use crate::rewrite::stage::text::Edits;
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::shell::{Command, Word};

/// A `RUN` that installs Python packages and does nothing else.
#[derive(Default)]
pub(super) struct Install {
    /// Requirement and constraint files, as written.
    pub(super) files: Vec<String>,
    /// Project and lock files: read where they are there.
    pub(super) projects: Vec<String>,
    /// Requirements named on the line.
    pub(super) named: Vec<String>,
    /// Folders of the image that are installed, with whether they stay where they are (`-e`).
    pub(super) folders: Vec<(String, bool)>,
    /// Requirement files that the line itself writes.
    pub(super) generated: Vec<String>,
    /// What makes the line install into the environment, in the file's bytes.
    pub(super) edits: Edits,
    /// Options that forbid a cache, which a cache mount makes pointless; in the file's bytes.
    pub(super) without_cache: Edits,
    /// The folders of the caches that its programs fill.
    pub(super) caches: Vec<&'static str>,
    /// Whether the line itself removes a cache, or has mounts of its own.
    pub(super) minds_cache: bool,
    /// The line's own files of the context, by bind mounts: where they lie in the image.
    pub(super) mounted: Vec<(String, String)>,
    /// Whether nothing but programs that install is installed.
    pub(super) only_tools: bool,
    /// Programs that install, which get an environment of their own.
    pub(super) tools: bool,
    /// Whether it needs the environment to be the active one.
    pub(super) activates: bool,
    /// How many commands install something that stays.
    pub(super) count: usize,
}

/// Whether a `RUN` is about Python packages.
pub(super) fn installs(commands: &[Command]) -> bool {
    commands.iter().any(|command| {
        pip::program(command).is_some()
            || environment_maker(command)
            || matches!(command.program_name().as_deref(), Some("uv" | "poetry" | "pipenv"))
                && script::arguments(command).first().is_none_or(|word| !word.is("run"))
    })
}

/// Whether a `COPY` takes uv out of its published image.
pub(super) fn is_uv_copy(instruction: &Instruction) -> bool {
    let from =
        (instruction.keyword == Keyword::Copy).then(|| instruction.copy()).flatten().and_then(|it| it.from);
    from.is_some_and(|from| {
        let name = from.value.split(['@', ':']).next().unwrap_or_default().to_owned();
        matches!(name.as_str(), "ghcr.io/astral-sh/uv" | "astral/uv" | "docker.io/astral/uv")
    })
}

/// Whether a line fetches the published installer of poetry or uv.
pub(super) fn is_installer(text: &str) -> bool {
    let is_published =
        ["https://install.python-poetry.org", "https://astral.sh/uv/"].iter().any(|it| text.contains(it));
    is_published && !text.contains("apt") && !text.contains(" install ")
}

/// `python -m venv …` or `virtualenv …`
fn environment_maker(command: &Command) -> bool {
    let rest = script::arguments(command);
    match command.program_name().as_deref() {
        Some("virtualenv") => true,
        Some(name) if name.starts_with("python") => {
            rest.first().is_some_and(|word| word.is("-m")) && rest.get(1).is_some_and(|word| word.is("venv"))
        }
        _ => false,
    }
}

pub(super) fn read(
    environment: &Environment,
    instruction: &Instruction,
    commands: &[Command],
) -> Result<Install, Refusal> {
    let shown = || script::shown(instruction);
    let mut install = Install { minds_cache: !instruction.flags.is_empty(), ..Install::default() };
    if instruction.flags.iter().any(|flag| flag.name != "mount") {
        return Err(format!("`{}` has flags besides mounts", shown()));
    }
    for mount in instruction.mounts() {
        if let (true, Some(target)) = (mount.kind == "bind" && mount.from.is_none(), &mount.target) {
            let source = mount.source.as_ref().map_or("", |source| &source.value);
            install.mounted.push((source.to_owned(), target.value.clone()));
        }
    }
    for command in commands {
        let name = command.program_name();
        let rest = script::arguments(command);
        if pip::program(command).is_some() {
            pip::read(&mut install, environment, command)
        } else if environment_maker(command) {
            install.count += 1;
            Ok(())
        } else {
            match name.as_deref() {
                Some("uv") => uv::read(&mut install, environment, command),
                Some("poetry") => projects::poetry(&mut install, environment, command),
                Some("pipenv") => projects::pipenv(&mut install, environment, command),
                Some("rm") if removes_cache(rest) => {
                    install.minds_cache = true;
                    Ok(())
                }
                Some("set" | "export" | "true") => Ok(()),
                _ => Err(format!("`{}` does more than install Python packages", shown())),
            }
        }?;
    }
    install.only_tools = install.count == 0;
    Ok(install)
}

impl Install {
    /// Requires what a requirement or a path on the line says.
    pub(super) fn name(&mut self, text: String) {
        match pip::is_local(&text) {
            true => self.folders.push((folder(&text), false)),
            false => self.named.push(text),
        }
    }

    /// Notes a cache that is filled.
    pub(super) fn cache(&mut self, folder: &'static str) {
        if !self.caches.contains(&folder) {
            self.caches.push(folder);
        }
    }

    /// Makes a word name the tools' own environment.
    pub(super) fn install_as_tool(&mut self, word: &Word, program: &str) {
        self.tools = true;
        self.edits.push((word.span.range(), format!("{TOOLS}/bin/{program}")));
    }
}

/// `./lib[extra]` → `./lib`
pub(super) fn folder(requirement: &str) -> String {
    requirement.split('[').next().unwrap_or(requirement).trim_start_matches("file:").to_owned()
}

fn removes_cache(arguments: &[Word]) -> bool {
    let mut targets = arguments.iter().map(Word::text).filter(|text| !text.starts_with('-'));
    targets.all(|target| {
        target.contains("/.cache") || target.starts_with("/tmp/") || target.contains("POETRY_CACHE_DIR")
    })
}
