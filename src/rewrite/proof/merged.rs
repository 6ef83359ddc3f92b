//! Several Compose files against the one that takes their place: each service on the same networks under the same
//! names, with the same volumes, waiting for the same services.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::compose::text;
use crate::repository::{ComposeFile, ComposeId, compose as model};
use crate::rewrite::compose::merge::{Member, Merged};
use crate::rewrite::compose::value;
use crate::source::FileId;
use crate::syntax::yaml;

/// Checks the one text against the members'. Returns what was compared, or what is not the same.
pub(in crate::rewrite) fn merged(members: &[Member], merged: &Merged) -> Result<Vec<String>, String> {
    let Some(main) = members.first() else { return Err("there is none".to_owned()) };
    let after = Meaning::of(&merged.text, &main.project)?;
    let (mut count, mut networks, mut volumes) = (0, BTreeMap::new(), BTreeMap::new());
    let mut rest = Map::new();
    for (member, renamed) in members.iter().zip(&merged.renamed) {
        let before = Meaning::of(&member.text, &member.project)?;
        for (name, mut body) in before.services {
            let new = renamed.get(&name).unwrap_or(&name);
            rename(&mut body, renamed);
            if new != &name {
                known_as(&mut body, new);
            }
            match after.services.get(new) {
                Some(other) if *other == body => count += 1,
                _ => return Err(format!("the service `{name}` of `{}` would change", member.path)),
            }
        }
        for (real, body) in before.networks {
            keep(&mut networks, real, body)?;
        }
        for (real, body) in before.volumes {
            keep(&mut volumes, real, body)?;
        }
        rest.extend(before.rest);
    }
    if after.services.len() != count {
        return Err("the services would not be the same".to_owned());
    }
    if after.networks != networks || after.volumes != volumes || after.rest != rest {
        return Err("volumes, networks, secrets or configs would change".to_owned());
    }
    Ok(vec![
        format!(
            "all {count} services of {} files, each on the same networks under the same host names",
            members.len()
        ),
        "the real names of all volumes and networks".to_owned(),
    ])
}

/// What somebody makes is what it is; what is external to all stays so.
fn keep(all: &mut BTreeMap<String, Value>, real: String, body: Value) -> Result<(), String> {
    match all.get(&real) {
        None => _ = all.insert(real, body),
        Some(known) if *known == body || is_external(&body) => {}
        Some(known) if is_external(known) => _ = all.insert(real, body),
        Some(_) => return Err(format!("`{real}` would be set up in two ways")),
    }
    Ok(())
}

fn is_external(body: &Value) -> bool {
    body.get("external").and_then(text).is_some_and(|it| it != "false")
}

/// A file, every name replaced by what Docker calls it.
struct Meaning {
    services: BTreeMap<String, Value>,
    networks: BTreeMap<String, Value>,
    volumes: BTreeMap<String, Value>,
    rest: Map<String, Value>,
}

impl Meaning {
    fn of(source: &str, project: &str) -> Result<Self, String> {
        let tree = yaml::parse(FileId(0), source);
        if let Some(problem) = tree.problems.first() {
            return Err(format!("it would not be well-formed ({})", problem.message));
        }
        let file: ComposeFile = model::read(ComposeId(0), String::new(), FileId(0), tree);
        let Value::Object(mut root) = value::of(&file, &str::to_owned)? else {
            return Err("it is no mapping".to_owned());
        };
        let names = |root: &mut Map<String, Value>, section: &str| {
            let mut reals = BTreeMap::new();
            let mut bodies = BTreeMap::new();
            let Some(Value::Object(all)) = root.shift_remove(section) else { return (reals, bodies) };
            for (key, mut body) in all {
                let named = body.get("name").and_then(text).map(str::to_owned);
                let real = named.unwrap_or_else(|| match is_external(&body) {
                    true => key.clone(),
                    false => format!("{project}_{key}"),
                });
                if let Some(map) = body.as_object_mut() {
                    map.shift_remove("name");
                }
                let body = if body.as_object().is_some_and(Map::is_empty) { Value::Null } else { body };
                reals.insert(key, real.clone());
                bodies.insert(real, body);
            }
            (reals, bodies)
        };
        let (mut network_names, mut networks) = names(&mut root, "networks");
        let (volume_names, volumes) = names(&mut root, "volumes");
        let default = format!("{project}_default");
        let default = network_names.entry("default".to_owned()).or_insert(default).clone();
        let Some(Value::Object(bodies)) = root.shift_remove("services") else {
            return Err("it has no services".to_owned());
        };
        root.retain(|key, _| !key.starts_with("x-") && key != "name" && key != "version");
        let mut services = BTreeMap::new();
        for (name, body) in bodies {
            let Value::Object(mut body) = body else { return Err(format!("`{name}` is no mapping")) };
            if !body.contains_key("network_mode") {
                let on = on_networks(&name, body.shift_remove("networks"), &network_names);
                if on.contains_key(&default) {
                    networks.entry(default.clone()).or_insert(Value::Null);
                }
                body.insert("networks".to_owned(), Value::Object(on));
            }
            if let Some(Value::Array(mounts)) = body.get_mut("volumes") {
                mounts.iter_mut().for_each(|mount| real_mount(mount, &volume_names));
            }
            // the order of keys says nothing
            body.sort_keys();
            services.insert(name, Value::Object(body));
        }
        Ok(Self { services, networks, volumes, rest: root })
    }
}

