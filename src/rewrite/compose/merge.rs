//! Compose files that run together → one text. Names stay: of services but where two files have the same one, of
//! volumes and networks by `name:`, of hosts by an alias.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::sections::{self, Sections};
use crate::edit::splice;
use crate::repository::ComposeId;
use crate::repository::compose as model;
use crate::source::FileId;
use crate::syntax::yaml::{self, Entry, Node, Yaml};

/// One of the files, its paths leading from the new place already.
#[derive(Debug, Clone)]
pub(in crate::rewrite) struct Member {
    /// The project's name.
    pub(in crate::rewrite) project: String,
    /// The original's path.
    pub(in crate::rewrite) path: String,
    /// The text.
    pub(in crate::rewrite) text: String,
}

/// One file for all.
#[derive(Debug, Clone)]
pub(in crate::rewrite) struct Merged {
    pub(in crate::rewrite) text: String,
    /// By member: services that have another name, old to new.
    pub(in crate::rewrite) renamed: Vec<BTreeMap<String, String>>,
}

type Edits = Vec<(Range<usize>, String)>;

/// The first member keeps its project, and so all its names.
pub(in crate::rewrite) fn merge(members: &[Member]) -> Result<Merged, String> {
    let trees: Vec<Yaml> = members.iter().map(|member| yaml::parse(FileId(0), &member.text)).collect();
    let Some((main, _)) = members.split_first() else { return Err("there is none".to_owned()) };
    anchors(&trees)?;
    let mut names = Names::new(&trees, members);
    let mut renamed = vec![BTreeMap::new(); members.len()];
    let mut added: Vec<Sections> = Vec::new();
    for (at, (tree, member)) in trees.iter().zip(members).enumerate().skip(1) {
        let moves = names.moves(tree, member)?;
        let edits = edits(tree, member, &moves)?;
        let text = splice(&member.text, edits).ok_or("its services are woven together by anchors")?;
        added.push(sections::read(&text)?);
        renamed[at] = moves.services;
    }
    let provided = names.provided(&trees[0], main, &added)?;
    let text = splice(&main.text, provided).ok_or("its networks are woven together by anchors")?;
    let mut all = sections::read(&text)?;
    for (sections, member) in added.into_iter().zip(&members[1..]) {
        all.append(sections, &format!("# of {}", member.path))?;
    }
    Ok(Merged { text: all.text(), renamed })
}

/// An anchor means the last one of its name above: two files may not have the same one.
fn anchors(trees: &[Yaml]) -> Result<(), String> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (at, tree) in trees.iter().enumerate() {
        let mut nodes: Vec<Node<'_>> = tree.root().into_iter().collect();
        let mut left = 100_000u32;
        while let Some(node) = nodes.pop() {
            left = left.checked_sub(1).ok_or("they are too large")?;
            if let Some(anchor) = node.anchor() {
                let first = *known.entry(anchor.value.to_owned()).or_insert(at);
                if first != at {
                    return Err(format!("two of them have an anchor `{}`", anchor.value));
                }
            }
            nodes.extend(node.own_entries().map(|entry| entry.value));
            nodes.extend(node.items());
        }
    }
    Ok(())
}

/// What becomes of a member's names.
struct Moves {
    /// Services, where the name is taken.
    services: BTreeMap<String, String>,
    /// Networks by key, `default` included.
    networks: BTreeMap<String, String>,
    /// Volumes by key.
    volumes: BTreeMap<String, String>,
    /// Declarations that go: another member has the same.
    gone: BTreeSet<(&'static str, String)>,
}

/// The names that are taken in the one file.
struct Names {
    services: BTreeSet<String>,
    /// By real name, the key; and whether it is declared as somebody else's.
    networks: BTreeMap<String, (String, bool)>,
    volumes: BTreeMap<String, (String, bool)>,
    other: BTreeSet<String>,
    /// External networks of the first member that another member makes: key.
    provided: BTreeSet<String>,
}

/// What Docker calls a network or volume.
pub(in crate::rewrite) fn real_name(project: &str, key: &str, body: Node<'_>) -> String {
    let named = body.get("name").and_then(Node::as_str).map(str::to_owned);
    named.unwrap_or_else(|| if is_external(body) { key.to_owned() } else { format!("{project}_{key}") })
}

/// Whether somebody else makes it.
pub(in crate::rewrite) fn is_external(body: Node<'_>) -> bool {
    body.get("external").is_some_and(|it| it.as_str() != Some("false"))
}

fn entries<'a>(tree: &'a Yaml, section: &str) -> Vec<Entry<'a>> {
    tree.root().and_then(|root| root.get(section)).map(Node::entries).unwrap_or_default()
}

impl Names {
    fn new(trees: &[Yaml], members: &[Member]) -> Self {
        let mut names = Self {
            services: BTreeSet::new(),
            networks: BTreeMap::new(),
            volumes: BTreeMap::new(),
            other: BTreeSet::new(),
            provided: BTreeSet::new(),
        };
        let Some((tree, member)) = trees.first().zip(members.first()) else { return names };
        let key = |entry: &Entry<'_>| entry.key.as_str().unwrap_or_default().to_owned();
        names.services = entries(tree, "services").iter().map(key).collect();
        for (section, into) in [("networks", &mut names.networks), ("volumes", &mut names.volumes)] {
            for entry in entries(tree, section) {
                let real = real_name(&member.project, &key(&entry), entry.value);
                into.insert(real, (key(&entry), is_external(entry.value)));
            }
        }
        let default = format!("{}_default", member.project);
        names.networks.entry(default).or_insert(("default".to_owned(), false));
        for section in ["secrets", "configs", "models"] {
            names.other.extend(entries(tree, section).iter().map(key));
        }
        names
    }

