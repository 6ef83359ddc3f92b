//! The functions of a script: which of them are worth following where they are called.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::syntax::shell::{Command, Part, Script, Word};

/// What a function must have in it to concern Compose files and Dockerfiles.
const HINTS: [&str; 6] = ["docker", "ompose", "podman", "ockerfile", "make", ".sh"];

/// Functions by name, each with the indices of its commands.
pub(super) struct Functions<'a> {
    bodies: BTreeMap<&'a str, Vec<usize>>,
    telling: FxHashSet<&'a str>,
    with_arguments: FxHashSet<&'a str>,
}

impl<'a> Functions<'a> {
    /// Finds the functions of a script.
    pub(super) fn of(script: &'a Script) -> Self {
        let mut bodies: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, command) in script.commands.iter().enumerate() {
            if let Some(name) = command.function.as_deref() {
                bodies.entry(name).or_default().push(index);
            }
        }
        let mut functions =
            Self { bodies, telling: FxHashSet::default(), with_arguments: FxHashSet::default() };
        if !functions.bodies.is_empty() {
            functions.classify(script);
        }
        functions
    }

    fn classify(&mut self, script: &'a Script) {
        let names = script.commands.iter().filter_map(|command| Some(command.words.first()?.text()));
        let called: FxHashSet<String> =
            names.filter(|name| self.bodies.contains_key(name.as_str())).collect();
        let mut callers: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
        let mut waiting: Vec<&'a str> = Vec::new();
        for (name, body) in &self.bodies {
            let commands = || body.iter().filter_map(|&index| script.commands.get(index));
            if called.contains(*name) && commands().any(uses_arguments) {
                self.with_arguments.insert(name);
            }
            if commands().any(is_telling) {
                waiting.push(name);
            }
            for callee in commands().filter_map(|command| command.words.first()?.literal()) {
                if let Some((callee, _)) = self.bodies.get_key_value(callee.as_str()) {
                    callers.entry(callee).or_default().push(name);
                }
            }
        }
        // whoever calls a telling function tells something too
        while let Some(name) = waiting.pop() {
            if self.telling.insert(name) {
                waiting.extend(callers.get(name).into_iter().flatten());
            }
        }
    }

    /// The commands of a function that is worth following.
    pub(super) fn get(&self, name: &str) -> Option<&[usize]> {
        self.telling.contains(name).then(|| self.bodies.get(name).map(Vec::as_slice))?
    }

    /// Whether a function shows what it does only where it is called: it looks at its arguments, and is called.
    pub(super) fn waits_for_calls(&self, name: &str) -> bool {
        self.with_arguments.contains(name) && self.telling.contains(name)
    }
}

fn uses_arguments(command: &Command) -> bool {
    all_words(command).any(|word| {
        let text = word.text();
        ["${@}", "${*}", "${1}", "${2}", "${3}"].iter().any(|argument| text.contains(argument))
    })
}

/// Whether a command names something of Docker's, or runs what a variable holds.
fn is_telling(command: &Command) -> bool {
    let runs_variable = command.program().and_then(|at| command.words.get(at)).is_some_and(|program| {
        program.is("eval") || program.parts.iter().any(|part| matches!(part, Part::Variable { .. }))
    });
    runs_variable || all_words(command).any(|word| HINTS.iter().any(|hint| word.text().contains(hint)))
}

fn all_words(command: &Command) -> impl Iterator<Item = &Word> {
    command.words.iter().chain(command.assignments.iter().map(|assignment| &assignment.value))
}
