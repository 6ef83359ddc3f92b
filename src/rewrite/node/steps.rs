//! Each instruction of the stage → what becomes of it.

use super::Refusal;
use super::commands::{self, Job, Manager};
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::apt::{self, Apt};
use crate::rewrite::stage::copied::Earlier;
use crate::rewrite::stage::{instruction, plain, script};
use crate::syntax::dockerfile::{Instruction, Keyword};

/// What becomes of an instruction.
pub(super) enum Part {
    /// It says something of the image: the final stage alone has it.
    Said,
    /// It stands in the final stage as it was, and in the builder where something behind it is built.
    Kept,
    /// Packages of the distribution.
    System(Apt),
    /// It installs programs for the whole image.
    Global(Vec<String>),
    /// It installs the project's packages, or builds: the builder's work.
    Build(Vec<Job>),
}

/// The stage, understood.
pub(super) struct Steps {
    /// Instructions by their index in the file, the stage's `FROM` left out.
    pub(super) parts: Vec<(usize, Part)>,
    /// The folder that the project is installed in.
    pub(super) folder: String,
    /// The index of the last step that is the builder's work.
    pub(super) last_build: usize,
    /// What is copied from the context.
    pub(super) copies: Vec<Earlier>,
    /// Who installs.
    pub(super) manager: Manager,
    /// Whether development dependencies were installed and stayed.
    pub(super) has_dev: bool,
    /// Whether installing may write the lock file.
    pub(super) writes_lock: bool,
    /// Whether nothing is built: packages are all that the builder makes.
    pub(super) only_installs: bool,
    /// Whether the builder works as another user than root.
    pub(super) as_user: bool,
    /// Programs that steps of the final stage call.
    pub(super) programs: Vec<String>,
}

impl Steps {
    /// Whether anything is installed that only the build needs.
    pub(super) fn holds_build_tools(&self) -> bool {
        self.system().any(|apt| !apt.dropped.is_empty())
    }

    /// The runs that install packages of the distribution.
    pub(super) fn system(&self) -> impl Iterator<Item = &Apt> {
        self.parts.iter().filter_map(|(_, part)| match part {
            Part::System(apt) => Some(apt),
            _ => None,
        })
    }
}

/// Folders that are more than a project's.
const SYSTEM: [&str; 12] =
    ["/", "/usr", "/usr/local", "/bin", "/etc", "/var", "/home", "/root", "/opt", "/tmp", "/lib", "/usr/lib"];

pub(super) fn read(subject: &Subject<'_>) -> Result<Steps, Refusal> {
    let mut reading = Reading {
        directory: "/".to_owned(),
        user: None,
        in_production: false,
        folders: Vec::new(),
        managers: Vec::new(),
        steps: Steps {
            parts: Vec::new(),
            folder: String::new(),
            last_build: 0,
            copies: Vec::new(),
            manager: Manager::Npm,
            has_dev: false,
            writes_lock: false,
            only_installs: true,
            as_user: false,
            programs: Vec::new(),
        },
    };
    for index in subject.stage.instructions.clone() {
        if let Some(instruction) = subject.dockerfile.syntax.instructions.get(index) {
            let part = reading.part(index, instruction)?;
            reading.steps.parts.push((index, part));
        }
    }
    reading.finish()
}

struct Reading {
    directory: String,
    user: Option<String>,
    in_production: bool,
    folders: Vec<String>,
    managers: Vec<Manager>,
    steps: Steps,
}

impl Reading {
    fn part(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        instruction::check(instruction)?;
        match instruction.keyword {
            Keyword::Run => return self.run(index, instruction),
            Keyword::Env => {
                for (name, value) in instruction.pairs() {
                    let value = value.map(|value| value.value).unwrap_or_default();
                    let value = value.trim_matches(['"', '\'']);
                    match name.value.as_str() {
                        "NODE_ENV" => self.in_production = value == "production",
                        "NODE_PATH" | "NPM_CONFIG_PREFIX" | "npm_config_prefix" | "PNPM_HOME" => {
                            return Err(format!("`ENV {}` moves where packages are looked for", name.value));
                        }
                        _ => {}
                    }
                }
            }
            Keyword::Arg | Keyword::Shell => {}
            Keyword::Workdir => self.directory = instruction::entered(&self.directory, instruction)?,
            Keyword::User => self.user = instruction.args.first().map(|word| word.value.clone()),
            Keyword::Copy | Keyword::Add => {
                self.steps.copies.extend(Earlier::read(index, instruction, &self.directory));
            }
            _ => return Ok(Part::Said),
        }
        Ok(Part::Kept)
    }

