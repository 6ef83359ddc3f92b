//! The images of the repository weigh more than they may, or more than when that was last accepted.

use std::collections::BTreeMap;

use super::ships::{self, Ships};
use super::worth;
use crate::analysis::size::{Footprint, Image, shown};
use crate::lint::{Category, Check, Confidence, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Counted, Level, Severity};
use crate::source::Span;

/// See the page.
pub static RULE: Rule = Rule {
    id: "footprint-budget",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Repository(check),
    page: include_str!("footprint_budget.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let budget = &context.settings.budget;
    let is_asked = budget.total.is_some() || budget.image.is_some() || !budget.images.is_empty();
    if !is_asked && context.settings.baseline.is_none() {
        return;
    }
    // by name: an image that several Compose files build is one, as large as the largest of them
    let mut images: BTreeMap<&str, (Span, &Image)> = BTreeMap::new();
    let shipping = |dockerfile| ships::with_idle(context, dockerfile);
    for dockerfile in &context.repository.dockerfiles {
        for Ships { built, .. } in shipping(dockerfile) {
            for image in of(context, dockerfile, built.stage.index) {
                let own = (place(context, image, built.stage.from.span), image);
                let known = images.entry(&image.name).or_insert(own);
                if image.size().expected > known.1.size().expected {
                    *known = own;
                }
            }
        }
    }
    for (name, (span, image)) in &images {
        let weight = weight(image, budget.of);
        if let Some(allowed) =
            budget.images.get(*name).or(budget.image.as_ref()).filter(|allowed| weight > **allowed)
        {
            let message = format!(
                "the image `{name}` is estimated at {}, {} over its budget of {}",
                shown(weight),
                shown(weight - allowed),
                shown(*allowed)
            );
            told(findings.report(*span, message), image);
        }
        grown(context, name, (*span, image), findings);
    }
    total(context, &images, findings);
}

fn of<'a>(
    context: &Context<'a>,
    dockerfile: &Dockerfile,
    stage: usize,
) -> impl Iterator<Item = &'a Image> + use<'a> {
    context.analysis.sizes().built_from(dockerfile.id).filter(move |image| image.stage == stage)
}

/// The service that has it built, or its last `FROM`.
fn place(context: &Context<'_>, image: &Image, from: Span) -> Span {
    image.services.first().map_or(from, |&id| context.repository.service(id).name.span)
}

/// Bytes, most likely. What only this machine's ignored files add is left out.
fn weight(image: &Image, of: Counted) -> u64 {
    match of {
        Counted::Sum | Counted::Unique => image.size().expected,
        Counted::Pull => image.pull().expected,
    }
}

fn told(finding: &mut crate::lint::Finding, image: &Image) {
    let size = image.size();
    finding.help(format!(
        "it is thought to weigh {} to {} on disk; `careen inspect` shows what it is made of",
        shown(size.low),
        shown(size.high)
    ));
    finding.confidence(if image.is_partial() { Confidence::Low } else { Confidence::Medium });
}

fn grown(context: &Context<'_>, name: &str, (span, image): (Span, &Image), findings: &mut Findings) {
    let Some(baseline) = &context.settings.baseline else { return };
    let now = image.size().expected;
    let Some(&before) = baseline.get(name) else {
        let message = format!("the image `{name}`, estimated at {}, is new since the baseline", shown(now));
        return told(findings.report(span, message), image);
    };
    // estimates of one repository by one version of careen don't move by themselves
    if now > before + (before / 100).max(worth::A_LINE) {
        let message = format!(
            "the image `{name}` has grown by {} since the baseline, from {} to {}",
            shown(now - before),
            shown(before),
            shown(now)
        );
        told(findings.report(span, message), image);
    }
}

fn total(context: &Context<'_>, images: &BTreeMap<&str, (Span, &Image)>, findings: &mut Findings) {
    let budget = &context.settings.budget;
    let largest = images.values().max_by_key(|(_, image)| weight(image, budget.of));
    let (Some(allowed), Some((span, _))) = (budget.total, largest) else { return };
    let all = || images.values().map(|(_, image)| *image);
    let weight = match budget.of {
        Counted::Unique => Footprint::of(all()).unique_on_disk.expected,
        counted => all().map(|image| weight(image, counted)).sum(),
    };
    if weight <= allowed {
        return;
    }
    let what = match budget.of {
        Counted::Sum => "as `docker images` adds them up",
        Counted::Unique => "on disk, shared layers once",
        Counted::Pull => "as a pull moves them",
    };
    let message = format!(
        "all images together are estimated at {} {what}, {} over the budget of {}",
        shown(weight),
        shown(weight - allowed),
        shown(allowed)
    );
    let finding = findings.report(*span, message);
    finding.label("the largest of them");
    finding.help(
        "`careen inspect` shows every image; the other findings of category size say where it can be saved",
    );
    finding.confidence(Confidence::Medium);
}
