//! `RUN apt-get install …`: which packages only the build needs, and what must stay of them.

use std::ops::Range;

use super::Refusal;
use super::script;
use crate::facts::{self, ToolchainClass};
use crate::syntax::dockerfile::Instruction;
use crate::syntax::shell::{Command, Word};

/// A `RUN` that installs Debian packages and does nothing else.
pub(super) struct Apt {
    /// Packages that stay in the final image.
    pub(super) kept: Vec<String>,
    /// Packages that only the builder gets.
    pub(super) dropped: Vec<String>,
    /// What the final stage's text loses or gets instead, in the file's bytes.
    pub(super) edits: Vec<(Range<usize>, String)>,
    /// Whether recommended packages come along.
    pub(super) recommends: bool,
}

/// Whether a `RUN` is about Debian packages.
pub(super) fn is_apt(commands: &[Command]) -> bool {
    commands.iter().any(|command| matches!(command.program_name().as_deref(), Some("apt-get" | "apt")))
}

pub(super) fn read(instruction: &Instruction, commands: &[Command]) -> Result<Apt, Refusal> {
    let mut apt = Apt { kept: Vec::new(), dropped: Vec::new(), edits: Vec::new(), recommends: true };
    for command in commands {
        let arguments = script::arguments(command);
        let first = arguments.iter().map(Word::text).find(|text| !text.starts_with('-'));
        match (command.program_name().as_deref(), first.as_deref()) {
            (Some("apt-get" | "apt"), Some("update" | "clean" | "autoclean")) => {}
            (Some("apt-get" | "apt"), Some("install")) => apt.install(command)?,
            (Some("rm"), _) if cleans(arguments) => {}
            (Some("set"), _) => {}
            (program, _) => {
                let shown = script::shown(instruction);
                let program = program.unwrap_or("a variable");
                return Err(format!("`{shown}` does more than install packages (`{program}`)"));
            }
        }
    }
    Ok(apt)
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
    fn install(&mut self, command: &Command) -> Result<(), Refusal> {
        let start = command.program().map_or(0, |at| at + 1);
        let names: Vec<String> = command.words.iter().filter_map(Word::literal).collect();
        self.recommends &= !names.iter().any(|name| name == "--no-install-recommends");
        let mut packages = Vec::new();
        let mut skip = false;
        for (at, word) in command.words.iter().enumerate().skip(start) {
            let Some(text) = word.literal() else {
                return Err(format!("which packages `apt-get install` gets depends on `{}`", word.text()));
            };
            let is_value = std::mem::replace(&mut skip, text == "-o" || text == "-t");
            if !is_value && !text.starts_with('-') && text != "install" {
                packages.push((at, text));
            }
        }
        let listed: Vec<&str> = packages.iter().map(|(_, name)| name.as_str()).collect();
        let mut brought: Vec<&'static str> = Vec::new();
        for (at, name) in &packages {
            let class = facts::toolchain_class(name);
            if matches!(class, None | Some(ToolchainClass::Tool)) {
                self.kept.push(name.clone());
                continue;
            }
            let Some(halves) = facts::runtime_halves(name) else {
                return Err(format!("what an image needs of `{name}` at run time isn't known"));
            };
            self.dropped.push(name.clone());
            // a compiler's own libraries are a question of what was compiled: see `needs`
            let halves = if class == Some(ToolchainClass::Headers) { halves } else { &[] };
            let new: Vec<&str> = halves
                .iter()
                .copied()
                .filter(|half| !listed.contains(half) && !brought.contains(half))
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
}
