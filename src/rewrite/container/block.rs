//! The container as a service of the Compose file: what its processes share, and everything that each of them had.

use std::collections::BTreeMap;
use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};

use super::clash::{STARTED, waits_for};
use super::image::{Image, SCRIPT};
use super::variables::Variables;
use super::yaml::{self, text};
use super::{Candidate, Holding};
use crate::syntax::yaml::Node;

/// What each process may be given after the stop signal, before Docker ends the container: its own default.
const GRACE: u64 = 10_000;

/// The lines of the service `name`.
pub(super) fn write(
    name: &str,
    all: &[Candidate<'_>],
    variables: &Variables,
    image: &Image,
    holding: &Holding,
) -> Result<String, String> {
    let mut out = format!("  {name}:\n");
    let first = all.first().ok_or("there is none")?;
    if let Some(builder) = all.iter().find(|it| it.body.get("build").is_some()) {
        out += &build(builder.body, holding.dockerfile.as_deref())?;
    }
    _ = writeln!(out, "    image: {}", text(&holding.image));
    _ = writeln!(out, "    entrypoint: [{SCRIPT}]");
    for entry in first.body.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if first.process.common.contains_key(key) && key != "networks" {
            out += &yaml::entry(key, entry.value, 4)?;
        }
    }
    if image.stop_signal.is_some() || all.iter().any(|it| it.body.get("stop_signal").is_some()) {
        out += "    stop_signal: SIGTERM\n";
    }
    let grace = all.iter().map(|it| it.process.grace).max().unwrap_or(GRACE);
    if grace > GRACE {
        // without fractions where there are none
        let (number, unit) = if grace % 1000 == 0 { (grace / 1000, "s") } else { (grace, "ms") };
        _ = writeln!(out, "    stop_grace_period: {number}{unit}");
    }
    out += &list("ports", &lines(all, "ports")?);
    out += &list("expose", &lines(all, "expose")?);
    out += &environment(variables);
    out += &list("volumes", &lines(all, "volumes")?);
    out += &networks(all);
    out += &waits(all);
    out += &health(all);
    Ok(out)
}

/// The build, with the Dockerfile that holds the supervisor where that is another than before.
fn build(body: Node<'_>, dockerfile: Option<&str>) -> Result<String, String> {
    let Some(build) = body.get("build") else { return Ok(String::new()) };
    let Some(dockerfile) = dockerfile else { return yaml::entry("build", build, 4) };
    let mut out = "    build:\n".to_owned();
    if !build.is_mapping() {
        _ = writeln!(out, "      context: {}", yaml::item(build)?);
    }
    for entry in build.entries() {
        let key = entry.key.as_str().unwrap_or_default();
        if key != "dockerfile" {
            out += &yaml::entry(key, entry.value, 6)?;
        }
    }
    _ = writeln!(out, "      dockerfile: {}", text(dockerfile));
    Ok(out)
}

/// The items of a list of all services, each once.
fn lines(all: &[Candidate<'_>], key: &str) -> Result<IndexSet<String>, String> {
    let items = all.iter().flat_map(|it| it.body.get(key).into_iter().flat_map(Node::items));
    items.map(yaml::item).collect()
}

fn list(key: &str, items: &IndexSet<String>) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: String = items.iter().map(|item| format!("      - {item}\n")).collect();
    format!("    {key}:\n{items}")
}

fn environment(variables: &Variables) -> String {
    let mut out = String::new();
    for (name, value) in &variables.shared {
        _ = match value {
            Some(value) => writeln!(out, "      {}: {}", text(name), text(value)),
            None => writeln!(out, "      {}:", text(name)),
        };
    }
    for own in variables.own.iter().flatten() {
        _ = writeln!(out, "      {}: {}", text(&own.called), text(&own.value));
    }
    if out.is_empty() { out } else { format!("    environment:\n{out}") }
}

/// The networks of all, on which it answers to every name that they had.
fn networks(all: &[Candidate<'_>]) -> String {
    if all.iter().any(|it| it.body.get("network_mode").is_some()) {
        return String::new();
    }
    let mut on: BTreeMap<String, IndexSet<String>> = BTreeMap::new();
    for candidate in all {
        let body = candidate.body;
        let written = body.get("networks").filter(|on| !on.is_null());
        let mut own: Vec<(String, Vec<String>)> = Vec::new();
        match written {
            None => own.push(("default".to_owned(), Vec::new())),
            Some(written) => {
                own.extend(
                    written.items().filter_map(Node::as_str).map(|name| (name.to_owned(), Vec::new())),
                );
                for entry in written.entries() {
                    let aliases = entry.value.get("aliases").into_iter().flat_map(Node::items);
                    let aliases = aliases.filter_map(Node::as_str).map(str::to_owned).collect();
                    own.push((entry.key.as_str().unwrap_or_default().to_owned(), aliases));
                }
            }
        }
        let container = candidate.service.container_name.as_ref().map(|name| name.raw.clone());
        for (network, aliases) in own {
            let names = on.entry(network).or_default();
            names.insert(candidate.process.name.clone());
            names.extend(aliases);
            names.extend(container.clone());
        }
    }
    let mut out = "    networks:\n".to_owned();
    for (network, names) in on {
        _ = writeln!(out, "      {}:\n        aliases:", text(&network));
        names.iter().for_each(|name| _ = writeln!(out, "          - {}", text(name)));
    }
    out
}

/// What all of them wait for, others than themselves; of several conditions the strongest.
pub(super) fn waited_for(all: &[Candidate<'_>]) -> IndexMap<String, String> {
    let mut on: IndexMap<String, String> = IndexMap::new();
    for (name, condition) in all.iter().flat_map(|it| waits_for(it.body)) {
        if all.iter().any(|it| it.process.name == name) {
            continue;
        }
        let known = on.entry(name).or_insert_with(|| STARTED.to_owned());
        if known == STARTED {
            *known = condition;
        }
    }
    on
}

fn waits(all: &[Candidate<'_>]) -> String {
    let on = waited_for(all);
    if on.is_empty() {
        return String::new();
    }
    let is_plain = on.values().all(|condition| condition == STARTED);
    let line = |(name, condition): (&String, &String)| match is_plain {
        true => format!("      - {}\n", text(name)),
        false => format!("      {}:\n        condition: {condition}\n", text(name)),
    };
    format!("    depends_on:\n{}", on.iter().map(line).collect::<String>())
}

fn health(all: &[Candidate<'_>]) -> String {
    let mut out = format!("    healthcheck:\n      test: [CMD, {SCRIPT}, health]\n");
    let timing = all.iter().find_map(|it| it.process.health.as_ref()).map(|it| it.timing.clone());
    for (key, value) in timing.unwrap_or_default() {
        let number = value.bytes().all(|byte| byte.is_ascii_digit());
        _ = writeln!(out, "      {key}: {}", if number { value } else { text(&value) });
    }
    out
}
