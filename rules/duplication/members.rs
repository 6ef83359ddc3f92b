//! A family's members as a finding shows them.

use crate::analysis::{DockerfileRole, Evidence, Family, FamilyKind, Member, Role};
use crate::lint::{Context, Finding};
use crate::repository::Repository;
use crate::source::Span;

/// How many reasons a finding shows; `careen inspect` shows all.
const REASONS: usize = 4;

/// Where a member is seen: its name in the Compose file, or the first line of the Dockerfile.
pub(super) fn place(repository: &Repository, member: Member) -> Span {
    match member {
        Member::Service(id) => repository.service(id).name.span,
        Member::Dockerfile(id) => {
            let dockerfile = repository.dockerfile(id);
            dockerfile.stages.first().map_or(Span::file_start(dockerfile.file), |stage| stage.from.span)
        }
    }
}

/// A member's name, with its file where that isn't plain from the place.
pub(super) fn name(repository: &Repository, member: Member) -> String {
    match member {
        Member::Service(id) => format!("`{}`", repository.service(id).name.value),
        Member::Dockerfile(id) => format!("`{}`", repository.dockerfile(id).path),
    }
}

/// A member's name and file.
pub(super) fn full_name(repository: &Repository, member: Member) -> String {
    match member {
        Member::Service(id) => {
            format!("{} of `{}`", name(repository, member), repository.compose(id.compose).path)
        }
        Member::Dockerfile(_) => name(repository, member),
    }
}

/// All but the best-attested member.
pub(super) fn others(family: &Family) -> impl Iterator<Item = Member> + '_ {
    family.members.iter().copied().filter(|&member| member != family.best)
}

/// Whether a member isn't known to be dead: the dead are findings of their own.
pub(super) fn is_in_use(context: &Context<'_>, member: Member) -> bool {
    let reach = context.analysis.reach();
    match member {
        Member::Service(id) => reach.compose(id.compose).role != Role::Orphan,
        Member::Dockerfile(id) => reach.dockerfile(id).role != DockerfileRole::Orphan,
    }
}

/// `a`, `b` and `c`; the tail of a long list as a number.
pub(super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 4;
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [start @ .., last] if names.len() <= SHOWN => format!("{} and {last}", start.join(", ")),
        _ => format!("{} and {} more", names[..SHOWN - 1].join(", "), names.len() - (SHOWN - 1)),
    }
}

/// Adds what speaks for the family, each place once and none that is shown already.
pub(super) fn reasons(context: &Context<'_>, family: &Family, finding: &mut Finding) {
    let shown: Vec<Span> = family.members.iter().map(|&member| place(context.repository, member)).collect();
    let unused = |it: &Evidence| {
        let dead = |member: &Member| {
            !is_in_use(context, *member) && place(context.repository, *member).file == it.span.file
        };
        family.kind == FamilyKind::NearDuplicateDockerfile && family.members.iter().any(dead)
    };
    let new = |it: &&Evidence| !shown.contains(&it.span) && !unused(it);
    for reason in family.evidence.iter().filter(new).take(REASONS) {
        finding.related(reason.span, reason.text.clone());
    }
}