    fn run(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        let shown = script::shown(instruction);
        let all = plain::commands(instruction);
        let jobs: Vec<Job> = all.iter().filter_map(commands::job).collect();
        match (apt::is_system(&all), jobs.is_empty()) {
            (true, false) => {
                return Err(format!("`{shown}` installs system packages and those of Node.js in one step"));
            }
            (true, true) if self.is_other_user() => return Err(format!("`{shown}` stands behind `USER`")),
            (true, true) => {
                let apt = apt::read_for(
                    instruction,
                    &["python3", "python", "python-is-python3", "python3-minimal"],
                )?;
                self.steps.programs.extend(apt.calls.iter().cloned());
                return Ok(Part::System(apt));
            }
            (false, true) => {
                let plain = plain::read(instruction, &|_| false)?;
                self.steps.programs.extend(plain.others);
                return Ok(Part::Kept);
            }
            (false, false) => {}
        }
        let globals = jobs.iter().filter_map(|job| match job {
            Job::Global(names) => Some(names.clone()),
            _ => None,
        });
        let globals: Vec<String> = globals.flatten().collect();
        if !globals.is_empty() {
            if jobs.iter().all(|job| matches!(job, Job::Global(_) | Job::Aside)) {
                return Ok(Part::Global(globals));
            }
            return Err(format!("`{shown}` installs for the image and for the project in one step"));
        }
        if all.iter().any(|command| command.program_name().as_deref() == Some("cd")) {
            return Err(format!("`{shown}` works in another folder"));
        }
        let leaves_project = |it: &crate::syntax::shell::Command| {
            let text = it.words.iter().map(crate::syntax::shell::Word::text).collect::<Vec<_>>().join(" ");
            ["playwright install", "cypress install", "puppeteer browsers", "--prefix", "--cwd", "npm link"]
                .iter()
                .any(|part| text.contains(part))
        };
        if all.iter().any(leaves_project) {
            return Err(format!("what `{shown}` leaves behind isn't known"));
        }
        for job in &jobs {
            match job {
                Job::Install { manager, without_dev, keeps_lock } => {
                    self.steps.writes_lock |= !keeps_lock;
                    self.managers.push(*manager);
                    self.steps.has_dev = !(*without_dev || self.in_production);
                }
                Job::Prune => self.steps.has_dev = false,
                Job::Build => self.steps.only_installs = false,
                Job::Global(_) | Job::Aside => {}
            }
        }
        if jobs.iter().any(|job| *job != Job::Aside) {
            self.folders.push(self.directory.clone());
        }
        self.steps.as_user |= self.is_other_user();
        self.steps.last_build = index;
        Ok(Part::Build(jobs))
    }

    fn is_other_user(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user != "root" && user != "0")
    }

    fn finish(mut self) -> Result<Steps, Refusal> {
        self.managers.sort();
        self.managers.dedup();
        self.steps.manager = match self.managers.as_slice() {
            [] => return Err("it installs no project with npm, yarn or pnpm".to_owned()),
            [only] => *only,
            _ => return Err("several package managers install the project".to_owned()),
        };
        // the shortest holds the others, or there are several projects
        let top = self.folders.iter().min_by_key(|folder| folder.len()).cloned().unwrap_or_default();
        if let Some(other) = self.folders.iter().find(|folder| **folder != top) {
            return Err(format!("`{top}` and `{other}` hold a project each"));
        }
        if SYSTEM.contains(&top.as_str()) {
            return Err(format!("the project lies in `{top}`, with what belongs to the system"));
        }
        // a copy that fills more than the project can't be replaced by the project
        let spills = |copy: &&Earlier| {
            let place = copy.destination();
            place != top && path::is_within(&top, place.trim_end_matches('/'))
        };
        if let Some(copy) =
            self.steps.copies.iter().filter(|copy| copy.index < self.steps.last_build).find(spills)
        {
            return Err(format!("`COPY … {}` fills more than the project", copy.copy.destination.value));
        }
        self.steps.folder = top;
        Ok(self.steps)
    }
}
