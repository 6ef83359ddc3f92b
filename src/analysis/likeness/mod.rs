//! Which services and Dockerfiles are one thing under several names, whoever uses them.
//!
//! As in information retrieval, a shared feature weighs the more the rarer it is in the repository: `REDIS_URL` says
//! little, `LIQUIDATION_STREAM_KEY` much.
//!
//! ```text
//! words          names as words
//! builds         what a service is built from            → same-build
//! recipe, masks  a Dockerfile as steps, parameters open
//! shingles       candidate pairs without comparing all
//! dockerfiles    recipes compared                        → near-duplicate-dockerfile
//! features       what a service shows of itself
//! programs       what of its commands says what it is
//! parked         services that are kept from being started
//! rarity         what a feature weighs here
//! resemblance    two services' features → one score
//! generations    services of different files compared    → generation-copy
//! ```

mod builds;
mod clusters;
mod dockerfiles;
mod features;
mod generations;
mod group;
mod masks;
mod parked;
mod programs;
mod rarity;
mod recipe;
mod resemblance;
mod shingles;
mod words;

use rustc_hash::{FxHashMap, FxHashSet};

pub use builds::is_same_build;
pub use group::{FamilyKind, Group, Member};

pub(super) use clusters::Clusters;
pub(super) use generations::Link;

use recipe::Recipe;

use crate::analysis::Confidence;
use crate::repository::{DockerfileId, Repository, ServiceId};

/// What is alike in a repository.
#[derive(Debug)]
pub struct Likeness {
    groups: Vec<Group>,
    links: Vec<Link>,
    recipes: Vec<Recipe>,
    twins: FxHashMap<ServiceId, Vec<ServiceId>>,
    parked: FxHashSet<ServiceId>,
}

impl Likeness {
    /// Compares everything with what it may be like.
    pub fn of(repository: &Repository) -> Self {
        let recipes = dockerfiles::recipes(repository);
        let near_equal = dockerfiles::groups(repository, &recipes);
        let links = generations::links(repository, &numbers(&near_equal));
        let mut groups = builds::groups(repository);
        groups.extend(near_equal);
        groups.extend(linked(&links));
        let mut twins: FxHashMap<ServiceId, Vec<ServiceId>> = FxHashMap::default();
        for link in links.iter().filter(|link| link.is_believed() && !link.is_within_a_file()) {
            twins.entry(link.a).or_default().push(link.b);
            twins.entry(link.b).or_default().push(link.a);
        }
        twins.values_mut().for_each(|others| others.sort());
        let parked = repository.services().map(|(_, service)| service).filter(|it| parked::is_parked(it));
        let parked = parked.map(|service| service.id).collect();
        Self { groups, links, recipes, twins, parked }
    }

    /// Everything that is alike, by kind and then in the repository's order.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Services of other files that are believed to be the same thing as this one, whatever their names.
    pub fn twins(&self, service: ServiceId) -> &[ServiceId] {
        self.twins.get(&service).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a service starts only under profiles whose names say that it is of the past.
    pub fn is_parked(&self, service: ServiceId) -> bool {
        self.parked.contains(&service)
    }

    /// Whether two Dockerfiles do and copy the same, and only start something else.
    pub(super) fn differ_by_start_only(&self, a: DockerfileId, b: DockerfileId) -> bool {
        self.recipes[a.0 as usize].makes_the_same(&self.recipes[b.0 as usize])
    }

    /// Pairs of services that may be one, best first.
    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }
}

/// In which group each Dockerfile is.
fn numbers(groups: &[Group]) -> FxHashMap<DockerfileId, usize> {
    let mut numbers = FxHashMap::default();
    for (number, group) in groups.iter().enumerate() {
        for member in &group.members {
            if let Member::Dockerfile(id) = member {
                numbers.insert(*id, number);
            }
        }
    }
    numbers
}

/// Services that links hold together.
fn linked(links: &[Link]) -> Vec<Group> {
    let believed = links.iter().filter(|link| link.is_believed() && !link.is_within_a_file());
    gather(believed, |link| [link.a, link.b])
        .into_iter()
        .map(|(members, links)| {
            let confidence = links.iter().map(|link| link.confidence()).min().unwrap_or(Confidence::Low);
            let evidence = links.iter().flat_map(|link| link.evidence.iter().cloned()).collect();
            let members = members.into_iter().map(Member::Service).collect();
            Group { kind: FamilyKind::GenerationCopy, confidence, members, evidence }
        })
        .collect()
}

/// The connected services, each set with what connects it, in the repository's order.
pub(super) fn gather<'a, T>(
    ties: impl Iterator<Item = &'a T>,
    ends: impl Fn(&T) -> [ServiceId; 2],
) -> Vec<(Vec<ServiceId>, Vec<&'a T>)> {
    let ties: Vec<&T> = ties.collect();
    let mut services: Vec<ServiceId> = ties.iter().flat_map(|tie| ends(tie)).collect();
    services.sort();
    services.dedup();
    let index = |id: ServiceId| services.binary_search(&id).unwrap_or_default();
    let mut clusters = Clusters::new(services.len());
    for [a, b] in ties.iter().map(|tie| ends(tie)) {
        clusters.join(index(a), index(b));
    }
    let mut by_head: FxHashMap<usize, Vec<&T>> = FxHashMap::default();
    for tie in &ties {
        by_head.entry(clusters.head(index(ends(tie)[0]))).or_default().push(tie);
    }
    let groups = clusters.into_groups().into_iter();
    groups
        .map(|members| {
            let ties = by_head.remove(&members[0]).unwrap_or_default();
            (members.into_iter().map(|at| services[at]).collect(), ties)
        })
        .collect()
}
