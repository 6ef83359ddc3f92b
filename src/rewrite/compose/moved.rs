//! What the new names of a Compose file's services, networks and volumes change in its text.

use std::ops::Range;

use super::merge::Member;
use super::names::{Moves, is_external, real_name};
use crate::repository::ComposeId;
use crate::repository::compose as model;
use crate::source::FileId;
use crate::syntax::yaml::{self, Entry, Node, Yaml};

/// Changes to a text.
pub(super) type Edits = Vec<(Range<usize>, String)>;

/// The entries of a top-level section.
pub(super) fn entries<'a>(tree: &'a Yaml, section: &str) -> Vec<Entry<'a>> {
    tree.root().and_then(|root| root.get(section)).map(Node::entries).unwrap_or_default()
}

/// The whole lines of an entry that has them for itself.
pub(super) fn lines_of(text: &str, key: Range<usize>, value: Range<usize>) -> Option<Range<usize>> {
    let start = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[value.end..].find('\n').map_or(text.len(), |at| value.end + at + 1);
    let is_alone = text[start..key.start].trim().is_empty()
        && text[value.end..end].trim_start().chars().next().is_none_or(|c| c == '#');
    is_alone.then_some(start..end)
}

/// The changes to a member's text that its new names make.
pub(super) fn edits(tree: &Yaml, member: &Member, moves: &Moves) -> Result<Edits, String> {
    let text = &member.text;
    let mut edits = Vec::new();
    let file = model::read(ComposeId(0), String::new(), FileId(0), yaml::parse(FileId(0), text));
    for service in &file.services {
        let renamed: Vec<&String> =
            moves.services.keys().filter(|it| service.depends_on.iter().any(|on| on.value == **it)).collect();
        let odd = ["links", "volumes_from", "network_mode", "pid", "ipc", "extends"];
        let is_odd = service.keys.iter().any(|key| odd.contains(&key.value.as_str()));
        if let (Some(name), true) = (renamed.first(), is_odd) {
            return Err(format!("`{}` refers to `{name}`, which needs another name", service.name.value));
        }
    }
    for entry in entries(tree, "services") {
        let name = entry.key.as_str().unwrap_or_default();
        let body = entry.value;
        if let Some(new) = moves.services.get(name) {
            edits.push((entry.key.span().range(), new.clone()));
        }
        if let Some(on) = body.get("depends_on") {
            for scalar in on.items().chain(on.own_entries().map(|it| it.key)) {
                if let Some(new) = scalar.as_str().and_then(|it| moves.services.get(it)) {
                    edits.push((scalar.span().range(), new.clone()));
                }
            }
        }
        volumes(body, moves, &mut edits)?;
        networks(name, body, text, moves, &mut edits)?;
    }
    for (section, names) in [("networks", &moves.networks), ("volumes", &moves.volumes)] {
        for entry in entries(tree, section) {
            let key = entry.key.as_str().unwrap_or_default();
            if moves.gone.contains(&(section, key.to_owned())) {
                let lines = lines_of(text, entry.key.span().range(), entry.value.span().range());
                edits.push((lines.ok_or("a declaration is written in one line")?, String::new()));
                continue;
            }
            let Some(new) = names.get(key) else { continue };
            if new != key {
                edits.push((entry.key.span().range(), new.clone()));
            }
            if entry.value.get("name").is_none() && !is_external(entry.value) {
                let real = real_name(&member.project, key, entry.value);
                edits.push(named(&entry, &real, text)?);
            }
        }
    }
    // a default network that no file declares, and that somebody is on
    let default = moves.networks.get("default").filter(|new| new.as_str() == member.project);
    let is_used = entries(tree, "services").iter().any(|it| is_on_default(it.value));
    if default.is_some()
        && is_used
        && !entries(tree, "networks").iter().any(|it| it.key.as_str() == Some("default"))
    {
        let real = format!("{}_default", member.project);
        let section = tree.root().and_then(|root| root.entry("networks"));
        match section.filter(|it| !it.value.is_null()) {
            Some(section) => {
                let first = section.value.own_entries().next().ok_or("its networks are empty")?;
                let start = first.key.span().start as usize;
                let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
                let indent = &text[line..start];
                edits.push((line..line, format!("{indent}{}:\n{indent}  name: {real}\n", member.project)));
            }
            None => {
                let end = text.len();
                let gap = if text.ends_with('\n') { "" } else { "\n" };
                edits
                    .push((end..end, format!("{gap}\nnetworks:\n  {}:\n    name: {real}\n", member.project)));
            }
        }
    }
    Ok(edits)
}

