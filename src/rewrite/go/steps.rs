//! Each instruction of the stage → what becomes of it.

use std::collections::BTreeSet;

use super::Refusal;
use super::commands::Job;
use super::module::Module;
use super::reach::Reach;
use super::run;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::apt::Apt;
use crate::rewrite::stage::copied::Earlier;
use crate::rewrite::stage::{instruction, script};
use crate::syntax::dockerfile::{Instruction, Keyword};

/// Where the official images work, and where Go keeps what it fetches and installs.
pub(super) const GO: &str = "/go";

/// What becomes of an instruction.
pub(super) enum Part {
    /// It says something of the image: the final stage alone has it.
    Said,
    /// It stands in the final stage as it was, and in the builder where something behind it is built.
    Kept,
    /// Packages of the distribution.
    System(Apt),
    /// It fetches, generates or links: the builder's work.
    Build(Vec<Job>),
}

/// The stage, understood.
pub(super) struct Steps {
    /// Instructions by their index in the file, the stage's `FROM` left out.
    pub(super) parts: Vec<(usize, Part)>,
    /// The folder of the project.
    pub(super) folder: String,
    /// The module that is built.
    pub(super) module: Option<Module>,
    /// The index of the last step that is the builder's work.
    pub(super) last_build: usize,
    /// What is copied from the context.
    pub(super) copies: Vec<Earlier>,
    /// Those of them that bring the project before it is built.
    pub(super) sources: BTreeSet<usize>,
    /// Steps before the last build that change the project and nothing else.
    pub(super) changes: BTreeSet<usize>,
    /// The programs that are linked, as paths of the image.
    pub(super) programs: BTreeSet<String>,
    /// Whether there are more programs in their places than those, by names that only a build shows.
    pub(super) has_more_programs: bool,
    /// Programs of somebody else's that the build installs.
    pub(super) tools: BTreeSet<String>,
    /// Why the project's whole folder has to be kept, where that is known before its files are looked at.
    pub(super) keeps_folder: bool,
    /// Whether the stage relies on the folder in which the official image starts.
    pub(super) starts_in_go: bool,
    /// Whether a cache of downloads would be somewhere else.
    pub(super) minds_cache: bool,
    /// Whether the builder works as another user than root.
    pub(super) as_user: bool,
    /// Programs that steps of the final stage call.
    pub(super) called: Vec<String>,
}

impl Steps {
    /// The runs that install packages of the distribution.
    pub(super) fn system(&self) -> impl Iterator<Item = &Apt> {
        self.parts.iter().filter_map(|(_, part)| match part {
            Part::System(apt) => Some(apt),
            _ => None,
        })
    }
}

/// Folders that hold more than a project. (`/srv`, `/opt` and `/usr/src` are empty in the official images.)
const SYSTEM: [&str; 12] =
    ["/", "/usr", "/usr/local", "/bin", "/etc", "/var", "/home", "/root", "/tmp", "/lib", GO, "/go/src"];

