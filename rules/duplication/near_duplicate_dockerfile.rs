//! Dockerfiles that differ by what could be an argument, a target or a command.

use super::{duplicate_service_family, members, saving};
use crate::analysis::size::Change;
use crate::analysis::{Advice, FamilyKind, Member};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::DockerfileId;
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
    let told_with_services = duplicate_service_family::dockerfiles(context);
    for family in alike {
        // a dead Dockerfile is a finding of its own
        let is_told = |member: Member| {
            members::is_in_use(context, member)
                && !members::is_generated(repository, member)
                && !members::is_aside(repository, member)
        };
        let others: Vec<Member> = members::others(family)
            .filter(|&it| is_told(it) && members::in_one_system(repository, family.best, it))
            .collect();
        if others.is_empty() || !is_told(family.best) {
            continue;
        }
        if told_with_services.contains(&ids(family.best, &others)) {
            continue;
        }
        let dockerfiles = ids(family.best, &others);
        let names: Vec<String> = others.iter().map(|&it| members::name(repository, it)).collect();
        let best = members::name(repository, family.best);
        let is = if names.len() == 1 { "is" } else { "are" };
        let message = format!("{} {is} nearly the same as {best}", members::listed(&names));
        let finding = findings.report(members::place(repository, family.best), message);
        finding.confidence(family.confidence);
        for &member in &others {
            finding.related(members::place(repository, member), "nearly the same steps");
        }
        members::reasons(context, family, finding);
        if family.advice == Advice::OneImage {
            let members: Vec<Member> = [family.best].into_iter().chain(others).collect();
            let united = Change::OneImage(members.clone());
            finding.saving(saving::on_disk(context, &members, &united)).changes([united]);
        }
        finding.fixes.extend(context.rewrites.joined(&dockerfiles));
        finding.help(match family.advice {
            Advice::OneImage => "build one image, and give each service its own `command:`",
            Advice::OneDockerfile | Advice::OneService | Advice::DropOld | Advice::Keep => {
                "keep one Dockerfile, and pass what differs as a build argument, a target or a `command:`"
            }
        });
    }
}

/// The Dockerfiles of a finding, in order.
fn ids(best: Member, others: &[Member]) -> Vec<DockerfileId> {
    let mut ids: Vec<DockerfileId> = others
        .iter()
        .chain([&best])
        .filter_map(|member| match member {
            Member::Dockerfile(id) => Some(*id),
            Member::Service(_) => None,
        })
        .collect();
    ids.sort();
    ids
}
