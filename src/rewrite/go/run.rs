//! A `RUN`, command by command: packages, the `go` command, or what any base can do.

use super::Refusal;
use super::commands::{self, Job, Linked};
use super::module;
use super::reach::{self, Reach};
use super::steps::{GO, Part, Reading};
use crate::repository::path;
use crate::rewrite::place::clean;
use crate::rewrite::stage::copied::absolute;
use crate::rewrite::stage::{apt, plain, script};
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell::{Command, Word};

pub(super) fn read(
    reading: &mut Reading<'_>,
    index: usize,
    instruction: &Instruction,
) -> Result<Part, Refusal> {
    let shown = script::shown(instruction);
    let all = plain::commands(instruction);
    let is_tool = |command: &Command| {
        command.program_name().is_some_and(|name| name == "go" || reading.steps.tools.contains(&name))
    };
    if apt::is_system(&all) && !apt::is_apt(&all) {
        return Err(format!(
            "`{shown}` installs packages of Alpine, with which rewrites of Go aren't proved by builds yet"
        ));
    }
    match (apt::is_apt(&all), all.iter().any(is_tool)) {
        (true, true) => Err(format!("`{shown}` installs system packages and builds in one step")),
        (true, false) if reading.is_other_user() => Err(format!("`{shown}` stands behind `USER`")),
        (true, false) => {
            let apt = apt::read(instruction)?;
            reading.steps.called.extend(apt.calls.iter().cloned());
            Ok(Part::System(apt))
        }
        (false, false) => {
            reading.without_go(instruction)?;
            let plain = plain::read(instruction, &|_| false)?;
            reading.steps.called.extend(plain.others);
            if !reading.steps.copies.is_empty() {
                let reach = reach::of(&all, &reading.directory);
                // it may look at, move or take away what the sources brought
                reading.steps.keeps_folder |= !plain.outward || reach == Reach::Inside;
                reading.reaching.push((index, reach, shown));
            }
            Ok(Part::Kept)
        }
        (false, true) => {
            let jobs = build(reading, &script::commands(instruction)?, &shown)?;
            // folders that it makes are its user's
            reading.steps.as_user |= reading.is_other_user();
            reading.steps.keeps_folder |= reading.is_other_user();
            reading.steps.last_build = index;
            Ok(Part::Build(jobs))
        }
    }
}

/// What the commands of a step do of which one is Go's.
fn build(reading: &mut Reading<'_>, commands: &[Command], shown: &str) -> Result<Vec<Job>, Refusal> {
    let mut jobs = Vec::new();
    let mut directory = reading.directory.clone();
    let mut made: Vec<String> = Vec::new();
    for command in commands {
        let Some(name) = command.program_name() else { continue };
        if command
            .assignments
            .iter()
            .any(|it| matches!(it.name.value.as_str(), "GOPATH" | "GOBIN" | "GOROOT"))
        {
            return Err(format!("`{shown}` moves where Go keeps what it builds"));
        }
        if let Some(job) = commands::job(command) {
            let job = job.map_err(|reason| format!("`{shown}`: {reason}"))?;
            match &job {
                Job::Links(linked) => link(reading, linked, &directory),
                Job::Tool(tool) => _ = reading.steps.tools.insert(tool.clone()),
                Job::Generates => reading.steps.keeps_folder = true,
                Job::Modules | Job::Aside => {}
            }
            jobs.push(job);
            continue;
        }
        if reading.steps.tools.contains(&name) {
            reading.steps.keeps_folder = true;
            jobs.push(Job::Generates);
            continue;
        }
        let places: Option<Vec<String>> = script::arguments(command).iter().map(Word::literal).collect();
        let places = places.ok_or_else(|| format!("what `{shown}` leaves behind isn't known"))?;
        let places: Vec<&str> =
            places.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
        match (name.as_str(), places.as_slice()) {
            ("cd", [folder]) => directory = absolute(&directory, folder),
            ("set" | "echo" | "ls" | "true" | "pwd", _) => {}
            ("rm", places) if places.iter().all(|place| is_cache(place)) => {}
            ("mkdir", places) => made.extend(places.iter().map(|place| absolute(&directory, place))),
            ("chmod" | "rm" | "cp" | "mv", places)
                if places.iter().all(|it| is_inside(reading, &absolute(&directory, it))) =>
            {
                reading.steps.keeps_folder |= name != "chmod";
            }
            _ => return Err(format!("what `{shown}` leaves behind isn't known")),
        }
    }
    let programs = &reading.steps.programs;
    let is_for_programs = |folder: &String| programs.iter().any(|program| path::is_within(program, folder));
    match made.iter().find(|folder| !is_for_programs(folder) && !is_inside(reading, folder)) {
        Some(_) => Err(format!("what `{shown}` leaves behind isn't known")),
        None => Ok(jobs),
    }
}

/// Whether a path is one of the linked programs, or lies where the image's project does.
fn is_inside(reading: &Reading<'_>, place: &str) -> bool {
    let folders =
        reading.folders.iter().chain([&reading.directory]).filter(|folder| *folder != "/" && *folder != GO);
    reading.steps.programs.contains(place) || folders.into_iter().any(|folder| path::is_within(place, folder))
}

/// What Go and the distribution leave behind for the next time.
fn is_cache(place: &str) -> bool {
    ["/go/pkg", "/root/.cache", "/tmp/", "/var/cache/", "/var/lib/apt/lists"]
        .iter()
        .any(|at| place.starts_with(at))
}

/// Notes the programs that a call links, and where.
fn link(reading: &mut Reading<'_>, linked: &Linked, directory: &str) {
    let directory = match &linked.folder {
        Some(folder) => absolute(directory, folder),
        None => directory.to_owned(),
    };
    let module = module::find(reading.subject, &reading.steps.copies, &directory);
    let names: Vec<Option<String>> =
        linked.packages.iter().map(|package| module::program(module.as_ref(), &directory, package)).collect();
    reading.folders.push(directory.clone());
    if reading.steps.module.is_none() {
        reading.steps.module = module;
    }
    let is_folder = |output: &str| {
        output.ends_with('/')
            || output.split('/').next_back().is_some_and(|last| matches!(last, "." | ".."))
            || names.len() > 1
    };
    let place = match (&linked.output, linked.installs) {
        (_, true) => format!("{GO}/bin"),
        (Some(output), _) if is_folder(output) => absolute(&directory, output),
        (Some(output), _) => {
            reading.steps.programs.insert(absolute(&directory, output));
            return;
        }
        // several packages are only checked, and whether a pattern means several isn't known
        (None, false) if names.len() > 1 || names.iter().any(Option::is_none) => {
            reading.steps.keeps_folder = true;
            return;
        }
        (None, false) => directory,
    };
    for name in names {
        match name {
            Some(name) => _ = reading.steps.programs.insert(clean(&format!("{place}/{name}"))),
            // all that lies there
            None => {
                reading.steps.has_more_programs = true;
                reading.steps.programs.insert(clean(&place));
            }
        }
    }
}
