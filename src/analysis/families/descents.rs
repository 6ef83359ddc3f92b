//! Which living service each dead one was.
//!
//! A dead service joins a family by one tie to a living one; through another dead one only where both are one build:
//! chains of small resemblances lead from anything to anything.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

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
/// service that it is most like; those of one build with one that has a tie go the same way.
pub(super) fn of_the_dead(view: &View<'_>) -> Vec<Tie> {
    let dead = view.repository.services().map(|(_, service)| service.id).filter(|&id| view.is_dead(id));
    let mut ties: Vec<Tie> = dead.filter_map(|id| to_namesake(view, id)).collect();
    let mut settled: FxHashMap<ServiceId, ServiceId> =
        ties.iter().map(|tie| (tie.ends[0], tie.ends[1])).collect();
    let mut links: Vec<(&Link, ServiceId, ServiceId)> =
        view.likeness.links().iter().filter_map(|link| descent(view, link)).collect();
    let name = |id: ServiceId| &view.repository.service(id).name.value;
    // links come best first, and stay so among those of as near a name and as well attested
    links.sort_by_key(|&(_, dead, living)| {
        Reverse((name(dead) == name(living), view.role(living).is_alive()))
    });
    for (link, dead, living) in links {
        let is_parked = link.is_within_a_file() && link.same_program;
        let living = original(view, living);
        if !settled.contains_key(&dead) || is_parked {
            settled.entry(dead).or_insert(living);
            ties.push(Tie::from(link, dead, living));
        }
    }
    ties.extend(of_one_build(view, &settled));
    ties
}

/// The dead and the living end of a link, if it has them and may be a descent.
fn descent<'a>(view: &View<'_>, link: &'a Link) -> Option<(&'a Link, ServiceId, ServiceId)> {
    let is_old = |service: ServiceId| view.is_dead(service) || view.is_doubtful(service);
    let (old, living) = match (is_old(link.a), is_old(link.b)) {
        (true, false) => (link.a, link.b),
        (false, true) => (link.b, link.a),
        _ => return None,
    };
    // what one file has taken over from another needs less to be recognised
    let took_over = || view.reach.compose(old.compose).superseded_by == Some(living.compose);
    (link.is_believed() || took_over()).then_some((link, old, living))
}

/// Dead services that resemble nothing alive, but are built as one is that does.
fn of_one_build(view: &View<'_>, settled: &FxHashMap<ServiceId, ServiceId>) -> Vec<Tie> {
    let mut new: BTreeSet<ServiceId> = BTreeSet::new();
    let links = view.likeness.links().iter().filter(|link| link.is_believed() && link.same_build);
    let mut ties = Vec::new();
    for link in links.filter(|link| view.is_dead(link.a) && view.is_dead(link.b)) {
        for (other, known) in [(link.a, link.b), (link.b, link.a)] {
            if let (Some(&living), None) = (settled.get(&known), settled.get(&other))
                && new.insert(other)
            {
                ties.push(Tie::from(link, other, living));
            }
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

#[cfg(test)]
mod tests;
