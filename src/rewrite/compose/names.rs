//! Which names of several Compose files stay, and which have to change where the files become one.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::Member;
use super::moved::{Edits, entries, lines_of};
use crate::syntax::yaml::{Entry, Node, Yaml};

/// What becomes of a member's names.
pub(super) struct Moves {
    /// Services, where the name is taken.
    pub(super) services: BTreeMap<String, String>,
    /// Networks by key, `default` included.
    pub(super) networks: BTreeMap<String, String>,
    /// Volumes by key.
    pub(super) volumes: BTreeMap<String, String>,
    /// Declarations that go: another member has the same.
    pub(super) gone: BTreeSet<(&'static str, String)>,
}

/// The names that are taken in the one file.
pub(super) struct Names {
    services: BTreeSet<String>,
    /// By real name, the key; and whether it is declared as somebody else's.
    networks: BTreeMap<String, (String, bool)>,
    volumes: BTreeMap<String, (String, bool)>,
    other: BTreeSet<String>,
    /// External networks of the first member that another member makes: key.
    provided: BTreeSet<String>,
}

/// What Docker calls a network or volume.
pub(super) fn real_name(project: &str, key: &str, body: Node<'_>) -> String {
    let named = body.get("name").and_then(Node::as_str).map(str::to_owned);
    named.unwrap_or_else(|| if is_external(body) { key.to_owned() } else { format!("{project}_{key}") })
}

/// Whether somebody else makes it.
pub(super) fn is_external(body: Node<'_>) -> bool {
    body.get("external").is_some_and(|it| it.as_str() != Some("false"))
}

impl Names {
    pub(super) fn new(trees: &[Yaml], members: &[Member]) -> Self {
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

    pub(super) fn moves(&mut self, tree: &Yaml, member: &Member) -> Result<Moves, String> {
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
    pub(super) fn provided(&self, tree: &Yaml, main: &Member) -> Result<Edits, String> {
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

fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut name = wanted.to_owned();
    while taken(&name) {
        name.push_str("-2");
    }
    name
}