/// A service's networks by real name, each with the names that it has there.
fn on_networks(name: &str, written: Option<Value>, reals: &BTreeMap<String, String>) -> Map<String, Value> {
    let real = |key: &str| reals.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let pairs: Vec<(String, Value)> = match written {
        None | Some(Value::Null) => vec![(real("default"), Value::Null)],
        Some(Value::Array(items)) => {
            items.iter().filter_map(text).map(|key| (real(key), Value::Null)).collect()
        }
        Some(Value::Object(map)) => map.into_iter().map(|(key, body)| (real(&key), body)).collect(),
        Some(_) => Vec::new(),
    };
    let mut on = Map::new();
    for (real, body) in pairs {
        let mut settings = match body {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let aliases = settings.shift_remove("aliases");
        let mut names: Vec<String> = match &aliases {
            Some(Value::Array(items)) => items.iter().filter_map(text).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        names.push(name.to_owned());
        names.sort();
        names.dedup();
        settings.insert("aliases".to_owned(), names.into());
        on.insert(real, Value::Object(settings));
    }
    on.sort_keys();
    on
}

fn real_mount(mount: &mut Value, reals: &BTreeMap<String, String>) {
    if let Value::Object(map) = mount {
        let is_volume = map.get("type").and_then(text) == Some("volume");
        let real = map.get("source").and_then(text).and_then(|source| reals.get(source)).cloned();
        if let Some(real) = real.filter(|_| is_volume) {
            map.insert("source".to_owned(), Value::String(real));
        }
        return;
    }
    let Some(written) = text(mount) else { return };
    let (source, rest) = written.split_once(':').unwrap_or((written, ""));
    if let Some(real) = reals.get(source) {
        *mount = Value::String(format!("{real}:{rest}"));
    }
}

/// What a service waits for, under the new names.
fn rename(body: &mut Value, renamed: &BTreeMap<String, String>) {
    match body.get_mut("depends_on") {
        Some(Value::Array(items)) => {
            for item in items {
                if let Some(new) = text(item).and_then(|it| renamed.get(it)).cloned() {
                    *item = Value::String(new);
                }
            }
        }
        Some(Value::Object(map)) => {
            let old = std::mem::take(map);
            let new = old.into_iter().map(|(name, it)| (renamed.get(&name).cloned().unwrap_or(name), it));
            *map = new.collect();
        }
        _ => {}
    }
}

/// A renamed service answers to its new name, too.
fn known_as(body: &mut Value, name: &str) {
    let Some(Value::Object(networks)) = body.get_mut("networks") else { return };
    for settings in networks.values_mut() {
        if let Some(Value::Array(aliases)) = settings.get_mut("aliases") {
            let mut names: Vec<String> = aliases.iter().filter_map(text).map(str::to_owned).collect();
            names.push(name.to_owned());
            names.sort();
            *aliases = names.into_iter().map(Value::String).collect();
        }
    }
}
