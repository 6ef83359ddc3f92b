//! A `COPY` of a whole folder takes along what no image needs.

use std::collections::BTreeMap;

use super::ships::{self, Ships};
use super::worth;
use crate::analysis::size::{Estimate, Layer, Reason, shown};
use crate::edit::{Applicability, Edit, Fix};
use crate::facts::{Litter, litter};
use crate::lint::{Category, Check, Context, Findings, Rule, Saving};
use crate::repository::context::Listing;
use crate::repository::{Dockerfile, path};
use crate::settings::{Level, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "broad-build-context",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("broad_build_context.md"),
};

/// How many offenders are named.
const NAMED: usize = 3;

/// One folder or file that no image needs.
#[derive(Debug, Clone, Copy)]
struct Offender {
    class: Litter,
    /// Bytes that everybody's clone has.
    everywhere: u64,
    /// Bytes that are only here.
    local: u64,
}

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    let mut seen = Vec::new();
    for ships in ships::ships(context, dockerfile) {
        let Some(folder) = context_of(context, dockerfile, &ships) else { continue };
        let listing =
            context.analysis.sizes().listings.of(&context.repository.tree, &folder, &dockerfile.path);
        for layer in copies(&ships) {
            if seen.contains(&layer.span) {
                continue;
            }
            let offenders = offenders(layer, &listing);
            let everywhere: u64 = offenders.values().map(|it| it.everywhere).sum();
            let local: u64 = offenders.values().map(|it| it.local).sum();
            let key = offenders.values().any(|it| it.class == Litter::Key);
            if everywhere + local < worth::A_LINE && !key {
                continue;
            }
            seen.push(layer.span);
            report(context, dockerfile, &ships, layer, (&folder, &offenders), findings);
        }
    }
}

fn context_of(context: &Context<'_>, dockerfile: &Dockerfile, ships: &Ships<'_>) -> Option<String> {
    match ships.image.services.first() {
        Some(&id) => context.repository.service(id).build.as_ref()?.context_path.clone(),
        None => Some(dockerfile.directory().to_owned()),
    }
}

/// Layers of the image that copy from the context.
fn copies<'a>(ships: &Ships<'a>) -> impl Iterator<Item = &'a Layer> {
    ships.image.layers.iter().filter(|layer| layer.held.iter().any(|held| held.reason == Reason::Files))
}

fn offenders(layer: &Layer, listing: &Listing) -> BTreeMap<String, Offender> {
    let mut found: BTreeMap<String, Offender> = BTreeMap::new();
    let sources = layer.held.iter().filter_map(|held| held.source.as_deref());
    for entry in sources.flat_map(|source| listing.matching(source).collect::<Vec<_>>()) {
        let Some((name, class)) = litter(&entry.path) else { continue };
        let offender = found.entry(name.to_owned()).or_insert(Offender { class, everywhere: 0, local: 0 });
        // version control ignores its own folder, and every clone has one
        let everywhere = entry.tracked || class == Litter::History;
        *(if everywhere { &mut offender.everywhere } else { &mut offender.local }) += entry.bytes;
    }
    found
}

fn report(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    layer: &Layer,
    (folder, offenders): (&str, &BTreeMap<String, Offender>),
    findings: &mut Findings,
) {
    let mut largest: Vec<(&String, &Offender)> = offenders.iter().collect();
    // keys first: they do harm at any size
    largest.sort_by_key(|(name, it)| {
        (it.class != Litter::Key, std::cmp::Reverse(it.everywhere + it.local), name.as_str())
    });
    let named: Vec<String> = largest
        .iter()
        .take(NAMED)
        .map(|(name, it)| format!("`{name}` ({})", shown(it.everywhere + it.local)))
        .collect();
    let more = largest.len().saturating_sub(NAMED);
    let named =
        if more > 0 { format!("{} and {more} more", named.join(", ")) } else { ships::listed(&named) };
    let name = ships.built.name(context.repository, dockerfile);
    let everywhere: u64 = offenders.values().map(|it| it.everywhere).sum();
    let here = if everywhere == 0 { ", on this machine" } else { "" };
    let message = format!("the image of {name} takes along {named}{here}");
    let severity_of_local = everywhere == 0;
    let finding = findings.report(layer.span, message);
    finding.label("copies all that `.dockerignore` lets in");
    if severity_of_local {
        // other machines may have none of it: no reason to fail there and not here
        finding.severity = Severity::Info;
    }
    let exists = |path: &str| context.repository.tree.kind(path).is_some();
    // a Dockerfile's own takes the place of the folder's
    let own = Some(format!("{}.dockerignore", dockerfile.path)).filter(|own| exists(own));
    let at = own.or_else(|| path::join(folder, ".dockerignore")).unwrap_or_default();
    let lines: Vec<String> = largest.iter().take(NAMED).map(|(name, _)| format!("`{name}`")).collect();
    let verb = if exists(&at) { "add to" } else { "write" };
    finding.help(format!("{verb} `{at}`, a line each: {}", ships::listed(&lines)));
    if !exists(&at) {
        finding.fixes.extend(fix(&at, offenders));
    }
    let size = Estimate::exactly(everywhere);
    let tracked: u64 =
        offenders.values().filter(|it| it.class != Litter::History).map(|it| it.everywhere).sum();
    // the history isn't in the estimate: every clone's is another size
    finding.changes(ships::shrinks(context, dockerfile, layer.span, Estimate::exactly(tracked)));
    let saving = ships::saved(context, Some(ships.image), &finding.changes, size);
    finding.saving(saving.map(|it| Saving { weight: it.weight.filter(|_| tracked == everywhere), ..it }));
}

/// A new ignore file. What the program, or another image of the folder, needs of these isn't known from here, so it is
/// never safe.
fn fix(at: &str, offenders: &BTreeMap<String, Offender>) -> Option<Fix> {
    let is_plain = |name: &String| !name.contains(['*', '?', '[', '\\', '#', '!', '\n', '\r']);
    let text: String =
        offenders.keys().filter(|name| is_plain(name)).map(|name| format!("{name}\n")).collect();
    (!text.is_empty()).then(|| Fix {
        title: format!("Write `{at}`"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit::Create { path: at.to_owned(), text }],
    })
}
