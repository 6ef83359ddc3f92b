//! What `docker compose config` refuses in one Compose file, each reason at its place.
//!
//! A file may be one layer of several, and what it leaves out may stand in another. So a conflict of what is written
//! is reported always, for layers don't take it away; an absence only where nothing can fill it: not in an override,
//! a fragment, or a service that extends another. What a name refers to is the business of the whole stack.
//!
//! Checked against compose-go of 2026-07 and Docker Compose 2.40.3; where the two differ, what either takes is taken.
//!
//! ```text
//! mod ─► written       keys and templates of every value, extensions included
//!     ─► walk          the schema: tables, in the words of schema and formats
//!     ─► service, resources, cycles   what contradicts itself
//! ```

mod cycles;
mod formats;
mod report;
mod resources;
mod schema;
mod service;
mod suggest;
mod tables;
#[cfg(test)]
mod tests;
mod walk;
mod written;

use super::ComposeFile;
use crate::repository::path;
use crate::source::Span;
use crate::syntax::Problem;
use crate::syntax::yaml::{COMPOSE_VISITS, Node};
use report::Report;

/// What Compose refuses in a file that is YAML; of one that isn't, what it refuses can't be told.
pub(super) fn check(compose: &ComposeFile) -> Vec<Problem> {
    let yaml = &compose.yaml;
    if !yaml.problems.is_empty() {
        return Vec::new();
    }
    let start = Span::file_start(compose.file);
    let mut report = Report::default();
    if yaml.visits() > COMPOSE_VISITS {
        report.add(start, format!("has more than {COMPOSE_VISITS} values, which Compose refuses to read"));
        return report.problems();
    }
    let documents: Vec<Node<'_>> = yaml.documents().collect();
    let name = path::file_name(&compose.path);
    let is_override = name.split(['.', '-', '_']).any(|word| word == "override");
    // under any other name it may be a layer of a stack, and a stack is only empty if all its layers are
    let runs_alone = path::is_default_compose_name(name);
    if runs_alone && documents.iter().all(|root| declares_nothing(*root)) {
        report.add(start, "empty compose file".to_owned());
        return report.problems();
    }
    for (index, &root) in documents.iter().enumerate() {
        if !root.is_mapping() {
            let span = root.span();
            // of a list its first sign, which stands on one line
            let span =
                if root.is_scalar() { span } else { Span { end: span.end.min(span.start + 1), ..span } };
            report.add(span, "the top level of a Compose file must be a mapping".to_owned());
            continue;
        }
        let partial = is_override || index > 0 || is_partial(root);
        written::check(root, &mut report);
        walk::check(&tables::TOP, root, partial, &mut report);
        service::check(root, &mut report);
        resources::check(root, partial || documents.len() > 1, &mut report);
        cycles::check(root, &mut report);
    }
    report.problems()
}

/// Nothing at all, or `version:` alone, which Compose drops.
fn declares_nothing(root: Node<'_>) -> bool {
    let is_version = |key: Node<'_>| key.as_str() == Some("version");
    root.is_null() && root.span().is_empty()
        || root.is_mapping() && root.own_entries().all(|entry| is_version(entry.key))
}

/// Whether another file must fill it up: a service has nothing to run, or files are included.
fn is_partial(root: Node<'_>) -> bool {
    let runs = |body: Node<'_>| {
        ["image", "build", "provider", "extends"].iter().any(|key| body.entry(key).is_some())
    };
    let bodies = root.get("services").map(Node::entries).unwrap_or_default();
    root.entry("include").is_some()
        || bodies.iter().any(|entry| entry.value.is_mapping() && !runs(entry.value))
        || root.entry("services").is_none()
}
