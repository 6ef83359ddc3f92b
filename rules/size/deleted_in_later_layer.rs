//! Deletions that free nothing, because an earlier layer holds the bytes.

use super::ships::{self, Ships};
use crate::analysis::contents::{self, Fate, System};
use crate::analysis::size::{self, Estimate, Reason, shown};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};
use crate::source::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "deleted-in-later-layer",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("deleted_in_later_layer.md"),
};

/// Below this the deletion may have reasons of its own; bytes.
const WORTH_MOVING: u64 = 2_000_000;

/// One deletion: the command, what it hides, and where that is.
struct Hidden {
    by: Span,
    size: Estimate,
    held: Vec<(Span, String)>,
    /// The layers that hold it, and how much of it each.
    layers: Vec<(Span, Estimate)>,
}

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        for hidden in hidden(&ships) {
            if hidden.size.expected < WORTH_MOVING || seen.contains(&hidden.by) {
                continue;
            }
            seen.push(hidden.by);
            let name = ships.built.name(context.repository, dockerfile);
            let message = format!(
                "this frees nothing in the image of {name}: an earlier layer keeps the bytes, about {}",
                shown(hidden.size.expected)
            );
            let (_, span) = contents::command(context.text(hidden.by), hidden.by);
            let finding = findings.report(span, message);
            finding.label("a layer can hide what lies below it, not remove it");
            for (span, what) in &hidden.held {
                let (_, span) = contents::command(context.text(*span), *span);
                finding.related(span, format!("this layer keeps {what}"));
            }
            finding.help(
                "delete it in the `RUN` that brings it, or do the work in a builder stage and copy the result",
            );
            for &(layer, size) in &hidden.layers {
                finding.changes(ships::shrinks(context, dockerfile, layer, size));
            }
            finding.saving(ships::of_images(hidden.size));
        }
    }
}

fn hidden(ships: &Ships<'_>) -> Vec<Hidden> {
    let mut all: Vec<Hidden> = Vec::new();
    // deletions of one `RUN` are one finding, at the first of them
    let layer = |by: Span| ships.image.layers.iter().position(|layer| layer.span.contains(by));
    let holder =
        |at: Span| ships.image.layers.iter().find(|layer| layer.span.contains(at)).map(|layer| layer.span);
    let mut add = |by: Span, size: Estimate, at: Span, what: String| match all
        .iter_mut()
        .find(|one| layer(one.by) == layer(by))
    {
        Some(one) => {
            one.size = one.size.plus(size);
            one.held.push((at, what));
            one.layers.extend(holder(at).map(|layer| (layer, size)));
        }
        None => all.push(Hidden {
            by,
            size,
            held: vec![(at, what)],
            layers: holder(at).map(|layer| (layer, size)).into_iter().collect(),
        }),
    };
    for layer in &ships.image.layers {
        for held in &layer.held {
            if let (Some(by), Some(at)) = (held.hidden_by, held.by) {
                add(by, held.size, at, described(held.reason, &held.path));
            }
        }
    }
    let base = ships.built.base_image();
    for item in &ships.carried.items {
        let Fate::Hidden(by) = item.fate else { continue };
        if item.name.is_empty() {
            continue;
        }
        let size = size::debian(System::Apt, &[&item.name], item.recommends, base.as_ref());
        if let Some(size) = size {
            add(by, size, item.span, format!("`{}`", item.name));
        }
    }
    all
}

fn described(reason: Reason, path: &str) -> String {
    match reason {
        Reason::Lists => "apt's package lists".to_owned(),
        _ => format!("`{path}`"),
    }
}
