//! npm, yarn, pnpm, bun, and the programs of `node_modules/.bin`.

use super::super::action::{Action, Ecosystem, Tool};
use super::super::build;
use super::super::words::{Arguments, Variables};
use super::{dependencies, names};
use crate::source::Spanned;

/// Whether Node's package managers leave out what only development needs because of `NODE_ENV`.
fn is_production(variables: &Variables) -> bool {
    variables.get("NODE_ENV") == Some("production")
}

const NODE_VALUED: [&str; 14] = [
    "--prefix",
    "-C",
    "--dir",
    "--cwd",
    "--filter",
    "-F",
    "-w",
    "--workspace",
    "--registry",
    "--omit",
    "--only",
    "--include",
    "--network-timeout",
    "--cache",
];

fn node(arguments: &Arguments<'_>, development: bool, operands: &[&Spanned<String>]) -> Action {
    let mut found = dependencies(Ecosystem::Node);
    found.global = arguments.has(&["-g", "--global", "--location"]);
    found.names = names(operands);
    found.development = Some(development && found.names.is_empty() && !found.global);
    Action::Depend(found)
}

pub(super) fn npm(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let without = arguments.has(&["--production"]) && arguments.value(&["--production"]) != Some("false")
        || arguments.values(&["--omit"]).any(|what| what == "dev")
        || arguments.values(&["--only"]).any(|what| what.starts_with("prod"));
    let with = arguments.values(&["--include"]).any(|what| what == "dev")
        || arguments.value(&["--production"]) == Some("false");
    let development = with || !(without || is_production(variables));
    match arguments.subcommand() {
        Some("install" | "i" | "ci" | "add" | "clean-install") => {
            vec![node(&arguments, development, arguments.operands())]
        }
        Some("prune") if without || is_production(variables) => {
            vec![Action::PruneDevelopment(Ecosystem::Node)]
        }
        Some("run" | "run-script") => script(arguments.operands().first().copied()),
        Some("cache") => emptied(&arguments),
        Some("exec") => arguments.operands().first().and_then(|word| run(word, words)).into_iter().collect(),
        _ => Vec::new(),
    }
}

pub(super) fn yarn(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let production = arguments.flags.iter().find(|(name, _)| matches!(*name, "--production" | "--prod"));
    let development = match production {
        Some((_, value)) => *value == Some("false"),
        None => !is_production(variables),
    };
    match arguments.subcommand() {
        None if arguments.has(&["--version", "-v", "--help"]) => Vec::new(),
        None | Some("install") => vec![node(&arguments, development, &[])],
        Some("add") => vec![node(&arguments, false, arguments.operands())],
        Some("cache") => emptied(&arguments),
        Some("global") => vec![global(&arguments)],
        Some("workspaces") if arguments.operands().first().is_some_and(|word| word.value == "focus") => {
            vec![node(&arguments, development, &[])]
        }
        Some("workspace") => script(arguments.operands().get(1).copied()),
        Some("run") => script(arguments.operands().first().copied()),
        Some("exec" | "dlx") => {
            arguments.operands().first().and_then(|word| run(word, words)).into_iter().collect()
        }
        Some(_) => script(arguments.rest.first().copied()),
    }
}

fn global(arguments: &Arguments<'_>) -> Action {
    let mut found = dependencies(Ecosystem::Node);
    found.global = true;
    found.names = names(arguments.operands().get(1..).unwrap_or_default());
    found.development = Some(false);
    Action::Depend(found)
}

pub(super) fn pnpm(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let without = arguments.has(&["--prod", "--production", "-P"]) || is_production(variables);
    match arguments.subcommand() {
        Some("install" | "i" | "ci") => vec![node(&arguments, !without, &[])],
        Some("add") => vec![node(&arguments, false, arguments.operands())],
        Some("prune") if without => vec![Action::PruneDevelopment(Ecosystem::Node)],
        Some("store" | "cache") => emptied(&arguments),
        Some("run") => script(arguments.operands().first().copied()),
        Some("exec" | "dlx") => {
            arguments.operands().first().and_then(|word| run(word, words)).into_iter().collect()
        }
        _ => script(arguments.rest.first().copied()),
    }
}

pub(super) fn bun(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let without = arguments.has(&["--production", "-p"]) || is_production(variables);
    match arguments.subcommand() {
        Some("install" | "i" | "ci") => vec![node(&arguments, !without, arguments.operands())],
        Some("add") => vec![node(&arguments, false, arguments.operands())],
        Some("run") => script(arguments.operands().first().copied()),
        Some("build") => vec![Action::Build(Tool::Language(Ecosystem::Node))],
        _ => Vec::new(),
    }
}

/// `npm cache clean`, `yarn cache clean`, `pnpm store prune`
fn emptied(arguments: &Arguments<'_>) -> Vec<Action> {
    let verb = arguments.operands().first().map(|word| word.value.as_str());
    let empties = matches!(verb, Some("clean" | "prune" | "rm" | "delete"));
    empties.then_some(Action::DeleteCache(Ecosystem::Node)).into_iter().collect()
}

/// A script of `package.json`.
fn script(name: Option<&Spanned<String>>) -> Vec<Action> {
    match name {
        Some(name) if build::is_build_script(&name.value) => {
            vec![Action::Build(Tool::Language(Ecosystem::Node))]
        }
        _ => Vec::new(),
    }
}

/// A program of `node_modules/.bin`.
pub(super) fn run(program: &Spanned<String>, words: &[Spanned<String>]) -> Option<Action> {
    let at = words.iter().position(|word| word.span == program.span)?;
    let name = program.value.split('@').find(|part| !part.is_empty())?;
    build::read(name, &words[at + 1..])
}
