//! `RUN apt-get install …`: which packages only the build needs, and what must stay of them.

use std::ops::Range;

use super::Refusal;
use super::base::BaseChoice;
use super::{plain, script};
use crate::analysis::contents::System;
use crate::analysis::size::Asked;
use crate::analysis::{Estimate, size};
use crate::facts::{self, ToolchainClass};
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell::{Command, Word};

/// A `RUN` that installs Debian packages.
pub(in crate::rewrite) struct Apt {
    /// Packages that stay in the final image.
    pub(in crate::rewrite) kept: Vec<String>,
    /// Packages that only the builder gets.
    pub(in crate::rewrite) dropped: Vec<String>,
    /// What the final stage's text loses or gets instead, in the file's bytes.
    pub(in crate::rewrite) edits: Vec<(Range<usize>, String)>,
    /// Whether recommended packages come along.
    pub(in crate::rewrite) recommends: bool,
    /// Whether the line does more than install packages and clean up.
    pub(in crate::rewrite) others: bool,
    /// Programs it calls that no base needs to have.
    pub(in crate::rewrite) calls: Vec<String>,
}

/// Whether a `RUN` is about Debian packages.
pub(in crate::rewrite) fn is_apt(commands: &[Command]) -> bool {
    commands.iter().any(|command| matches!(command.program_name().as_deref(), Some("apt-get" | "apt")))
}

/// Whether a `RUN` is about packages of Debian or Alpine.
pub(in crate::rewrite) fn is_system(commands: &[Command]) -> bool {
    is_apt(commands) || commands.iter().any(|command| command.program_name().as_deref() == Some("apk"))
}

/// Reads a `RUN` in which something is installed by apt.
pub(in crate::rewrite) fn read(instruction: &Instruction) -> Result<Apt, Refusal> {
    read_for(instruction, &[])
}

/// The same, where these packages are there for the compilers that are installed with them.
pub(in crate::rewrite) fn read_for(
    instruction: &Instruction,
    with_compilers: &[&str],
) -> Result<Apt, Refusal> {
    let listed = script::commands(instruction);
    let commands = match &listed {
        Ok(commands) => commands.clone(),
        Err(_) => plain::commands(instruction),
    };
    let mut apt = Apt {
        kept: Vec::new(),
        dropped: Vec::new(),
        edits: Vec::new(),
        recommends: true,
        others: false,
        calls: Vec::new(),
    };
    for command in &commands {
        let arguments = script::arguments(command);
        let first = arguments.iter().map(Word::text).find(|text| !text.starts_with('-'));
        match (command.program_name().as_deref(), first.as_deref()) {
            (Some("apt-get" | "apt"), Some("install")) => apt.install(command, with_compilers)?,
            (Some("apk"), Some("add")) => apt.add(command, with_compilers)?,
            (Some("apk"), Some("update" | "upgrade" | "del" | "cache")) => {}
            (
                Some("apt-get" | "apt"),
                Some(
                    "update" | "clean" | "autoclean" | "upgrade" | "dist-upgrade" | "full-upgrade" | "remove"
                    | "purge" | "autoremove",
                ),
            ) => {}
            (Some("rm"), _) if cleans(arguments) => {}
            (Some("set"), _) => {}
            _ => apt.others = true,
        }
    }
    // whatever else the line does has to mean the same without what is dropped
    if apt.others {
        let of_apt =
            |name: &str| matches!(name, "apt-get" | "apt" | "apk" | "apt-key" | "dpkg" | "locale-gen");
        let plain = plain::read(instruction, &of_apt)?;
        apt.calls.extend(plain.others);
    }
    match listed {
        Err(refusal) if !apt.dropped.is_empty() => Err(refusal),
        _ => Ok(apt),
    }
}

/// What the final image gets smaller by without what these runs drop. Nothing for a slimmer base, whose full sibling has
/// most of it already.
pub(in crate::rewrite) fn saving<'a>(runs: impl Iterator<Item = &'a Apt>, base: &BaseChoice) -> Estimate {
    let mut saving = Estimate::ZERO;
    for apt in runs.filter(|_| base.slim.is_none()) {
        let asked: Vec<Asked<'_>> =
            apt.dropped.iter().map(|name| Asked { name, recommends: apt.recommends }).collect();
        let more = size::debian(System::Apt, &asked, Some(&base.original));
        saving = saving.plus(more.unwrap_or(Estimate::ZERO));
    }
    saving
}

