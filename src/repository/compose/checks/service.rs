//! What contradicts itself within a service. Source: compose-go's `loader/validate.go` and `loader/paths.go`.

use super::formats;
use super::report::{Report, place};
use crate::repository::compose::Text;
use crate::syntax::interpolation::Value;
use crate::syntax::yaml::{Entry, Node, Resolved};

/// Checks every service of a document.
pub(super) fn check(root: Node<'_>, report: &mut Report) {
    for entry in root.get("services").map(Node::entries).unwrap_or_default() {
        let body = entry.value;
        if !body.is_mapping() {
            continue;
        }
        networks(body, report);
        build(body, report);
        healthcheck(body, report);
        scale(body, report);
        limits(body, report);
        watch(body, report);
        mounts(body, report);
        device_requests(body, report);
    }
}

/// The text of a scalar in which no variable has a say.
pub(super) fn known(node: Node<'_>) -> Option<String> {
    match Text::read(node)?.value {
        Value::Known(text) => Some(text),
        _ => None,
    }
}

/// A key's entry, unless it is `!reset` or null.
fn entry<'a>(node: Node<'a>, key: &str) -> Option<Entry<'a>> {
    node.entry(key).filter(|entry| !entry.value.is_null() && !is_reset(entry.value))
}

fn is_reset(node: Node<'_>) -> bool {
    node.tag().is_some_and(|tag| tag.value == "!reset")
}

fn path<'a>(node: Node<'a>, keys: &[&str]) -> Option<Entry<'a>> {
    let (last, before) = keys.split_last()?;
    let parent = before.iter().try_fold(node, |node, key| Some(entry(node, key)?.value))?;
    entry(parent, last)
}

fn networks(body: Node<'_>, report: &mut Report) {
    let (Some(mode), Some(networks)) = (entry(body, "network_mode"), entry(body, "networks")) else { return };
    let attached = networks.value.items().next().is_some() || networks.value.own_entries().next().is_some();
    if attached && known(mode.value).is_some_and(|mode| !mode.is_empty()) {
        report.add(mode.key.span(), "`network_mode` and `networks` exclude each other".to_owned());
    }
}

fn build(body: Node<'_>, report: &mut Report) {
    let filled = |keys: &[&str]| {
        path(body, keys).filter(|entry| known(entry.value).is_some_and(|text| !text.is_empty()))
    };
    if let (Some(_), Some(inline)) =
        (filled(&["build", "dockerfile"]), filled(&["build", "dockerfile_inline"]))
    {
        report.add(inline.key.span(), "`dockerfile` and `dockerfile_inline` exclude each other".to_owned());
    }
    let (Some(platform), Some(platforms)) = (filled(&["platform"]), path(body, &["build", "platforms"]))
    else {
        return;
    };
    let wanted = known(platform.value);
    let built: Option<Vec<String>> = platforms.value.items().map(known).collect();
    if built.is_some_and(|built| !built.is_empty() && wanted.is_some_and(|wanted| !built.contains(&wanted))) {
        report.add(place(&platform), "`build.platforms` must contain the service's `platform`".to_owned());
    }
}

fn healthcheck(body: Node<'_>, report: &mut Report) {
    let Some(test) = path(body, &["healthcheck", "test"]) else { return };
    let Some(first) = test.value.items().next() else { return };
    let is_kind = |word: String| matches!(word.as_str(), "CMD" | "CMD-SHELL" | "NONE");
    if first.as_str().is_some() && known(first).is_some_and(|word| !is_kind(word)) {
        let message = "a list in `healthcheck.test` must start with `CMD`, `CMD-SHELL` or `NONE`";
        report.add(first.span(), message.to_owned());
    }
}

fn scale(body: Node<'_>, report: &mut Report) {
    let scale = entry(body, "scale");
    let replicas = path(body, &["deploy", "replicas"]);
    let number = |entry: &Option<Entry<'_>>| entry.as_ref().and_then(|entry| number(entry.value));
    for entry in [&scale, &replicas].into_iter().flatten() {
        if self::number(entry.value).is_some_and(|number| number < 0.0) {
            report.add(place(entry), "must not be negative".to_owned());
        }
    }
    if let Some(entry) = &scale
        && number(&replicas).is_some_and(|replicas| number(&scale).is_some_and(|scale| scale != replicas))
    {
        report.add(place(entry), "`scale` and `deploy.replicas` differ".to_owned());
    }
    let Some(name) = entry(body, "container_name").filter(|entry| entry.value.as_str() != Some("")) else {
        return;
    };
    let count = number(&scale).or(if scale.is_none() { number(&replicas) } else { None });
    if count.is_some_and(|count| count > 1.0) {
        let message = "a service of several containers can't have a `container_name`: it must be unique";
        report.add(place(&name), message.to_owned());
    }
}