    fn moves(&mut self, tree: &Yaml, member: &Member) -> Result<Moves, String> {
        let mut moves = Moves {
            services: BTreeMap::new(),
            networks: BTreeMap::new(),
            volumes: BTreeMap::new(),
            gone: BTreeSet::new(),
        };
        let key = |entry: &Entry<'_>| entry.key.as_str().unwrap_or_default().to_owned();
        let own: Vec<String> = entries(tree, "services").iter().map(key).collect();
        for name in &own {
            if self.services.contains(name) {
                let new = free(&format!("{}-{name}", member.project), |it| {
                    self.services.contains(it) || own.iter().any(|other| other == it)
                });
                moves.services.insert(name.clone(), new);
            }
        }
        self.services.extend(own.into_iter().map(|it| moves.services.get(&it).cloned().unwrap_or(it)));
        for section in ["secrets", "configs", "models"] {
            if let Some(entry) = entries(tree, section).iter().find(|it| self.other.contains(&key(it))) {
                return Err(format!("`{section}` of two of them have a `{}`", key(entry)));
            }
            self.other.extend(entries(tree, section).iter().map(key));
        }
        for (section, is_network) in [("networks", true), ("volumes", false)] {
            let mut all = entries(tree, section)
                .into_iter()
                .map(|it| (key(&it), real_name(&member.project, &key(&it), it.value), is_external(it.value)))
                .collect::<Vec<_>>();
            if is_network && !all.iter().any(|(key, ..)| key == "default") {
                all.push(("default".to_owned(), format!("{}_default", member.project), false));
            }
            let known = if is_network { &mut self.networks } else { &mut self.volumes };
            let into = if is_network { &mut moves.networks } else { &mut moves.volumes };
            for (key, real, external) in all {
                if let Some((there, was_external)) = known.get_mut(&real) {
                    into.insert(key.clone(), there.clone());
                    let declared = entries(tree, section).iter().any(|it| it.key.as_str() == Some(&key));
                    if *was_external && !external {
                        let is_plain = entries(tree, section)
                            .iter()
                            .filter(|it| it.key.as_str() == Some(&key))
                            .all(|it| it.value.entries().iter().all(|it| it.key.as_str() == Some("name")));
                        if !is_plain {
                            return Err(format!("what one calls external, `{real}`, is set up by another"));
                        }
                        *was_external = false;
                        if is_network {
                            self.provided.insert(there.clone());
                        } else {
                            return Err(format!("the volume `{real}` is external to one of them"));
                        }
                    } else if !external {
                        return Err(format!("two of them make `{real}`"));
                    }
                    if declared {
                        moves.gone.insert((section, key));
                    }
                    continue;
                }
                let taken: BTreeSet<String> = known.values().map(|(key, _)| key.clone()).collect();
                let new = match (key.as_str(), taken.contains(&key)) {
                    ("default", _) => free(&member.project, |it| taken.contains(it)),
                    (_, true) => free(&format!("{}-{key}", member.project), |it| taken.contains(it)),
                    (_, false) => key.clone(),
                };
                known.insert(real, (new.clone(), external));
                into.insert(key, new);
            }
        }
        Ok(moves)
    }

    /// Takes `external` from the first member's networks that others make.
    fn provided(&self, tree: &Yaml, main: &Member, _added: &[Sections]) -> Result<Edits, String> {
        let mut edits = Vec::new();
        for entry in entries(tree, "networks") {
            if !entry.key.as_str().is_some_and(|key| self.provided.contains(key)) {
                continue;
            }
            let external = entry.value.entry("external").filter(|it| !it.merged);
            let external = external.ok_or("a network is external in another way than by a key")?;
            let lines = lines_of(&main.text, external.key.span().range(), external.value.span().range());
            edits.push((lines.ok_or("a network is written in one line")?, String::new()));
        }
        Ok(edits)
    }
}

/// The whole lines of an entry that has them for itself.
fn lines_of(text: &str, key: Range<usize>, value: Range<usize>) -> Option<Range<usize>> {
    let start = text[..key.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[value.end..].find('\n').map_or(text.len(), |at| value.end + at + 1);
    let is_alone = text[start..key.start].trim().is_empty()
        && text[value.end..end].trim_start().chars().next().is_none_or(|c| c == '#');
    is_alone.then_some(start..end)
}

fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = wanted.to_owned();
    while taken(&name) {
        name.push_str("-2");
    }
    name
}

/// The changes to a member's text that its new names make.
fn edits(tree: &Yaml, member: &Member, moves: &Moves) -> Result<Edits, String> {
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
    // a default network that no file declares
    let default = moves.networks.get("default").filter(|new| new.as_str() == member.project);
    if default.is_some() && !entries(tree, "networks").iter().any(|it| it.key.as_str() == Some("default")) {
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
