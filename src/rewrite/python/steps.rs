//! Each instruction of the stage → what becomes of it.

use super::Refusal;
use super::apt::{self, Apt};
use super::pip::{self, Pip};
use super::requirements::{self, Earlier, RequirementFile, absolute};
use super::script;
use crate::rewrite::Subject;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// What becomes of an instruction.
pub(super) enum Part {
    /// It stands in the final stage as it was.
    Kept,
    /// It also sets up what follows in the builder.
    Both,
    /// Debian packages.
    Apt(Apt),
    /// Python packages: the builder's work.
    Pip(Pip),
}

/// The stage, understood.
pub(super) struct Steps {
    /// Instructions by their index in the file, the stage's `FROM` left out.
    pub(super) parts: Vec<(usize, Part)>,
    /// The index of the last that installs Python packages.
    pub(super) last_pip: usize,
    /// The files that pip reads.
    pub(super) files: Vec<RequirementFile>,
    /// What is required, as requirement lines.
    pub(super) required: Vec<String>,
}

impl Steps {
    /// Whether anything is installed that only the build needs.
    pub(super) fn holds_build_tools(&self) -> bool {
        self.apt().any(|apt| !apt.dropped.is_empty())
    }

    /// The runs that install Debian packages.
    pub(super) fn apt(&self) -> impl Iterator<Item = &Apt> {
        self.parts.iter().filter_map(|(_, part)| match part {
            Part::Apt(apt) => Some(apt),
            _ => None,
        })
    }
}

/// Programs whose work is files and accounts: coreutils, and Debian's account tools.
const FILE_PROGRAMS: [&str; 19] = [
    "mkdir", "chmod", "chown", "chgrp", "touch", "ln", "cp", "mv", "rm", "useradd", "adduser", "groupadd",
    "addgroup", "usermod", "install", "echo", "printf", "set", "true",
];

/// Variables that move where Python or pip look.
const MOVING: [&str; 9] = [
    "PATH",
    "PYTHONHOME",
    "PYTHONUSERBASE",
    "VIRTUAL_ENV",
    "PIP_TARGET",
    "PIP_USER",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_PYTHON",
];

/// Places that are elsewhere, or empty, once packages live in the environment.
const MOVED_PLACES: [&str; 5] =
    ["/usr/local/bin", "/usr/local/lib", "site-packages", "/root/.local", super::VENV];

/// Refuses a text that names where packages used to be.
pub(super) fn check_places(what: &str, text: &str) -> Result<(), Refusal> {
    match MOVED_PLACES.iter().find(|place| text.contains(**place)) {
        Some(place) => Err(format!("{what} names `{place}`, where packages would no longer be")),
        None => Ok(()),
    }
}

pub(super) fn read(subject: &Subject<'_>) -> Result<Steps, Refusal> {
    let all = &subject.dockerfile.syntax.instructions;
    let mut reading = Reading {
        subject,
        directory: "/".to_owned(),
        user: None,
        earlier: Vec::new(),
        steps: Steps { parts: Vec::new(), last_pip: 0, files: Vec::new(), required: Vec::new() },
    };
    for index in subject.stage.instructions.clone() {
        if let Some(instruction) = all.get(index) {
            let part = reading.part(index, instruction)?;
            reading.steps.parts.push((index, part));
        }
    }
    let mut steps = reading.steps;
    if steps.last_pip == 0 {
        return Err("it installs nothing with pip".to_owned());
    }
    for (index, part) in &mut steps.parts {
        if matches!(part, Part::Both) && *index > steps.last_pip {
            *part = Part::Kept;
        }
    }
    Ok(steps)
}

struct Reading<'a> {
    subject: &'a Subject<'a>,
    directory: String,
    user: Option<String>,
    earlier: Vec<Earlier>,
    steps: Steps,
}

impl Reading<'_> {
    fn part(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let shown = || script::shown(instruction);
        if instruction.keyword != Keyword::Run {
            check_places(&format!("`{}`", shown()), &instruction.rest.text)?;
        }
        match instruction.keyword {
            Keyword::Run => return self.run(index, instruction),
            Keyword::Env => {
                let pairs = instruction.pairs();
                if let Some((name, _)) = pairs.iter().find(|(name, _)| MOVING.contains(&name.value.as_str()))
                {
                    return Err(format!(
                        "`ENV {}` moves where programs or packages are looked for",
                        name.value
                    ));
                }
            }
            Keyword::Arg | Keyword::Shell => {}
            Keyword::Workdir => {
                let name = instruction.args.first().map(|word| word.value.trim_matches(['"', '\'']));
                let name = name.filter(|name| !name.contains('$'));
                let name = name.ok_or_else(|| format!("`{}` depends on a variable", shown()))?;
                self.directory = absolute(&self.directory, name);
            }
            Keyword::User => {
                self.user = instruction.args.first().map(|word| word.value.clone());
                return Ok(Part::Kept);
            }
            Keyword::Onbuild => return Err("`ONBUILD` acts in images built on this one".to_owned()),
            Keyword::Unknown => return Err(format!("`{}` is no instruction", shown())),
            Keyword::Add
                if instruction
                    .copy()
                    .is_some_and(|copy| copy.sources.iter().any(|it| is_remote(&it.value))) =>
            {
                return Err(format!("`{}` downloads something", shown()));
            }
            _ => {
                self.earlier.extend(Earlier::read(index, instruction, &self.directory));
                return Ok(Part::Kept);
            }
        }
        Ok(Part::Both)
    }

    fn run(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let shown = script::shown(instruction);
        let commands = script::commands(instruction)?;
        match (apt::is_apt(&commands), pip::is_pip(&commands)) {
            (true, true) => Err(format!("`{shown}` installs system and Python packages in one step")),
            (true, false) if self.user.is_some() => Err(format!("`{shown}` stands behind `USER`")),
            (true, false) => Ok(Part::Apt(apt::read(instruction, &commands)?)),
            (false, true) => {
                if let Some(user) = self.user.as_ref().filter(|user| *user != "root") {
                    return Err(format!("`{shown}` installs as the user `{user}`"));
                }
                let pip = pip::read(instruction, &commands)?;
                let (files, required) =
                    requirements::read(self.subject, &pip.files, &self.directory, &self.earlier)?;
                self.steps.files.extend(files);
                self.steps.required.extend(required);
                self.steps.required.extend(pip.named.iter().cloned());
                self.steps.last_pip = index;
                Ok(Part::Pip(pip))
            }
            (false, false) => {
                check_places(&format!("`{shown}`"), &instruction.rest.text)?;
                let is_file_work =
                    |name: Option<String>| name.is_some_and(|name| FILE_PROGRAMS.contains(&name.as_str()));
                match commands.iter().all(|command| is_file_work(command.program_name())) {
                    true => Ok(Part::Kept),
                    false => Err(format!("what `{shown}` leaves behind isn't known")),
                }
            }
        }
    }
}

fn is_remote(source: &str) -> bool {
    source.contains("://") || source.starts_with("git@")
}
