//! The new files read again: each process has what its service had, and every other service is as it was.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Candidate, parse, text, yaml};
use crate::repository::ComposeFile;
use crate::repository::compose::Service;
use crate::rewrite::compose::value;
use crate::source::{FileId, Mapped};
use crate::syntax::dockerfile;
use crate::syntax::shell::{self, Command, Part};
use crate::syntax::yaml::Node;

/// Compares; or says what would be lost.
pub(super) fn check(
    old: &ComposeFile,
    new: &str,
    name: &str,
    all: &[Candidate<'_>],
    supervised: &str,
) -> Result<(), String> {
    let new = parse(new)?;
    let members: Vec<&str> = all.iter().map(|it| it.process.name.as_str()).collect();
    rest(old, &new, name, &members)?;
    let container = new.service(name).ok_or("the container would be missing")?;
    let services = new.yaml.root().and_then(|root| root.get("services"));
    let body = services.and_then(|all| all.get(name)).ok_or("the container would be missing")?;
    if services.is_some_and(|all| text::names_as_service(all, &members)) {
        return Err("another service names one of them by `service:`".to_owned());
    }
    let script = read(supervised)?;
    if script.len() != all.len() {
        return Err("the script would start others".to_owned());
    }
    for (candidate, read) in all.iter().zip(&script) {
        process(candidate, read, container).map_err(|lost| format!("`{}` would lose {lost}", read.name))?;
        carried(candidate, body).map_err(|lost| format!("`{}` would lose {lost}", read.name))?;
    }
    Ok(())
}

/// All but the services that go and the one that comes.
fn rest(old: &ComposeFile, new: &ComposeFile, name: &str, members: &[&str]) -> Result<(), String> {
    let read = |file: &ComposeFile| match value::of(file, &str::to_owned) {
        Ok(Value::Object(mut root)) => match root.shift_remove("services") {
            Some(Value::Object(services)) => Ok((root, services)),
            _ => Err("it has no services".to_owned()),
        },
        _ => Err("it is no mapping".to_owned()),
    };
    let ((old_root, mut before), (new_root, mut after)) = (read(old)?, read(new)?);
    if old_root != new_root {
        return Err("volumes, networks, secrets or configs would change".to_owned());
    }
    after.shift_remove(name);
    before.retain(|service, _| !members.contains(&service.as_str()));
    let is_same = before.len() == after.len()
        && before
            .iter()
            .all(|(service, body)| after.get(service).is_some_and(|other| same(body, other, name, members)));
    if is_same { Ok(()) } else { Err("another service would change".to_owned()) }
}

/// Whether a service is as it was, but for waiting for the container in the place of its processes.
fn same(before: &Value, after: &Value, name: &str, members: &[&str]) -> bool {
    let split = |body: &Value| {
        let mut body = body.clone();
        let on = body.as_object_mut().and_then(|map| map.shift_remove("depends_on"));
        let names: BTreeSet<String> = match on {
            Some(Value::Array(items)) => {
                items.iter().filter_map(crate::rewrite::proof::text).map(str::to_owned).collect()
            }
            Some(Value::Object(map)) => map.into_iter().map(|(name, _)| name).collect(),
            _ => BTreeSet::new(),
        };
        (body, names)
    };
    let ((before, waited), (after, waits)) = (split(before), split(after));
    let moved: BTreeSet<String> = waited
        .into_iter()
        .map(|on| if members.contains(&on.as_str()) { name.to_owned() } else { on })
        .collect();
    before == after && moved == waits
}

/// A process as the script has it.
#[derive(Default)]
struct Read {
    name: String,
    signal: String,
    grace: String,
    /// Its own names and what the container calls them.
    exports: BTreeMap<String, String>,
    directory: String,
    asked: Option<Vec<String>>,
    words: Vec<String>,
}

/// Reads the script out of the Dockerfile.
fn read(supervised: &str) -> Result<Vec<Read>, String> {
    let lost = || "the script can't be read again".to_owned();
    let syntax = dockerfile::parse(FileId(0), supervised);
    if let Some(problem) = syntax.problems.first() {
        return Err(format!("the Dockerfile would not be well-formed ({})", problem.message));
    }
    let heredoc = syntax.instructions.last().and_then(|it| it.heredocs.first()).ok_or_else(lost)?;
    let script = shell::parse(&Mapped::whole(FileId(0), &heredoc.text.text, 0));
    let (mut all, mut current): (Vec<Read>, Read) = Default::default();
    let mut supervised = Vec::new();
    let mut is_asking = false;
    for command in &script.commands {
        let words = || command.words.iter().skip(1).map(shell::Word::literal).collect::<Option<Vec<_>>>();
        match command.words.first().and_then(shell::Word::literal).as_deref() {
            Some("export") => {
                let (name, called) = export(command).ok_or_else(lost)?;
                current.exports.insert(name, called);
            }
            Some("cd") => current.directory = words().ok_or_else(lost)?.concat(),
            Some("[") => is_asking = true,
            Some("exec") if !current.directory.is_empty() => {
                let words = words().ok_or_else(lost)?;
                if std::mem::take(&mut is_asking) {
                    current.asked = Some(words);
                } else {
                    current.words = words;
                    all.push(std::mem::take(&mut current));
                }
            }
            Some("supervise") => supervised.push(words().ok_or_else(lost)?),
            _ => is_asking = false,
        }
    }
    if supervised.len() != all.len() {
        return Err(lost());
    }
    for (process, words) in all.iter_mut().zip(supervised) {
        let [name, signal, grace, _] = words.as_slice() else { return Err(lost()) };
        (process.name, process.signal, process.grace) = (name.clone(), signal.clone(), grace.clone());
    }
    Ok(all)
}

/// `export NAME="$CALLED"`.
fn export(command: &Command) -> Option<(String, String)> {
    let is_empty = |part: &&Part| matches!(part, Part::Literal { text, .. } if text.is_empty());
    let parts: Vec<&Part> = command.words.get(1)?.parts.iter().filter(|part| !is_empty(part)).collect();
    match parts.as_slice() {
        [Part::Literal { text, .. }, Part::Variable { name, operator: None, .. }] => {
            Some((text.strip_suffix('=')?.to_owned(), name.clone()))
        }
        _ => None,
    }
}

/// What a process starts, where, and with which variables.
fn process(candidate: &Candidate<'_>, read: &Read, container: &Service) -> Result<(), String> {
    let process = &candidate.process;
    if read.name != process.name || read.words != process.words {
        return Err("its command".to_owned());
    }
    if read.directory != process.directory {
        return Err("its folder".to_owned());
    }
    if read.signal != process.signal || read.grace != process.grace.to_string() {
        return Err("its stop signal or grace period".to_owned());
    }
    if read.asked.as_ref() != process.health.as_ref().map(|it| &it.words) {
        return Err("its health check".to_owned());
    }
    let set = |name: &str| container.environment.iter().find(|it| it.name.value == name);
    let raw = |name: &str| set(name).map(|it| it.value.as_ref().map(|value| value.raw.clone()));
    for (name, value) in &process.variables {
        let called = read.exports.get(name).unwrap_or(name);
        if raw(called).as_ref() != Some(value) {
            return Err(format!("its variable `{name}`"));
        }
    }
    // and none that it didn't have: what isn't exported to it is shared by all, or taken away
    let own: BTreeSet<&str> = process.variables.iter().map(|(name, _)| name.as_str()).collect();
    match read.exports.keys().find(|name| !own.contains(name.as_str())) {
        Some(name) => Err(format!("that `{name}` isn't set")),
        None => Ok(()),
    }
}

/// Ports, mounts, names and everything else that the container has for it.
fn carried(candidate: &Candidate<'_>, body: Node<'_>) -> Result<(), String> {
    for key in ["ports", "expose", "volumes"] {
        let items = |body: Node<'_>| -> Result<Vec<String>, String> {
            body.get(key).into_iter().flat_map(Node::items).map(yaml::item).collect()
        };
        let has = items(body)?;
        if let Some(item) = items(candidate.body)?.into_iter().find(|item| !has.contains(item)) {
            return Err(format!("`{item}` of its `{key}`"));
        }
    }
    for (key, value) in &candidate.process.common {
        let has = body.get(key).map(|node| yaml::entry(key, node, 0)).transpose()?;
        if key != "networks" && has.as_ref() != Some(value) {
            return Err(format!("its `{key}`"));
        }
    }
    let mut names = vec![candidate.process.name.as_str()];
    names.extend(candidate.service.container_name.as_ref().map(|it| it.raw.as_str()));
    let on = body.get("networks").map(Node::entries).unwrap_or_default();
    let answers = on.iter().all(|entry| {
        let aliases: Vec<&str> =
            entry.value.get("aliases").into_iter().flat_map(Node::items).filter_map(Node::as_str).collect();
        names.iter().all(|name| aliases.contains(name))
    });
    if answers { Ok(()) } else { Err("its name on a network".to_owned()) }
}
