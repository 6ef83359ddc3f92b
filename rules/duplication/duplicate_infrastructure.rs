//! Backing stores that one stack starts several times, with nothing that tells them apart.

use super::members;
use crate::analysis::{Advice, FamilyKind, Member};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "duplicate-infrastructure",
    category: Category::Duplication,
    level: Level::At(Severity::Warning),
    check: Check::Repository(check),
    page: include_str!("duplicate_infrastructure.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let repository = context.repository;
    let families = context.analysis.families().all().iter();
    let stores =
        families.filter(|it| it.kind == FamilyKind::DuplicateInfrastructure && it.advice != Advice::Keep);
    for family in stores {
        let Member::Service(id) = family.best else { continue };
        let image = repository.service(id).image.as_ref().map_or("", |image| image.raw.as_str());
        let names: Vec<String> = family.members.iter().map(|&it| members::name(repository, it)).collect();
        let message = format!(
            "{} run `{image}` {} times in one stack, and nothing tells them apart",
            members::listed(&names),
            names.len()
        );
        let finding = findings.report(members::place(repository, family.best), message);
        finding.confidence(family.confidence);
        for member in members::others(family) {
            finding.related(members::place(repository, member), "the same image, settings and data");
        }
        let best = members::name(repository, family.best);
        finding.help(format!(
            "let all use {best} (by databases, prefixes or users of their own), or give each the settings or the volume \
             that it is apart for; this saves processes and memory, hardly any disk"
        ));
    }
}
