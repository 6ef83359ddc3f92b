//! Each instruction of the stage → what becomes of it.

use super::Refusal;
use super::environment::Environment;
use super::install::{self, Install};
use super::requirements::{self, Required};
use crate::rewrite::Subject;
use crate::rewrite::stage::apt::{self, Apt};
use crate::rewrite::stage::copied::{CopiedFile, Earlier};
use crate::rewrite::stage::{instruction, plain, script};
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
    Install(Install),
    /// It brings a program that installs, as it was: the builder's work.
    Tool,
}

/// The stage, understood.
pub(super) struct Steps {
    /// Instructions by their index in the file, the stage's `FROM` left out.
    pub(super) parts: Vec<(usize, Part)>,
    /// The index of the last that installs Python packages.
    pub(super) last_install: usize,
    /// The files that are read to install.
    pub(super) files: Vec<CopiedFile>,
    /// Whether more than those files is read: then the builder gets all that the original had by then.
    pub(super) reads_everything: bool,
    /// What is required, as requirement lines.
    pub(super) required: Vec<String>,
    /// Steps that run the language's own programs in the final stage.
    pub(super) run_there: Vec<String>,
    /// Programs that steps of the final stage call.
    pub(super) programs: Vec<String>,
}

impl Steps {
    /// Whether anything is installed that only the build needs.
    pub(super) fn holds_build_tools(&self) -> bool {
        self.apt().any(|apt| !apt.dropped.is_empty())
    }

    /// Whether it installs packages of the language: then there is something to carry out of a builder.
    pub(super) fn installs_something(&self) -> bool {
        self.installs().any(|install| !install.only_tools)
    }

    /// Whether an earlier stage brings something, and nobody here knows what that needs.
    pub(super) fn takes_from_stages(&self, subject: &Subject<'_>) -> bool {
        let own = subject.dockerfile.instructions(subject.stage);
        own.iter().any(|it| it.copy().is_some_and(|copy| copy.from.is_some()))
    }

    /// The runs that install Debian packages.
    pub(super) fn apt(&self) -> impl Iterator<Item = &Apt> {
        self.parts.iter().filter_map(|(_, part)| match part {
            Part::Apt(apt) => Some(apt),
            _ => None,
        })
    }

    /// The runs that install Python packages.
    pub(super) fn installs(&self) -> impl Iterator<Item = &Install> {
        self.parts.iter().filter_map(|(_, part)| match part {
            Part::Install(install) => Some(install),
            _ => None,
        })
    }
}

pub(super) fn read(subject: &Subject<'_>, environment: &Environment) -> Result<Steps, Refusal> {
    let all = &subject.dockerfile.syntax.instructions;
    let mut reading = Reading {
        subject,
        environment,
        directory: "/".to_owned(),
        user: None,
        earlier: Vec::new(),
        inward: Vec::new(),
        steps: Steps {
            parts: Vec::new(),
            last_install: 0,
            files: Vec::new(),
            reads_everything: false,
            required: Vec::new(),
            run_there: Vec::new(),
            programs: Vec::new(),
        },
    };
    for index in subject.stage.instructions.clone() {
        if let Some(instruction) = all.get(index) {
            let part = reading.part(index, instruction)?;
            reading.steps.parts.push((index, part));
        }
    }
    let inward = reading.inward;
    let mut steps = reading.steps;
    let last = steps.last_install;
    // what an installation may have read must have happened in the builder as well
    let is_before = inward.iter().any(|index| *index < last);
    steps.reads_everything |= is_before;
    for (index, part) in &mut steps.parts {
        match part {
            Part::Both if *index > last => *part = Part::Kept,
            Part::Kept if *index < last && inward.contains(index) => *part = Part::Both,
            _ => {}
        }
    }
    Ok(steps)
}

struct Reading<'a> {
    subject: &'a Subject<'a>,
    environment: &'a Environment,
    directory: String,
    user: Option<String>,
    earlier: Vec<Earlier>,
    /// Steps that an installation behind them could notice.
    inward: Vec<usize>,
    steps: Steps,
}

impl Reading<'_> {
    fn part(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let is_far = instruction.copy().is_some_and(|copy| copy.from.is_some());
        if !is_far && !matches!(instruction.keyword, Keyword::Run | Keyword::Env) {
            let shown = script::shown(instruction);
            self.environment.check_places(&format!("`{shown}`"), &instruction.rest.text)?;
        }
        instruction::check(instruction)?;
        match instruction.keyword {
            Keyword::Run => return self.run(index, instruction),
            Keyword::Env => {
                for (name, value) in instruction.pairs() {
                    let value = value.map(|value| value.value).unwrap_or_default();
                    self.environment.check_variable(&name.value, &value)?;
                }
            }
            Keyword::Arg | Keyword::Shell => {}
            Keyword::Workdir => self.directory = instruction::entered(&self.directory, instruction)?,
            Keyword::User => {
                self.user = instruction.args.first().map(|word| word.value.clone());
                return Ok(Part::Kept);
            }
            Keyword::Copy if install::is_uv_copy(instruction) => return Ok(Part::Tool),
            Keyword::Copy | Keyword::Add => {
                self.earlier.extend(Earlier::read(index, instruction, &self.directory));
                return Ok(Part::Kept);
            }
            _ => return Ok(Part::Kept),
        }
        Ok(Part::Both)
    }

    fn run(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let shown = script::shown(instruction);
        let all = plain::commands(instruction);
        if install::is_installer(&instruction.rest.text) {
            return Ok(Part::Tool);
        }
        match (apt::is_apt(&all), install::installs(&all)) {
            (true, true) => Err(format!("`{shown}` installs system and Python packages in one step")),
            (true, false) if self.user.is_some() => Err(format!("`{shown}` stands behind `USER`")),
            (true, false) => {
                let apt = apt::read(instruction)?;
                self.steps.programs.extend(apt.calls.iter().cloned());
                Ok(Part::Apt(apt))
            }
            (false, true) => self.install(index, instruction),
            (false, false) => {
                self.environment.check_places(&format!("`{shown}`"), &instruction.rest.text)?;
                self.plain(index, instruction)
            }
        }
    }

    fn install(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let commands = script::commands(instruction)?;
        let install = install::read(self.environment, instruction, &commands)?;
        if let Some(user) = self.user.as_ref().filter(|user| *user != "root") {
            let shown = script::shown(instruction);
            return Err(format!("`{shown}` installs as the user `{user}`"));
        }
        if !install.only_tools {
            let Required { files, lines, reads_everything } =
                requirements::read(self.subject, &install, &self.directory, &self.earlier)?;
            self.steps.files.extend(files);
            self.steps.required.extend(lines);
            self.steps.reads_everything |= reads_everything;
        }
        self.steps.last_install = index;
        Ok(Part::Install(install))
    }

    fn plain(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let shown = script::shown(instruction);
        let required = &self.steps.required;
        let is_own = |name: &str| {
            name.strip_prefix("python")
                .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
                || required.iter().any(|line| requirements::name(line).0.eq_ignore_ascii_case(name))
        };
        let plain = plain::read(instruction, &is_own)?;
        if plain.of_language {
            if self.steps.last_install == 0 {
                return Err(format!("what `{shown}` leaves behind isn't known"));
            }
            self.steps.run_there.push(shown);
        }
        self.steps.programs.extend(plain.others);
        if !plain.outward {
            self.inward.push(index);
        }
        Ok(Part::Kept)
    }
}
