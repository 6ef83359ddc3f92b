//! What contradicts itself in volumes, networks, secrets and configs. Source: compose-go's `validation` and
//! `transform/external.go`.

use super::report::Report;
use super::service::known;
use crate::syntax::yaml::{Entry, Node};

/// Checks every declaration of a document.
pub(super) fn check(root: Node<'_>, partial: bool, report: &mut Report) {
    let declarations = |section: &str| {
        let entries = root.get(section).map(Node::entries).unwrap_or_default();
        entries.into_iter().filter(|entry| entry.value.is_mapping())
    };
    for section in ["volumes", "networks", "secrets", "configs"] {
        declarations(section).for_each(|entry| names(&entry, report));
    }
    declarations("volumes").for_each(|entry| external_volume(&entry, report));
    declarations("secrets").for_each(|entry| origin(&entry, &["file", "environment"], partial, report));
    let sources = ["file", "environment", "content"];
    declarations("configs").for_each(|entry| origin(&entry, &sources, partial, report));
}

/// `name: a` beside the older `external: {name: b}`.
fn names(entry: &Entry<'_>, report: &mut Report) {
    let (Some(name), Some(external)) =
        (entry.value.get("name"), entry.value.get("external").and_then(|external| external.get("name")))
    else {
        return;
    };
    if known(name).zip(known(external)).is_some_and(|(name, external)| name != external) {
        report.add(external.span(), "`name` and `external.name` differ: use `name` only".to_owned());
    }
}

/// Only of volumes Compose wants that what is external has nothing but a name.
fn external_volume(entry: &Entry<'_>, report: &mut Report) {
    let is_yes = |text: String| matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "y" | "on");
    let external = entry.value.get("external");
    if !external.is_some_and(|external| external.is_mapping() || known(external).is_some_and(is_yes)) {
        return;
    }
    for other in entry.value.entries() {
        let Some(key) = other.key.as_str() else { continue };
        if ["driver", "driver_opts", "labels"].contains(&key) {
            report.add(other.key.span(), format!("an external volume can't have `{key}`"));
        }
    }
}

/// A secret or config comes from exactly one place.
fn origin(entry: &Entry<'_>, sources: &[&str], partial: bool, report: &mut Report) {
    let given: Vec<Entry<'_>> = sources.iter().filter_map(|source| entry.value.entry(source)).collect();
    if let [_, second, ..] = given.as_slice() {
        let list = sources.join("`, `");
        report.add(second.key.span(), format!("`{list}` exclude each other"));
    }
    let is_elsewhere = ["external", "driver"].iter().any(|key| entry.value.entry(key).is_some());
    if given.is_empty() && !is_elsewhere && !partial {
        let name = entry.key.as_str().unwrap_or_default();
        let list = sources.join("`, `");
        report.add(entry.key.span(), format!("`{name}` needs one of `{list}`, or `external: true`"));
    }
}
