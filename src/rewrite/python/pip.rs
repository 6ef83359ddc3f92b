//! `pip install …`

use super::Refusal;
use super::environment::Environment;
use super::install::{Install, folder};
use super::requirements::name;
use crate::rewrite::stage::script;
use crate::syntax::shell::{Command, Word};

/// Options with a value in the next word, that change where packages come from, not where they go.
const VALUED: [&str; 16] = [
    "-i",
    "--index-url",
    "--extra-index-url",
    "--trusted-host",
    "--timeout",
    "--default-timeout",
    "--retries",
    "--only-binary",
    "--no-binary",
    "--progress-bar",
    "--proxy",
    "--cert",
    "--upgrade-strategy",
    "--use-feature",
    "--index-strategy",
    "--index",
];
/// Options without a value, likewise.
const PLAIN: [&str; 22] = [
    "-U",
    "--upgrade",
    "--no-deps",
    "-q",
    "-qq",
    "--quiet",
    "-v",
    "--verbose",
    "--disable-pip-version-check",
    "--prefer-binary",
    "--no-compile",
    "--compile",
    "--compile-bytecode",
    "--pre",
    "--require-hashes",
    "--no-input",
    "--no-warn-script-location",
    "--force-reinstall",
    "--no-build-isolation",
    "--strict",
    "--no-color",
    "--isolated",
];
/// What installs and is no part of what is installed. Those with packages of their own must not be seen from the
/// environment, or these packages would count as installed.
const TOOLS: [&str; 5] = ["pip", "wheel", "uv", "poetry", "pipenv"];
const TOOLS_WITH_PACKAGES: [&str; 4] =
    ["poetry", "pipenv", "poetry-plugin-export", "poetry-dynamic-versioning"];

/// The place of pip's first argument.
pub(super) fn program(command: &Command) -> Option<usize> {
    let at = command.program()?;
    let program = command.program_name()?;
    let second_is =
        |offset: usize, text: &str| command.words.get(at + offset).is_some_and(|word| word.is(text));
    match () {
        () if is_named(&program, "pip") => Some(at + 1),
        () if is_named(&program, "python") && second_is(1, "-m") && second_is(2, "pip") => Some(at + 3),
        () => None,
    }
}

/// `pip`, `pip3`, `pip3.11`
fn is_named(name: &str, stem: &str) -> bool {
    name.strip_prefix(stem).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

pub(super) fn read(
    install: &mut Install,
    environment: &Environment,
    command: &Command,
) -> Result<(), Refusal> {
    let (Some(first), Some(at)) = (program(command), command.program()) else { return Ok(()) };
    let own = command.words[at].text();
    // `/usr/local/bin/pip` would install past the environment
    if own.contains('/') && !own.starts_with(&environment.path) {
        return Err(format!("`{own}` names pip by its path"));
    }
    let is_script = first == at + 1;
    let sub = command.words.get(first).map(Word::text).unwrap_or_default();
    if matches!(sub.as_str(), "check" | "list" | "freeze" | "config" | "cache" | "--version") {
        install.minds_cache |= sub == "cache";
        let asks = matches!(sub.as_str(), "check" | "list" | "freeze");
        if environment.is_ours && asks && is_script {
            install.edits.push((command.words[at].span.range(), "python -m pip".to_owned()));
        }
        return Ok(());
    }
    let before = (install.named.len(), install.files.len() + install.folders.len());
    arguments(install, &command.words, first)?;
    install.cache("/root/.cache/pip");
    let named: Vec<String> = install.named[before.0..].to_vec();
    let is_tool = |line: &String, tools: &[&str]| tools.contains(&name(line).0.to_ascii_lowercase().as_str());
    let all_tools = install.files.len() + install.folders.len() == before.1
        && !named.is_empty()
        && named.iter().all(|line| is_tool(line, &TOOLS) || is_tool(line, &TOOLS_WITH_PACKAGES));
    if all_tools {
        install.named.truncate(before.0);
        if named.iter().any(|line| is_tool(line, &TOOLS_WITH_PACKAGES)) {
            install.install_as_tool(&command.words[at], if is_script { "pip" } else { "python" });
        }
        return Ok(());
    }
    install.count += 1;
    // the base's own pip does the work, so an environment of our own needs none
    if environment.is_ours && is_script {
        install.edits.push((command.words[at].span.range(), "python -m pip".to_owned()));
    }
    Ok(())
}

/// Reads what stands behind `pip` or `uv pip`.
pub(super) fn arguments(install: &mut Install, words: &[Word], first: usize) -> Result<(), Refusal> {
    let mut installs = false;
    let mut at = first;
    while let Some(word) = words.get(at) {
        let text = word.text();
        let (name, joined) = match text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (text.as_str(), None),
        };
        let is_known = word.literal().is_some();
        let value = |at: &mut usize| {
            *at += usize::from(joined.is_none());
            joined.clone().or_else(|| words.get(*at)?.literal()).filter(|value| !value.contains('$'))
        };
        match name {
            "-r" | "--requirement" | "--requirements" | "-c" | "--constraint" | "--constraints" => {
                let value = value(&mut at);
                install.files.push(value.ok_or("which requirements are installed depends on a variable")?);
            }
            "--no-cache-dir" | "--no-cache" => {
                let gap = script::with_gap(words, at);
                install.without_cache.extend(gap.map(|gap| (gap, String::new())));
            }
            "--root-user-action" => at += usize::from(joined.is_none()),
            name if VALUED.contains(&name) => at += usize::from(joined.is_none()),
            name if PLAIN.contains(&name) => {}
            "-e" | "--editable" => {
                let value = value(&mut at).ok_or("what pip installs depends on a variable")?;
                install.folders.push((folder(&value), true));
            }
            _ if text.starts_with("-r") && is_known && text.len() > 2 => {
                install.files.push(text[2..].to_owned());
            }
            _ if text.starts_with('-') => return Err(format!("`pip {text}` may install elsewhere")),
            "install" if !installs => installs = true,
            _ if !installs => return Err(format!("`pip {text}` is not an installation")),
            _ if !is_known => return Err(format!("what pip installs depends on `{text}`")),
            _ => install.name(text),
        }
        at += 1;
    }
    Ok(())
}

/// Whether a requirement is a path.
pub(super) fn is_local(requirement: &str) -> bool {
    let text = requirement.trim();
    let is_url = text.contains("://") && !text.contains("file://");
    text.starts_with(['.', '/'])
        || text.starts_with("file:")
        || text.contains("file://")
        || !is_url && [".whl", ".tar.gz", ".zip"].iter().any(|end| text.ends_with(end))
        || !is_url
            && text
                .split(['[', '<', '>', '=', '~', '!', ';', '@'])
                .next()
                .is_some_and(|name| name.contains('/'))
}