/// `rm` of what package managers leave behind.
fn cleans(arguments: &[Word]) -> bool {
    let targets = arguments.iter().map(Word::text).filter(|text| !text.starts_with('-'));
    targets.into_iter().all(|target| {
        ["/var/lib/apt/", "/var/cache/", "/tmp/", "/var/tmp/", "/var/log/"]
            .iter()
            .any(|at| target.starts_with(at))
    })
}

impl Apt {
    /// Whether nothing of the line is left for the final stage.
    pub(in crate::rewrite) fn is_gone(&self) -> bool {
        self.kept.is_empty() && !self.dropped.is_empty() && !self.others
    }

    fn install(&mut self, command: &Command, with_compilers: &[&str]) -> Result<(), Refusal> {
        let names: Vec<String> = command.words.iter().filter_map(Word::literal).collect();
        self.recommends &= !names.iter().any(|name| name == "--no-install-recommends");
        let packages = packages(command, "install", &["-o", "-t"])?;
        let listed: Vec<&str> = packages.iter().map(|(_, name)| name.as_str()).collect();
        let has_compilers = listed.iter().any(|name| is_build(name));
        let mut brought: Vec<&'static str> = Vec::new();
        let already = self.kept.clone();
        for (at, name) in &packages {
            let class = facts::toolchain_class(name);
            let comes_along = has_compilers && with_compilers.contains(&name.as_str());
            if !comes_along && matches!(class, None | Some(ToolchainClass::Tool)) {
                self.kept.push(name.clone());
                continue;
            }
            let halves = if comes_along { Some(&[][..]) } else { facts::runtime_halves(name) };
            let Some(halves) = halves else {
                return Err(format!("what an image needs of `{name}` at run time isn't known"));
            };
            self.dropped.push(name.clone());
            // a compiler's own libraries are a question of what was compiled: see the room's `needs`
            let halves = if class == Some(ToolchainClass::Headers) { halves } else { &[] };
            let new: Vec<&str> = halves
                .iter()
                .copied()
                .filter(|half| !listed.contains(half) && !brought.contains(half))
                .filter(|half| !already.iter().any(|kept| kept == half))
                .collect();
            brought.extend(halves);
            self.kept.extend(new.iter().map(|half| (*half).to_owned()));
            let edit = match new.is_empty() {
                true => script::with_gap(&command.words, *at).map(|gap| (gap, String::new())),
                false => Some((command.words[*at].span.range(), new.join(" "))),
            };
            self.edits.extend(edit);
        }
        Ok(())
    }

    /// `apk add`: of headers nobody says here what they need at run time.
    fn add(&mut self, command: &Command, with_compilers: &[&str]) -> Result<(), Refusal> {
        let packages = packages(command, "add", &["-t", "--virtual", "--repository", "-X"])?;
        let has_compilers = packages.iter().any(|(_, name)| is_build(name));
        for (at, name) in &packages {
            let comes_along = has_compilers && with_compilers.contains(&name.as_str());
            if facts::toolchain_class(name) == Some(ToolchainClass::Headers) {
                return Err(format!("what an image needs of `{name}` at run time isn't known"));
            }
            if comes_along || is_build(name) {
                self.dropped.push(name.clone());
                self.edits.extend(script::with_gap(&command.words, *at).map(|gap| (gap, String::new())));
            } else {
                self.kept.push(name.clone());
            }
        }
        Ok(())
    }
}

fn is_build(package: &str) -> bool {
    matches!(facts::toolchain_class(package), Some(ToolchainClass::Compiler | ToolchainClass::BuildTool))
}

/// The packages that a command names, with the places of their words.
fn packages(command: &Command, sub: &str, valued: &[&str]) -> Result<Vec<(usize, String)>, Refusal> {
    let start = command.program().map_or(0, |at| at + 1);
    let mut packages = Vec::new();
    let mut skip = false;
    for (at, word) in command.words.iter().enumerate().skip(start) {
        let Some(text) = word.literal() else {
            return Err(format!("which packages are installed depends on `{}`", word.text()));
        };
        let is_value = std::mem::replace(&mut skip, valued.contains(&text.as_str()));
        if !is_value && !text.starts_with('-') && text != sub {
            packages.push((at, text));
        }
    }
    Ok(packages)
}