pub(super) fn read(subject: &Subject<'_>) -> Result<Steps, Refusal> {
    let mut reading = Reading {
        subject,
        directory: GO.to_owned(),
        entered: false,
        user: None,
        sets_gopath: false,
        folders: Vec::new(),
        reaching: Vec::new(),
        steps: Steps {
            parts: Vec::new(),
            folder: String::new(),
            module: None,
            last_build: 0,
            copies: Vec::new(),
            sources: BTreeSet::new(),
            changes: BTreeSet::new(),
            programs: BTreeSet::new(),
            has_more_programs: false,
            tools: BTreeSet::new(),
            keeps_folder: false,
            starts_in_go: false,
            minds_cache: false,
            as_user: false,
            called: Vec::new(),
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

/// The stage while it is being read.
pub(super) struct Reading<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) directory: String,
    /// Whether a `WORKDIR` has left the base's.
    entered: bool,
    pub(super) user: Option<String>,
    sets_gopath: bool,
    /// Where programs are built.
    pub(super) folders: Vec<String>,
    /// Where plain steps work that come behind a copy.
    pub(super) reaching: Vec<(usize, Reach, String)>,
    pub(super) steps: Steps,
}

impl Reading<'_> {
    fn part(&mut self, index: usize, instruction: &Instruction) -> Result<Part, Refusal> {
        instruction::check(instruction)?;
        if instruction.keyword != Keyword::Run {
            self.without_go(instruction)?;
        }
        match instruction.keyword {
            Keyword::Run => return run::read(self, index, instruction),
            Keyword::Env => self.environment(instruction)?,
            Keyword::Arg | Keyword::Shell => {}
            Keyword::Workdir => {
                let is_absolute =
                    instruction.args.first().is_some_and(|word| word.value.starts_with(['/', '"']));
                self.steps.starts_in_go |= !self.entered && !is_absolute;
                self.entered = true;
                self.directory = instruction::entered(&self.directory, instruction)?;
            }
            Keyword::User => self.user = instruction.args.first().map(|word| word.value.clone()),
            Keyword::Copy | Keyword::Add => {
                self.steps.copies.extend(Earlier::read(index, instruction, &self.directory));
            }
            _ => return Ok(Part::Said),
        }
        Ok(Part::Kept)
    }

    fn environment(&mut self, instruction: &Instruction) -> Result<(), Refusal> {
        for (name, value) in instruction.pairs() {
            let value = value.map(|value| value.value).unwrap_or_default();
            match name.value.as_str() {
                "GOPATH" if value.trim_matches(['"', '\'']) == GO => self.sets_gopath = true,
                "GOPATH" | "GOBIN" | "GOROOT" => {
                    return Err(format!("`ENV {}` moves where Go keeps what it builds", name.value));
                }
                "GOCACHE" | "GOMODCACHE" | "XDG_CACHE_HOME" | "HOME" => self.steps.minds_cache = true,
                _ => {}
            }
        }
        Ok(())
    }

    /// Refuses what the final stage would repeat, and can't without Go's image.
    pub(super) fn without_go(&self, instruction: &Instruction) -> Result<(), Refusal> {
        let text = &instruction.rest.text;
        let names = ["$GOPATH", "${GOPATH", "$GOROOT", "${GOROOT", "$GOLANG_VERSION", "${GOLANG_VERSION"];
        let is_unset = |name: &&&str| !(self.sets_gopath && name.contains("GOPATH")) && text.contains(**name);
        let found = names.iter().find(is_unset).copied();
        match found.or(text.contains("/usr/local/go").then_some("/usr/local/go")) {
            Some(what) => Err(format!(
                "`{}` uses `{}`, which only Go's image has",
                script::shown(instruction),
                what.trim_start_matches(['$', '{'])
            )),
            None => Ok(()),
        }
    }

    pub(super) fn is_other_user(&self) -> bool {
        self.user.as_ref().is_some_and(|user| user != "root" && user != "0")
    }

    fn finish(mut self) -> Result<Steps, Refusal> {
        let steps = &mut self.steps;
        steps.starts_in_go |= !self.entered;
        if !steps.parts.iter().any(|(_, part)| matches!(part, Part::Build(jobs) if links(jobs))) {
            return Err("it builds no program with `go build` or `go install`".to_owned());
        }
        let root = steps.module.as_ref().map(|module| module.root.clone());
        self.folders.extend(root);
        // the shortest holds the others, or there are several projects
        let top = self.folders.iter().min_by_key(|folder| folder.len()).cloned().unwrap_or_default();
        if let Some(other) = self.folders.iter().find(|folder| !path::is_within(folder, &top)) {
            return Err(format!("`{top}` and `{other}` hold a project each"));
        }
        if SYSTEM.contains(&top.as_str()) {
            return Err(format!("the project lies in `{top}`, with what belongs to the system or to Go"));
        }
        for copy in steps.copies.iter().filter(|copy| copy.index < steps.last_build) {
            let place = copy.destination();
            if place != top && path::is_within(&top, place.trim_end_matches('/')) {
                return Err(format!("`COPY … {}` fills more than the project", copy.copy.destination.value));
            }
            if path::is_within(&place, &top) {
                steps.sources.insert(copy.index);
                // an archive that is added is unpacked: what then lies there isn't known file by file
                let instruction = self.subject.dockerfile.syntax.instructions.get(copy.index);
                steps.keeps_folder |= instruction.is_some_and(|it| it.keyword == Keyword::Add);
            }
        }
        for (index, reach, shown) in self.reaching.into_iter().filter(|(index, ..)| *index < steps.last_build)
        {
            match reach {
                Reach::Mixed => {
                    return Err(format!("`{shown}` changes more than the project before it is built"));
                }
                Reach::Inside => _ = steps.changes.insert(index),
                Reach::Outside | Reach::Repeatable => {}
            }
        }
        steps.folder = top;
        Ok(self.steps)
    }
}

fn links(jobs: &[Job]) -> bool {
    jobs.iter().any(|job| matches!(job, Job::Links(_)))
}
