//! Dockerfiles that differ by what could be an argument, a target or a command.

use super::members;
use crate::analysis::{Advice, FamilyKind, Member};
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
        // a dead Dockerfile is a finding of its own
        let others: Vec<Member> =
            members::others(family).filter(|&member| members::is_in_use(context, member)).collect();
        if others.is_empty() || !members::is_in_use(context, family.best) {
            continue;
        }
        let names: Vec<String> = others.iter().map(|&it| members::name(repository, it)).collect();
        let best = members::name(repository, family.best);
        let does = if names.len() == 1 { "does" } else { "do" };
        let message =
            format!("{} {does} what {best} does, but for names, paths and ports", members::listed(&names));
        let finding = findings.report(members::place(repository, family.best), message);
        finding.confidence(family.confidence);
        for member in others {
            finding.related(members::place(repository, member), "nearly the same steps");
        }
        members::reasons(context, family, finding);
        finding.help(match family.advice {
            Advice::OneImage => "build one image, and give each service its own `command:`",
            Advice::OneDockerfile | Advice::DropOld | Advice::Keep => {
                "keep one Dockerfile, and pass what differs as a build argument, a target or a `command:`"
            }
        });
    }
}
