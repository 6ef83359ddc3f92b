//! One service under several names, across files and generations.

use std::collections::BTreeSet;

use super::{members, saving};
use crate::analysis::{Family, FamilyKind, Member};
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::DockerfileId;
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "duplicate-service-family",
    category: Category::Duplication,
    level: Level::At(Severity::Warning),
    check: Check::Repository(check),
    page: include_str!("duplicate_service_family.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    for family in told(context) {
        report(context, family, findings);
    }
}

/// The families that make a finding.
fn told<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Family> {
    let context = *context;
    let families = context.analysis.families().all().iter();
    families.filter(move |family| {
        let all_dead = !family.members.iter().any(|&member| members::is_in_use(&context, member));
        family.kind == FamilyKind::GenerationCopy && !all_dead && !is_restated(&context, family)
    })
}

/// For each finding of this rule the Dockerfiles that its services are built from, in order: that those are alike is
/// told with the services.
pub(super) fn dockerfiles(context: &Context<'_>) -> BTreeSet<Vec<DockerfileId>> {
    told(context).map(|family| built(context, family)).collect()
}

/// What the services of a family are built from, each once, in order.
fn built(context: &Context<'_>, family: &Family) -> Vec<DockerfileId> {
    let services = family.members.iter().filter_map(|member| match member {
        Member::Service(id) => Some(context.repository.service(*id)),
        Member::Dockerfile(_) => None,
    });
    let built: BTreeSet<_> = services.filter_map(|service| service.build.as_ref()?.dockerfile_id()).collect();
    built.into_iter().collect()
}

/// Whether all members have one name: then the dead file is the finding, not each of its services.
fn is_restated(context: &Context<'_>, family: &Family) -> bool {
    let mut names = family.members.iter().filter_map(|member| match member {
        Member::Service(id) => Some(context.repository.service(*id).name.value.as_str()),
        Member::Dockerfile(_) => None,
    });
    let first = names.next();
    names.all(|name| Some(name) == first)
}

fn report(context: &Context<'_>, family: &Family, findings: &mut Findings) {
    let repository = context.repository;
    let others: Vec<String> =
        members::others(family).map(|member| members::full_name(repository, member)).collect();
    let best = members::name(repository, family.best);
    let are = if others.len() == 1 { "is" } else { "are" };
    let message = format!("{} {are} {best} under another name", members::listed(&others));
    let finding = findings.report(members::place(repository, family.best), message);
    finding.confidence(family.confidence).label("this one is the best attested");
    for member in members::others(family) {
        let said = match () {
            () if members::is_in_use(context, member) => "the same service",
            () if members::is_parked(context, member) => "the same service, under a profile of the past",
            () => "the same service, in a file that nothing runs",
        };
        finding.related(members::place(repository, member), said);
    }
    members::reasons(context, family, finding);
    let goes = saving::goes(context, family);
    let told = saving::told_here(context, &goes);
    let of = saving::told_here(context, &family.members);
    finding.saving(saving::on_disk(context, &of, &saving::unused(&told))).changes([saving::unused(&goes)]);
    finding.fixes.extend(context.rewrites.joined(&built(context, family)));
    finding.help(help(context, family, &best));
}

fn help(context: &Context<'_>, family: &Family, best: &str) -> String {
    let others = || members::others(family);
    let dead = others().filter(|&member| !members::is_in_use(context, member)).count();
    let run = others().filter(|&member| members::is_shown_alive(context, member)).count();
    let all = others().count();
    let it = if all == 1 { "it" } else { "them" };
    match () {
        () if dead == all => {
            format!(
                "keep {best}, and remove the {} once you are sure that nothing needs {it}",
                if all == 1 { "older one" } else { "older ones" }
            )
        }
        () if run == all && members::is_shown_alive(context, family.best) => {
            let (both, others) = if all == 1 { ("both", "the other") } else { ("all", "the others") };
            let does = if all == 1 { "does" } else { "do" };
            format!("{both} are run: see whether one of them does what {others} {does}, and keep that one")
        }
        () => format!(
            "keep {best}; of those that are still run see first whether it does all that they do, then remove them"
        ),
    }
}
