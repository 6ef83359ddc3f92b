//! pip, uv, poetry, pipenv, conda.

use super::super::action::{Action, Ecosystem};
use super::super::words::{Arguments, Variables};
use super::{dependencies, names};
use crate::source::Spanned;

pub(super) fn pip(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let valued = [
        "-r",
        "--requirement",
        "--requirements",
        "-c",
        "--constraint",
        "-i",
        "--index-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "-t",
        "--target",
        "--prefix",
        "--root",
        "-e",
        "--editable",
        "--python",
        "--index",
        "--trusted-host",
        "--timeout",
        "--default-timeout",
        "--retries",
        "--cache-dir",
        "--platform",
        "--only-binary",
        "--no-binary",
        "--progress-bar",
        "--proxy",
        "--index-strategy",
        "--extra",
        "--python-platform",
    ];
    let arguments = Arguments::read(words, &valued);
    if arguments.subcommand() == Some("cache") {
        return emptied(&arguments, &["purge", "remove"]);
    }
    if !matches!(arguments.subcommand(), Some("install" | "sync")) {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Python);
    let glued = arguments.flags.iter().filter_map(|(name, _)| {
        name.strip_prefix("-r").filter(|rest| !rest.starts_with('=') && !rest.is_empty())
    });
    let files = arguments.values(&["-r", "--requirement", "--requirements"]);
    found.manifests = files.chain(glued).map(str::to_owned).collect();
    found.names = names(arguments.operands());
    found.development = found.manifests.iter().any(|file| names_development(file)).then_some(true);
    found.into = match arguments.value(&["-t", "--target", "--prefix", "--root"]) {
        Some(folder) => Some(folder.to_owned()),
        None => arguments.has(&["--user"]).then(|| "/root/.local".to_owned()),
    };
    found.keeps_cache =
        !arguments.has(&["--no-cache-dir", "--no-cache"]) && variables.get("PIP_NO_CACHE_DIR").is_none();
    vec![Action::Depend(found)]
}

/// `pip cache purge`, `uv cache clean`
fn emptied(arguments: &Arguments<'_>, verbs: &[&str]) -> Vec<Action> {
    let verb = arguments.operands().first().map(|word| word.value.as_str());
    let empties = verb.is_some_and(|verb| verbs.contains(&verb));
    empties.then_some(Action::DeleteCache(Ecosystem::Python)).into_iter().collect()
}

pub(super) fn environment(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &["-p", "--python", "--prompt"]);
    arguments.rest.first().map(|path| Action::Environment(path.value.clone())).into_iter().collect()
}

/// Requirement files for development are named so by convention: `requirements-dev.txt`, `dev-requirements.txt`,
/// `requirements/dev.txt`, and the same with `test`.
fn names_development(file: &str) -> bool {
    let mut words = file.split(['/', '-', '_', '.']);
    words.any(|word| matches!(word, "dev" | "develop" | "development" | "test" | "tests" | "testing"))
}

pub(super) fn uv(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let valued = [
        "--python",
        "-p",
        "--group",
        "--extra",
        "--package",
        "--no-group",
        "--only-group",
        "--directory",
        "--project",
        "--index",
        "--link-mode",
    ];
    let arguments = Arguments::read(words, &valued);
    match arguments.subcommand() {
        Some("pip") => {
            let at = words.iter().position(|word| word.value == "pip").unwrap_or_default();
            pip(&words[at + 1..], variables)
        }
        Some("cache") => emptied(&arguments, &["clean", "prune"]),
        Some("sync") => {
            let mut found = dependencies(Ecosystem::Python);
            // `uv sync` installs the group `dev` unless told not to
            let without = arguments.has(&["--no-dev", "--no-default-groups"])
                || arguments.values(&["--no-group"]).any(|group| group == "dev")
                || variables.get("UV_NO_DEV").is_some_and(|value| value != "0" && value != "false");
            found.development = if without { Some(false) } else { None };
            found.keeps_cache =
                !arguments.has(&["--no-cache", "-n"]) && variables.get("UV_NO_CACHE").is_none();
            let folder = variables.get("UV_PROJECT_ENVIRONMENT").unwrap_or(".venv").to_owned();
            vec![Action::Environment(folder), Action::Depend(found)]
        }
        Some("venv") => {
            let folder = arguments.operands().first().map_or(".venv", |path| path.value.as_str());
            vec![Action::Environment(folder.to_owned())]
        }
        _ => Vec::new(),
    }
}

pub(super) fn poetry(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments =
        Arguments::read(words, &["--without", "--with", "--only", "-E", "--extras", "-C", "--directory"]);
    if arguments.subcommand() != Some("install") && arguments.subcommand() != Some("sync") {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Python);
    let without = arguments.has(&["--no-dev", "--only-root", "--only"])
        || arguments.values(&["--without"]).any(|group| group.contains("dev"));
    found.development = if without { Some(false) } else { None };
    found.keeps_cache = !arguments.has(&["--no-cache"]);
    vec![Action::Depend(found)]
}

pub(super) fn pipenv(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &["--python", "-r", "--requirements"]);
    if !matches!(arguments.subcommand(), Some("install" | "sync")) {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Python);
    found.development = Some(arguments.has(&["--dev", "-d"]));
    found.names = names(arguments.operands());
    vec![Action::Depend(found)]
}

pub(super) fn conda(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments =
        Arguments::read(words, &["-n", "--name", "-c", "--channel", "-p", "--prefix", "-f", "--file"]);
    let installs = match arguments.subcommand() {
        Some("install" | "create" | "update") => true,
        Some("env") => arguments
            .operands()
            .first()
            .is_some_and(|word| matches!(word.value.as_str(), "create" | "update")),
        _ => false,
    };
    let mut found = dependencies(Ecosystem::Python);
    found.manifests = arguments.values(&["-f", "--file"]).map(str::to_owned).collect();
    if found.manifests.is_empty() {
        found.names = names(arguments.operands());
    }
    if installs { vec![Action::Depend(found)] } else { Vec::new() }
}