/// Whether a service is on the default network: by itself, or because it says so.
fn is_on_default(body: Node<'_>) -> bool {
    if body.get("network_mode").is_some() {
        return false;
    }
    let Some(on) = body.get("networks").filter(|on| !on.is_null()) else { return true };
    let mut keys = on.items().chain(on.entries().into_iter().map(|it| it.key));
    keys.any(|key| key.as_str() == Some("default"))
}

/// Gives a declaration a `name:`.
fn named(entry: &Entry<'_>, real: &str, text: &str) -> Result<(Range<usize>, String), String> {
    let key = entry.key.span();
    let line = text[..key.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..key.start as usize];
    if !indent.bytes().all(|byte| byte == b' ') {
        return Err("a declaration is written in one line with others".to_owned());
    }
    if entry.value.is_null() {
        let at = key.end as usize + 1;
        let written = entry.value.span().range();
        let at = if written.is_empty() { at } else { written.end };
        return Ok((at..at, format!("\n{indent}  name: {real}")));
    }
    let first = entry.value.own_entries().next().ok_or("a declaration is empty")?.key.span().start as usize;
    let line = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let inner = &text[line..first];
    match inner.bytes().all(|byte| byte == b' ') {
        true => Ok((line..line, format!("{inner}name: {real}\n"))),
        false => Ok((first..first, format!("name: {real}, "))),
    }
}

fn volumes(body: Node<'_>, moves: &Moves, edits: &mut Edits) -> Result<(), String> {
    for item in body.get("volumes").into_iter().flat_map(Node::items) {
        let (node, name) = match item.as_str() {
            Some(text) => (item, text.split(':').next().unwrap_or_default().to_owned()),
            None => match item.get("source") {
                Some(source) if item.get("type").and_then(Node::as_str) == Some("volume") => {
                    (source, source.as_str().unwrap_or_default().to_owned())
                }
                _ => continue,
            },
        };
        let Some(new) = moves.volumes.get(&name).filter(|new| **new != name) else { continue };
        let span = node.text().map(|text| text.span(0..name.len())).ok_or("a mount can't be read")?;
        edits.push((span.range(), new.clone()));
    }
    Ok(())
}

/// The networks that a service was on by itself are said; under a new name it answers to the old one.
fn networks(name: &str, body: Node<'_>, text: &str, moves: &Moves, edits: &mut Edits) -> Result<(), String> {
    let is_renamed = moves.services.contains_key(name);
    if body.get("network_mode").is_some() {
        return match is_renamed {
            true => Err(format!("`{name}` needs another name, and has no network of its own")),
            false => Ok(()),
        };
    }
    let fallback = "default".to_owned();
    let moved = |key: &str| moves.networks.get(key).unwrap_or(&fallback).clone();
    match body.entry("networks") {
        None => {
            let default = moved("default");
            if default == "default" && !is_renamed {
                return Ok(());
            }
            let first = body.own_entries().next().ok_or_else(|| format!("`{name}` is empty"))?;
            let start = first.key.span().start as usize;
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let indent = &text[line..start];
            if !indent.bytes().all(|byte| byte == b' ') || indent.is_empty() {
                return Err(format!("`{name}` is written in one line"));
            }
            let said = match is_renamed {
                true => format!("{indent}  {default}:\n{indent}    aliases: [{name}]\n"),
                false => format!("{indent}  - {default}\n"),
            };
            edits.push((line..line, format!("{indent}networks:\n{said}")));
        }
        Some(entry) if entry.merged => {
            let keys: Vec<&str> = entry
                .value
                .items()
                .chain(entry.value.own_entries().map(|it| it.key))
                .filter_map(Node::as_str)
                .collect();
            if is_renamed || keys.iter().any(|key| moved(key) != **key) {
                return Err(format!("the networks of `{name}` come from an anchor"));
            }
        }
        Some(entry) if is_renamed => {
            if entry.value.is_mapping() {
                return Err(format!("`{name}` needs another name, and has settings for its networks"));
            }
            let keys = entry.value.items().filter_map(Node::as_str);
            let all: Vec<String> = keys.map(|key| format!("{}: {{aliases: [{name}]}}", moved(key))).collect();
            let start = entry.key.span().end as usize + 1;
            edits.push((start..entry.value.span().end as usize, format!(" {{{}}}", all.join(", "))));
        }
        Some(entry) => {
            for scalar in entry.value.items().chain(entry.value.own_entries().map(|it| it.key)) {
                let key = scalar.as_str().unwrap_or_default();
                if moved(key) != key {
                    edits.push((scalar.span().range(), moved(key)));
                }
            }
        }
    }
    Ok(())
}
