//! A family's members as a finding shows them.

use crate::analysis::{DockerfileRole, Evidence, Family, FamilyKind, Member, Role};
use crate::facts;
use crate::lint::{Context, Finding};
use crate::repository::{ComposeFile, Repository, path};
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
        Member::Service(id) => reach.compose(id.compose).role != Role::Orphan && !is_parked(context, member),
        Member::Dockerfile(id) => reach.dockerfile(id).role != DockerfileRole::Orphan,
    }
}

/// Whether a service is kept from being started by its profiles' names.
pub(super) fn is_parked(context: &Context<'_>, member: Member) -> bool {
    matches!(member, Member::Service(id) if context.analysis.likeness().is_parked(id))
}

/// Whether something shows that a member is run or built: more than that nothing speaks against it.
pub(super) fn is_shown_alive(context: &Context<'_>, member: Member) -> bool {
    let reach = context.analysis.reach();
    is_in_use(context, member)
        && match member {
            Member::Service(id) => reach.compose(id.compose).role.is_alive(),
            Member::Dockerfile(id) => reach.dockerfile(id).role == DockerfileRole::Live,
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

/// Whether a service gives its image a name, itself or through what it extends.
pub(super) fn names_its_image(repository: &Repository, member: Member) -> bool {
    match member {
        Member::Service(id) => {
            let service = repository.service(id);
            service.image.is_some() || service.extends.is_some()
        }
        Member::Dockerfile(_) => false,
    }
}

/// Whether a Dockerfile's head says that a program wrote it: the generator is what could be changed.
pub(super) fn is_generated(repository: &Repository, member: Member) -> bool {
    let Member::Dockerfile(id) = member else { return false };
    let dockerfile = repository.dockerfile(id);
    let source = &repository.sources[dockerfile.file];
    let head = dockerfile.syntax.comments.iter().take_while(|span| source.line(span.start) <= 10);
    head.into_iter().any(|&span| facts::says_generated(source.slice(span)))
}

/// Whether a Dockerfile lies among examples, data of tests or other people's code.
pub(super) fn is_aside(repository: &Repository, member: Member) -> bool {
    matches!(member, Member::Dockerfile(id) if facts::aside(&repository.dockerfile(id).path).is_some())
}

/// Whether two Dockerfiles belong to one system. They don't where both are built by Compose files, and those lie in
/// folders apart: each folder of samples is a system of its own.
pub(super) fn in_one_system(repository: &Repository, a: Member, b: Member) -> bool {
    let (Member::Dockerfile(a), Member::Dockerfile(b)) = (a, b) else { return true };
    let builders = |id| -> Vec<&ComposeFile> { repository.built_from(id).map(|(file, _)| file).collect() };
    let (of_a, of_b) = (builders(a), builders(b));
    let near = |a: &ComposeFile, b: &ComposeFile| {
        path::is_within(a.directory(), b.directory()) || path::is_within(b.directory(), a.directory())
    };
    of_a.is_empty() || of_b.is_empty() || of_a.iter().any(|a| of_b.iter().any(|b| near(a, b)))
}
