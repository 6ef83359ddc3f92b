//! Deletions that free nothing, because an earlier layer holds the bytes.

use std::collections::BTreeMap;

mod fix;

use super::ships::{self, Ships};
use super::{stays, worth};
use crate::analysis::contents::{self, Fate, Item, Kind, System};
use crate::analysis::size::{self, Asked, Estimate, Reason, shown};
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

/// One deletion: the command, what it hides, and where that is.
struct Hidden {
    by: Span,
    size: Estimate,
    held: Vec<(Span, String)>,
    /// The layers that hold it, and how much each would lose that no rule on build tools counts already.
    layers: Vec<(Span, Estimate)>,
}

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        for hidden in hidden(&ships) {
            if hidden.size.expected < worth::A_MOVED_LINE || seen.contains(&hidden.by) {
                continue;
            }
            seen.push(hidden.by);
            let name = ships.built.name(context.repository, dockerfile);
            let size = shown(hidden.size.expected);
            let message = format!(
                "the image of {name} keeps about {size} that this deletes: an earlier layer holds them"
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
            let holders = hidden.layers.iter().map(|(layer, _)| *layer);
            finding.fixes.extend(fix::fix(context, dockerfile, hidden.by, holders));
            for &(layer, size) in &hidden.layers {
                finding.changes(ships::shrinks(context, dockerfile, layer, size));
            }
            let saving = ships::saved(context, Some(ships.image), &finding.changes, hidden.size);
            finding.saving(saving);
        }
    }
}

fn hidden(ships: &Ships<'_>) -> Vec<Hidden> {
    let layers = &ships.image.layers;
    let of = |at: Span| layers.iter().position(|layer| layer.span.contains(at));
    let mut all: Vec<Hidden> = Vec::new();
    // deletions of one `RUN` are one finding, at the first of them
    let mut add = |by: Span, holder: usize, (size, own): (Estimate, Estimate), held: Vec<(Span, String)>| {
        let known = all.iter().position(|one| of(one.by) == of(by));
        let at = known.unwrap_or_else(|| {
            all.push(Hidden { by, size: Estimate::ZERO, held: Vec::new(), layers: Vec::new() });
            all.len() - 1
        });
        let one = &mut all[at];
        one.size = one.size.plus(size);
        one.held.extend(held);
        one.layers.push((layers[holder].span, own));
    };
    for (number, layer) in layers.iter().enumerate() {
        for held in &layer.held {
            if let (Some(by), Some(at)) = (held.hidden_by, held.by) {
                add(by, number, (held.size, held.size), vec![(at, described(held.reason, &held.path))]);
            }
        }
    }
    let base = ships.built.base_image();
    let with_tools = stays::speaks_of(&ships.built, &ships.carried);
    for ((_, holder), items) in hidden_packages(ships, of) {
        // together: what two of them need is there once
        let weigh = |which: &dyn Fn(&Item) -> bool| {
            let items = items.iter().map(|(_, item)| *item).filter(|item| which(item));
            size::debian(System::Apt, &items.map(Asked::of).collect::<Vec<_>>(), base.as_ref())
        };
        let own = weigh(&|item| !with_tools || item.kind == Kind::Package).unwrap_or(Estimate::ZERO);
        if let Some((size, &(by, _))) = weigh(&|_| true).zip(items.first()) {
            let held = items.iter().map(|(_, item)| (item.span, format!("`{}`", item.name))).collect();
            add(by, holder, (size, own), held);
        }
    }
    all
}

/// Packages that a later layer removes, each with the command that does: by the layers that remove them and that hold them.
fn hidden_packages<'a>(
    ships: &'a Ships<'_>,
    of: impl Fn(Span) -> Option<usize>,
) -> BTreeMap<(usize, usize), Vec<(Span, &'a Item)>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for item in ships.carried.items.iter().filter(|item| !item.name.is_empty()) {
        let Fate::Hidden(by) = item.fate else { continue };
        if let (Some(remover), Some(holder)) = (of(by), of(item.span)) {
            all.entry((remover, holder)).or_default().push((by, item));
        }
    }
    all
}

fn described(reason: Reason, path: &str) -> String {
    match reason {
        Reason::Lists => ships::lists(path).to_owned(),
        Reason::Cache => ships::cache(path),
        _ => format!("`{path}`"),
    }
}
