//! Which living service each dead one was.
//!
//! A dead service joins a family by one tie to a living one, never through another dead one: chains of small
//! resemblances lead from anything to anything.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::standing::View;
use crate::analysis::likeness::Link;
use crate::analysis::{Confidence, Evidence};
use crate::repository::ServiceId;

/// Reasons that a family takes over from one link, at most.
const REASONS: usize = 4;

/// Two services that belong to one family.
pub(super) struct Tie {
    ends: [ServiceId; 2],
    /// How sure that is.
    pub(super) confidence: Confidence,
    /// Why, strongest first.
    pub(super) evidence: Vec<Evidence>,
}

impl Tie {
    /// A link, perhaps with other ends that stand for its own.
    pub(super) fn from(link: &Link, a: ServiceId, b: ServiceId) -> Self {
        let evidence = link.evidence.iter().take(REASONS).cloned().collect();
        Self { ends: [a, b], confidence: link.confidence(), evidence }
    }

    /// Both services.
    pub(super) fn ends(&self) -> [ServiceId; 2] {
        self.ends
    }
}

/// At most one tie for each dead service: to its namesake in the file that took its file's place, else to the living
/// service that it is most like.
pub(super) fn of_the_dead(view: &View<'_>) -> Vec<Tie> {
    let dead = view.repository.services().map(|(_, service)| service.id).filter(|&id| view.is_dead(id));
    let mut ties: Vec<Tie> = dead.filter_map(|id| to_namesake(view, id)).collect();
    let mut settled: BTreeSet<ServiceId> = ties.iter().map(|tie| tie.ends[0]).collect();
    let mut links: Vec<(&Link, ServiceId, ServiceId)> = view
        .likeness
        .links()
        .iter()
        .filter_map(|link| match (view.is_dead(link.a), view.is_dead(link.b)) {
            (true, false) => Some((link, link.a, link.b)),
            (false, true) => Some((link, link.b, link.a)),
            _ => None,
        })
        .collect();
    // links come best first, and stay so among those that are as well attested
    links.sort_by_key(|&(_, _, living)| Reverse(view.role(living).is_alive()));
    for (link, dead, living) in links {
        if settled.insert(dead) {
            ties.push(Tie::from(link, dead, original(view, living)));
        }
    }
    ties
}

/// The tie to a service of the same name that is built too, in the file that took the dead file's place. A name alone
/// says enough there: that file is known to do the dead one's work.
fn to_namesake(view: &View<'_>, dead: ServiceId) -> Option<Tie> {
    let old = view.repository.service(dead);
    let newer = view.repository.compose(view.reach.compose(dead.compose).superseded_by?);
    let new = newer.service(&old.name.value).filter(|new| new.build.is_some() && old.build.is_some())?;
    if view.is_dead(new.id) {
        return None;
    }
    let path = &view.repository.compose(dead.compose).path;
    let name = &old.name.value;
    let evidence = vec![
        Evidence::new(
            "same-name",
            old.name.span,
            format!("`{name}` is in `{}`, which took over", newer.path),
        ),
        Evidence::new("same-name", new.name.span, format!("`{name}` is in `{path}` too, which is dead")),
    ];
    Some(Tie { ends: [dead, original(view, new.id)], confidence: Confidence::Medium, evidence })
}

/// The service that a living one restates: of the same name, in the file that its own is laid on or a variant of.
fn original(view: &View<'_>, living: ServiceId) -> ServiceId {
    let name = &view.repository.service(living).name.value;
    let below = &view.reach.compose(living.compose).of;
    let same = below.iter().find_map(|&id| view.repository.compose(id).service(name));
    same.map_or(living, |service| service.id)
}
