//! What is called when the image runs: by its own commands, by the services', and by the scripts of the build context.

use std::collections::BTreeSet;

use super::Refusal;
use crate::facts;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::source::{FileId, Mapped};
use crate::syntax::dockerfile::{Instruction, Keyword};
use crate::syntax::shell::{self, Command};
use crate::syntax::yaml::Node;

/// More start scripts than this are not read.
const MOST_SCRIPTS: usize = 200;

/// A text that commands stand in, and what it is called: refused where it names what will lie elsewhere.
pub(in crate::rewrite) type Check<'a> = &'a dyn Fn(&str, &str) -> Result<(), Refusal>;

/// Commands, each as its words: the program's name without its folder, and its arguments.
pub(in crate::rewrite) struct Calls {
    /// Those of the image itself and of its services.
    pub(in crate::rewrite) started: Vec<Vec<String>>,
    /// Those of shell scripts that the build context holds, which may or may not run.
    pub(in crate::rewrite) scripted: Vec<Vec<String>>,
}

impl Calls {
    /// Reads all of them.
    pub(in crate::rewrite) fn read(subject: &Subject<'_>, check: Check<'_>) -> Result<Self, Refusal> {
        let mut calls = Self { started: Vec::new(), scripted: Vec::new() };
        for instruction in subject.dockerfile.instructions(subject.stage) {
            if matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck) {
                of_instruction(instruction, &mut calls.started);
            }
        }
        for service in &subject.services {
            of_service(*service, &mut calls.started, check)?;
        }
        let is_script = |file: &&String| file.ends_with(".sh") && path::is_within(file, subject.context);
        let tree = &subject.repository.tree;
        for file in tree.files().iter().filter(is_script).take(MOST_SCRIPTS) {
            if let Some(text) = tree.text(file) {
                check(&format!("`{file}`"), &text)?;
                of_text(&text, subject.dockerfile.file, &mut calls.scripted);
            }
        }
        Ok(calls)
    }

    /// Every program.
    pub(in crate::rewrite) fn programs(&self) -> BTreeSet<&str> {
        let all = self.started.iter().chain(&self.scripted);
        all.filter_map(|words| words.first()).map(String::as_str).collect()
    }

    /// The Debian packages of those programs that a full base has and a slim one lacks.
    pub(in crate::rewrite) fn packages(&self) -> Result<BTreeSet<String>, Refusal> {
        let mut packages = BTreeSet::new();
        for program in self.programs() {
            match facts::full_base_program(program) {
                Some(Some(package)) => _ = packages.insert(package.to_owned()),
                Some(None) => return Err(format!("it calls `{program}` when it runs")),
                None => {}
            }
        }
        Ok(packages)
    }
}

fn of_instruction(instruction: &Instruction, calls: &mut Vec<Vec<String>>) {
    match (instruction.shell_script(), instruction.exec_words()) {
        (Some(script), _) => calls.extend(shell::parse(&script).commands.iter().filter_map(words)),
        (None, Some(words)) => {
            let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
            of_words(&words, instruction.rest.file, calls);
        }
        (None, None) => {}
    }
}

/// A command's words from its program on.
fn words(command: &Command) -> Option<Vec<String>> {
    let name = command.program_name()?;
    let behind = command.words.get(command.program()? + 1..).unwrap_or_default();
    Some(std::iter::once(name).chain(behind.iter().map(shell::Word::text)).collect())
}

/// An argument list: its program, and what a shell in it is told to run.
fn of_words(words: &[&str], file: FileId, calls: &mut Vec<Vec<String>>) {
    let Some((program, rest)) = words.split_first() else { return };
    let mut call = vec![path::file_name(program).to_owned()];
    call.extend(rest.iter().map(|word| (*word).to_owned()));
    calls.push(call);
    if let Some(at) = words.iter().position(|word| word.starts_with('-') && word.ends_with('c')) {
        of_text(words.get(at + 1).copied().unwrap_or_default(), file, calls);
    }
}

fn of_text(text: &str, file: FileId, calls: &mut Vec<Vec<String>>) {
    let script = shell::parse(&Mapped::whole(file, text, 0));
    calls.extend(script.commands.iter().filter_map(words));
}

fn of_service(service: Node<'_>, calls: &mut Vec<Vec<String>>, check: Check<'_>) -> Result<(), Refusal> {
    let healthcheck = service.get("healthcheck").and_then(|check| check.get("test"));
    for node in [service.get("command"), service.get("entrypoint"), healthcheck].into_iter().flatten() {
        let file = node.span().file;
        if let Some(text) = node.as_str() {
            check("a command of the Compose file", text)?;
            of_text(text, file, calls);
        }
        let words: Vec<&str> = node.items().filter_map(Node::as_str).collect();
        check("a command of the Compose file", &words.join(" "))?;
        match words.split_first() {
            Some((&"CMD-SHELL", rest)) => of_text(&rest.join(" "), file, calls),
            Some((&"CMD", rest)) => of_words(rest, file, calls),
            _ => of_words(&words, file, calls),
        }
    }
    for mount in service.get("volumes").into_iter().flat_map(Node::items) {
        let text = mount.get("target").unwrap_or(mount).as_str().unwrap_or_default();
        check("a mount of the Compose file", text)?;
    }
    Ok(())
}

/// Whether a service gives a variable a value of its own.
pub(in crate::rewrite) fn sets(service: Node<'_>, name: &str) -> bool {
    let Some(environment) = service.get("environment") else { return false };
    let is_it = |item: &str| item.strip_prefix(name).is_some_and(|rest| rest.starts_with('='));
    environment.get(name).is_some() || environment.items().filter_map(Node::as_str).any(is_it)
}
