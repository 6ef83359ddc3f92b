//! One service in an older and a newer generation.

use super::descents::{self, Tie};
use super::standing::View;
use super::{Advice, Family};
use crate::analysis::likeness::{FamilyKind, Link, Member, gather};
use crate::analysis::{Confidence, Evidence, Role};
use crate::repository::ServiceId;

/// Reasons that a family is shown with, at most.
const MOST_REASONS: usize = 8;

/// Families of linked services.
pub(super) fn families(view: &View<'_>) -> Vec<Family> {
    let mut ties: Vec<Tie> = view
        .likeness
        .links()
        .iter()
        .filter(|link| link.is_believed() && !view.is_dead(link.a) && !view.is_dead(link.b))
        .filter(|link| is_between_generations(view, link))
        .map(|link| Tie::from(link, link.a, link.b))
        .collect();
    ties.extend(descents::of_the_dead(view));
    gather(ties.iter(), Tie::ends)
        .into_iter()
        .filter_map(|(members, ties)| family(view, &members, &ties))
        .collect()
}

/// Whether a link of two that aren't dead says more than that a stack can be run in several ways.
fn is_between_generations(view: &View<'_>, link: &Link) -> bool {
    let name = |service: ServiceId| &view.repository.service(service).name.value;
    let (a, b) = (link.a.compose, link.b.compose);
    // alternatives lie side by side more often than not, so there both have to be started as such
    let may_be_older = |service: ServiceId| match view.role(service) {
        Role::Live => true,
        Role::Variant | Role::Unknown => !view.are_side_by_side(a, b),
        Role::Override | Role::Orphan => false,
    };
    name(link.a) != name(link.b)
        && link.confidence() == Confidence::High
        && !view.are_one_stack(a, b)
        && may_be_older(link.a)
        && may_be_older(link.b)
}

fn family(view: &View<'_>, services: &[ServiceId], ties: &[&Tie]) -> Option<Family> {
    let members = one_of_each(view, services);
    let best = view.best(&members)?;
    // a family of the dead alone is buried with its files
    if members.len() < 2 || view.is_orphan(best) {
        return None;
    }
    let confidence = ties.iter().map(|tie| tie.confidence).min().unwrap_or(Confidence::Low);
    let evidence: Vec<Evidence> =
        ties.iter().flat_map(|tie| tie.evidence.iter()).take(MOST_REASONS).cloned().collect();
    // which of two that may both be in use is the old one, nothing shows
    let replaced = members.iter().filter(|&&member| view.is_orphan(member)).count();
    let advice = if replaced + 1 == members.len() { Advice::DropOld } else { Advice::OneService };
    Some(Family {
        name: view.name(best),
        dead: view.dead(&members),
        kind: FamilyKind::GenerationCopy,
        confidence,
        advice,
        members,
        best,
        evidence,
    })
}

/// The dead ones, and of each living stack the best-attested: restated in its variants it is one service.
fn one_of_each(view: &View<'_>, services: &[ServiceId]) -> Vec<Member> {
    let mut by_rank: Vec<Member> = services.iter().map(|&id| Member::Service(id)).collect();
    by_rank.sort_by_key(|&member| (view.rank(member), member));
    let mut kept: Vec<Member> = Vec::new();
    for member in by_rank {
        let Member::Service(id) = member else { continue };
        let restated = |other: &Member| match *other {
            Member::Service(known) => {
                let name = |service| &view.repository.service(service).name.value;
                let apart = known.compose == id.compose;
                !apart && (name(known) == name(id) || view.are_one_stack(known.compose, id.compose))
            }
            Member::Dockerfile(_) => false,
        };
        if view.is_orphan(member) || !kept.iter().any(restated) {
            kept.push(member);
        }
    }
    kept.sort();
    kept
}
