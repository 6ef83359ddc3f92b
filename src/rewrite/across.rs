//! Families whose members live in several Compose files: why they stay apart.

use std::collections::BTreeSet;

use super::family::{self, Family};
use super::{Declined, Request, join};
use crate::analysis::{Advice, Analysis, FamilyKind, Member, Role};
use crate::repository::{ComposeFile, Location, Repository, Service};

/// A line for each such family.
pub(super) fn declined(repository: &Repository, analysis: &Analysis<'_>, request: &Request) -> Vec<Declined> {
    let alive =
        |file: &&ComposeFile| matches!(analysis.reach().compose(file.id).role, Role::Live | Role::Variant);
    let files: Vec<&ComposeFile> = repository.compose_files.iter().filter(alive).collect();
    let mut declined = Vec::new();
    for family in analysis.families().all() {
        let wanted = match (family.kind, family.advice) {
            (FamilyKind::DuplicateInfrastructure, _) | (_, Advice::Keep) => continue,
            (FamilyKind::GenerationCopy, _) => "they look like one service, and both run",
            _ => "they are built alike",
        };
        let is_member = |service: &Service| {
            let dockerfile = service.build.as_ref().and_then(|build| match build.location {
                Location::Found(id) => Some(id),
                _ => None,
            });
            family.members.iter().any(|member| match member {
                Member::Service(id) => *id == service.id,
                Member::Dockerfile(id) => dockerfile == Some(*id),
            })
        };
        let by_file = files.iter().map(|file| {
            let own: Vec<&Service> = file.services.iter().filter(|it| is_member(it)).collect();
            (*file, own)
        });
        let by_file: Vec<(&ComposeFile, Vec<&Service>)> =
            by_file.filter(|(_, own)| !own.is_empty()).collect();
        let asked =
            |name: &String| by_file.iter().any(|(_, own)| own.iter().any(|it| it.name.value == *name));
        if by_file.len() < 2 || !request.family.as_ref().is_none_or(asked) {
            continue;
        }
        let what = by_file.iter().map(|(file, own)| {
            let names: Vec<&str> = own.iter().map(|it| it.name.value.as_str()).collect();
            format!("{} ({})", file.path, names.join(", "))
        });
        let what = what.collect::<Vec<_>>().join(", ");
        let reason = match apart(repository, &by_file) {
            Some(reason) => format!("{wanted}, but can't share an image: {reason}"),
            None => format!("{wanted}, but an image is shared within one Compose file only"),
        };
        let reason = match family.advice {
            Advice::OneService => format!("{reason}; which of them is enough, the repository doesn't say"),
            _ => reason,
        };
        declined.push(Declined { what, reason });
    }
    declined
}

/// Why the Dockerfiles of services of different files can't become one; `None` where they could.
fn apart(repository: &Repository, by_file: &[(&ComposeFile, Vec<&Service>)]) -> Option<String> {
    let mut all: Vec<Family<'_>> = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, own) in by_file {
        let is_own =
            |family: &Family<'_>| family.members.iter().any(|it| own.iter().any(|own| own.id == it.id));
        // one of each Dockerfile says it
        let fresh =
            family::families(file).into_iter().filter(|it| is_own(it) && seen.insert(it.dockerfile()));
        all.extend(fresh.collect::<Vec<_>>());
    }
    match all.as_slice() {
        [] => Some("what they are built from isn't in the repository".to_owned()),
        [_] => None,
        several => join::why_apart(repository, &several.iter().collect::<Vec<_>>()),
    }
}
