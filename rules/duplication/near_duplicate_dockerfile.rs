//! Dockerfiles that differ by what could be an argument, a target or a command.

use super::{members, saving};
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
        let told = |member: &Member| {
            members::is_in_use(context, *member)
                && !members::is_generated(repository, *member)
                && members::in_one_system(repository, family.best, *member)
        };
        let others: Vec<Member> = members::others(family).filter(told).collect();
        if others.is_empty()
            || !members::is_in_use(context, family.best)
            || members::is_generated(repository, family.best)
        {
            continue;
        }
        let names: Vec<String> = others.iter().map(|&it| members::name(repository, it)).collect();
        let best = members::name(repository, family.best);
        let is = if names.len() == 1 { "is" } else { "are" };
        let message = format!("{} {is} nearly the same as {best}", members::listed(&names));
        let finding = findings.report(members::place(repository, family.best), message);
        finding.confidence(family.confidence);
        for member in others {
            finding.related(members::place(repository, member), "nearly the same steps");
        }
        members::reasons(context, family, finding);
        if family.advice == Advice::OneImage {
            finding.saving(saving::of_keeping(context, family, family.best));
        }
        finding.help(match family.advice {
            Advice::OneImage => "build one image, and give each service its own `command:`",
            Advice::OneDockerfile | Advice::DropOld | Advice::Keep => {
                "keep one Dockerfile, and pass what differs as a build argument, a target or a `command:`"
            }
        });
    }
}
