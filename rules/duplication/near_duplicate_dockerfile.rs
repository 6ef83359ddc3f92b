//! Dockerfiles that differ by what could be an argument, a target or a command.

use super::members;
use crate::analysis::{Advice, FamilyKind};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "near-duplicate-dockerfile",
    category: Category::Duplication,
    level: Level::At(Severity::Warning),
    check: Check::Repository(check),
    page: include_str!("near_duplicate_dockerfile.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let repository = context.repository;
    let families = context.analysis.families().all().iter();
    let alike =
        families.filter(|it| it.kind == FamilyKind::NearDuplicateDockerfile && it.advice != Advice::Keep);
    for family in alike {
        let others: Vec<String> = members::others(family).map(|it| members::name(repository, it)).collect();
        let best = members::name(repository, family.best);
        let are = if others.len() == 1 { "does" } else { "do" };
        let message =
            format!("{} {are} what {best} does, but for names, paths and ports", members::listed(&others));
        let finding = findings.report(members::place(repository, family.best), message);
        finding.confidence(family.confidence);
        for member in members::others(family) {
            finding.related(members::place(repository, member), "nearly the same steps");
        }
        members::reasons(context, family, finding);
        finding.help(match family.advice {
            Advice::OneImage => "build one image, and give each service its own `command:`",
            Advice::DropOld => {
                "keep the one that is built, and remove the others once you are sure that nothing needs them"
            }
            Advice::OneDockerfile | Advice::Keep => {
                "keep one Dockerfile, and pass what differs as a build argument, a target or a `command:`"
            }
        });
    }
}
