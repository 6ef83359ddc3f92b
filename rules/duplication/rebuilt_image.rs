//! Several services build the same image, each under a name of its own.

mod fix;
mod names;

use std::cell::OnceCell;

use self::names::Names;
use super::{members, saving};
use crate::analysis::size::{Change, shown};
use crate::analysis::{Advice, FamilyKind, Member};
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
    let image_names = OnceCell::new();
    let families = context.analysis.families().all().iter();
    // of a dead file the file is the finding
    let rebuilt = families.filter(|it| it.kind == FamilyKind::SameBuild && it.advice == Advice::OneImage);
    for family in rebuilt {
        // who names his image, himself or through what he extends, has decided about it
        let unnamed: Vec<Member> = family
            .members
            .iter()
            .copied()
            .filter(|&member| !members::names_its_image(repository, member))
            .collect();
        let (Some(&first), true) = (unnamed.first(), unnamed.len() > 1) else { continue };
        let best = if unnamed.contains(&family.best) { family.best } else { first };
        let names: Vec<String> = unnamed.iter().map(|&it| members::name(repository, it)).collect();
        let message = format!("{} build the same image under {} names", members::listed(&names), names.len());
        let finding = findings.report(members::place(repository, best), message);
        finding.confidence(family.confidence);
        for &member in unnamed.iter().filter(|&&member| member != best) {
            finding.related(members::place(repository, member), "builds the same");
        }
        let sum =
            saving::in_the_sum(context, &unnamed).map(|bytes| format!(" ({} in that sum)", shown(bytes)));
        finding.changes([Change::OneImage(unnamed.clone())]);
        let free = image_names.get_or_init(|| Names::of(repository));
        finding.fixes.extend(fix::fix(context, free, best, &unnamed));
        let best = members::name(repository, best);
        let keys = match unnamed.len() {
            2 => "the other the same `image:` with",
            _ => "the others the same `image:` with",
        };
        finding.help(format!(
            "give {best} an `image:`, and {keys} the same `build:` by an anchor, or with `pull_policy: never` and no \
             `build:` (else starting one alone tries to pull it). `docker images` then lists one{}; on disk the layers \
             may be shared already",
            sum.unwrap_or_default()
        ));
    }
}