/// Reads a limit.
type Amount = fn(Node<'_>) -> Option<f64>;

/// Each limit of the service and the same limit in `deploy.resources`, which then must be the same; with any limit
/// under `deploy`, one left out counts as zero.
const LIMITS: [(&str, &str, &str, Amount); 4] = [
    ("cpus", "limits", "cpus", number),
    ("mem_limit", "limits", "memory", bytes),
    ("mem_reservation", "reservations", "memory", bytes),
    ("pids_limit", "limits", "pids", number),
];

fn limits(body: Node<'_>, report: &mut Report) {
    for (key, section, name, amount) in LIMITS {
        let Some(own) = entry(body, key) else { continue };
        let Some(section_entry) = path(body, &["deploy", "resources", section]) else { continue };
        let other = match entry(section_entry.value, name) {
            Some(other) => amount(other.value),
            // an extended service may have it
            None if body.entry("extends").is_some() => continue,
            None => Some(0.0),
        };
        let (Some(a), Some(b)) = (amount(own.value), other) else { continue };
        if a != 0.0 && (a - b).abs() > f64::EPSILON * a.abs() {
            let message = format!("`{key}` differs from `deploy.resources.{section}.{name}`");
            report.add(place(&own), message);
        }
    }
}

fn number(node: Node<'_>) -> Option<f64> {
    match node.scalar()? {
        Resolved::Int(number) => Some(number as f64),
        Resolved::Float(number) => Some(number),
        Resolved::Str(_) => known(node)?.parse().ok(),
        _ => None,
    }
}

fn bytes(node: Node<'_>) -> Option<f64> {
    match node.scalar()? {
        Resolved::Int(number) => Some(number as f64),
        Resolved::Str(_) => formats::byte_count(&known(node)?),
        _ => None,
    }
}

fn watch(body: Node<'_>, report: &mut Report) {
    let Some(watch) = path(body, &["develop", "watch"]) else { return };
    for item in watch.value.items() {
        let Some(action) = entry(item, "action") else { continue };
        let needs_target = known(action.value).is_some_and(|action| action.starts_with("sync"));
        if needs_target && item.entry("target").is_none() {
            report.add(action.value.span(), "this action needs a `target`".to_owned());
        }
    }
}

/// Of two mounts under `volumes:` with one target Compose keeps the last. With `tmpfs:` they collide.
fn mounts(body: Node<'_>, report: &mut Report) {
    let mut targets: Vec<String> = Vec::new();
    let tmpfs = entry(body, "tmpfs").map(|entry| entry.value);
    let items = tmpfs.into_iter().flat_map(|node| node.items().chain(node.is_scalar().then_some(node)));
    let mut written: Vec<String> = Vec::new();
    for item in items {
        let Some(text) = known(item) else { continue };
        let target = text.split(':').next().unwrap_or_default().to_owned();
        if targets.contains(&target) && !written.contains(&text) {
            report.add(item.span(), format!("`{target}` is mounted already"));
        }
        targets.push(target);
        written.push(text);
    }
    for item in entry(body, "volumes").into_iter().flat_map(|volumes| volumes.value.items()) {
        bind_source(item, report);
        let target = match item.is_mapping() {
            true => item.get("target").and_then(known),
            false => known(item).and_then(|text| short_target(&text)),
        };
        let Some(target) = target else { continue };
        let clean = if target.len() > 1 { target.trim_end_matches('/') } else { &target };
        if targets.iter().any(|mounted| mounted == clean) {
            let span = item.entry("target").map_or(item.span(), |entry| place(&entry));
            report.add(span, format!("`{clean}` is mounted already, under `tmpfs`"));
        }
    }
}

/// The target of `[SOURCE:]TARGET[:OPTIONS]`, where no Windows drive confuses.
fn short_target(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.iter().any(|part| part.len() == 1) {
        return None;
    }
    Some(parts.get(1).or(parts.first())?.to_string())
}

fn bind_source(item: Node<'_>, report: &mut Report) {
    let Some(kind) = item.entry("type").filter(|kind| kind.value.as_str() == Some("bind")) else { return };
    if item.entry("source").is_none() {
        report.add(kind.value.span(), "a bind mount needs a `source`".to_owned());
    }
}

fn device_requests(body: Node<'_>, report: &mut Report) {
    let reserved = path(body, &["deploy", "resources", "reservations", "devices"]);
    for item in [reserved, entry(body, "gpus")].into_iter().flatten().flat_map(|list| list.value.items()) {
        if let (Some(_), Some(ids)) = (item.entry("count"), item.entry("device_ids")) {
            report.add(ids.key.span(), "`count` and `device_ids` exclude each other".to_owned());
        }
    }
}
