//! Several services build the same image, each under a name of its own.

use super::members;
use crate::analysis::{Advice, FamilyKind};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "rebuilt-image",
    category: Category::Duplication,
    level: Level::At(Severity::Warning),
    check: Check::Repository(check),
    page: include_str!("rebuilt_image.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let repository = context.repository;
    let families = context.analysis.families().all().iter();
    // of a dead file the file is the finding
    let rebuilt = families.filter(|it| it.kind == FamilyKind::SameBuild && it.advice == Advice::OneImage);
    for family in rebuilt {
        let names: Vec<String> = family.members.iter().map(|&it| members::name(repository, it)).collect();
        let best = members::name(repository, family.best);
        let message = format!("{} build the same image under {} names", members::listed(&names), names.len());
        let finding = findings.report(members::place(repository, family.best), message);
        finding.confidence(family.confidence);
        for member in members::others(family) {
            finding.related(members::place(repository, member), "builds the same");
        }
        finding.help(format!(
            "give {best} an `image:`, and let the others use that image instead of a `build:`; the layers may be shared on \
             disk already, but names, exports, pushes and scans are not"
        ));
    }
}
