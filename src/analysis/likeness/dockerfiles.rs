//! Dockerfiles that are one text with other parameters, or drafts of one image.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::clusters::Clusters;
use super::recipe::{Recipe, Step, pairs};
use super::shingles;
use super::{FamilyKind, Group, Member};
use crate::analysis::{Confidence, Evidence};
use crate::repository::{Dockerfile, DockerfileId, Repository, path};
use crate::source::Span;

/// From here on two recipes are one with parameters: on labelled repositories unrelated services of one author reach
/// about 0.7, copies with another path or port 0.9 and more.
const ALIKE: f32 = 0.75;
/// Drafts of one image lie side by side, copy and start the same, and share about half of what they do.
const DRAFTS: f32 = 0.45;
/// Where what is copied and started is this equal, it is one program.
const SAME_PROGRAM: f32 = 0.75;
/// A base and a copy alone are what many images are; there must be more to be alike in.
const LEAST_WEIGHT: f32 = 2.0;
/// Steps that only one of two Dockerfiles has and that an explanation names, at most.
const TOLD: usize = 3;
/// Members of a cluster that another is compared with, at most: large clusters are of equal ones.
const COMPARED: usize = 12;
/// Dockerfiles of one folder that each is compared with, at most.
const SIDE_BY_SIDE: usize = 48;

/// Every Dockerfile's recipe, in the repository's order.
pub(super) fn recipes(repository: &Repository) -> Vec<Recipe> {
    let mut names: FxHashMap<DockerfileId, Vec<&str>> = FxHashMap::default();
    for (_, service) in repository.services() {
        let id = service.build.as_ref().and_then(|build| build.dockerfile_id());
        id.into_iter().for_each(|id| names.entry(id).or_default().push(&service.name.value));
    }
    let named = |id| names.get(&id).map(Vec::as_slice).unwrap_or_default();
    repository.dockerfiles.par_iter().map(|it| Recipe::of(it, named(it.id))).collect()
}

/// Groups of near-equal Dockerfiles.
pub(super) fn groups(repository: &Repository, recipes: &[Recipe]) -> Vec<Group> {
    let equal = equal_ones(recipes);
    let first: Vec<usize> = equal.iter().map(|members| members[0]).collect();
    let texts: Vec<Vec<&str>> = first.iter().map(|&at| recipes[at].texts().collect()).collect();
    let met =
        shingles::candidates(&texts).into_par_iter().map(|(a, b)| (first[a as usize], first[b as usize]));
    let mut alike: Vec<(f32, usize, usize)> =
        met.filter_map(|(a, b)| Some((are_alike(repository, recipes, a, b)?, a, b))).collect();
    alike.extend(drafts(repository, recipes));
    alike.par_sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let mut clusters = Clusters::new(recipes.len());
    let mut members: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for same in equal.iter().filter(|same| recipes[same[0]].weight >= LEAST_WEIGHT) {
        same.iter().for_each(|&other| clusters.join(same[0], other));
        members.insert(same[0], same.iter().copied().take(COMPARED).collect());
    }
    // two clusters become one where each member is like each: chains of small steps lead from anything to anything
    for &(_, a, b) in &alike {
        let (head, other) = (clusters.head(a).min(clusters.head(b)), clusters.head(a).max(clusters.head(b)));
        let of = |head: usize| members.get(&head).cloned().unwrap_or_else(|| vec![head]);
        let (ours, theirs) = (of(head), of(other));
        let fits = |x: usize| theirs.iter().all(|&y| are_alike(repository, recipes, x, y).is_some());
        if head != other && ours.iter().all(|&x| fits(x)) {
            clusters.join(head, other);
            members.remove(&other);
            let both = ours.into_iter().chain(theirs).take(COMPARED).collect();
            members.insert(head, both);
        }
    }
    let id = |index: usize| DockerfileId(index as u32);
    let found =
        clusters.into_groups().into_iter().map(|members| members.into_iter().map(id).collect::<Vec<_>>());
    found.map(|members| group(repository, recipes, &members)).collect()
}

/// The Dockerfiles by recipe, each set in order: of equal ones only the first has to be compared with others.
fn equal_ones(recipes: &[Recipe]) -> Vec<Vec<usize>> {
    let mut numbers: FxHashMap<Vec<(&str, u32)>, usize> = FxHashMap::default();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for (index, recipe) in recipes.iter().enumerate() {
        let key = recipe.steps.iter().map(|step| (step.text.as_str(), step.weight.to_bits())).collect();
        let number = *numbers.entry(key).or_insert(sets.len());
        match sets.get_mut(number) {
            Some(set) => set.push(index),
            None => sets.push(vec![index]),
        }
    }
    sets
}

/// Pairs that lie side by side and are alike: drafts may share too little to meet by chance, and may each equal others.
fn drafts(repository: &Repository, recipes: &[Recipe]) -> Vec<(f32, usize, usize)> {
    let mut folders: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, dockerfile) in repository.dockerfiles.iter().enumerate() {
        folders.entry(dockerfile.directory()).or_default().push(index);
    }
    let mut pairs = Vec::new();
    for folder in folders.into_values() {
        for (at, &a) in folder.iter().enumerate() {
            pairs.extend(folder[at + 1..].iter().take(SIDE_BY_SIDE).map(|&b| (a, b)));
        }
    }
    let alike = pairs
        .into_par_iter()
        .filter(|&(a, b)| are_drafts(&repository.dockerfiles[a], &repository.dockerfiles[b]));
    alike.filter_map(|(a, b)| Some((are_alike(repository, recipes, a, b)?, a, b))).collect()
}

/// How alike two are, where that is enough.
fn are_alike(repository: &Repository, recipes: &[Recipe], a: usize, b: usize) -> Option<f32> {
    let (one, other) = (&recipes[a], &recipes[b]);
    if one.weight.min(other.weight) < LEAST_WEIGHT {
        return None;
    }
    let likeness = one.likeness(other);
    let drafts = || {
        let (a, b) = (&repository.dockerfiles[a], &repository.dockerfiles[b]);
        likeness >= DRAFTS && are_drafts(a, b) && one.identity(other) >= SAME_PROGRAM
    };
    (likeness >= ALIKE || drafts()).then_some(likeness)
}

/// Whether two lie in one folder under names of one stem: `Dockerfile.api` and `Dockerfile.api.simple`.
fn are_drafts(a: &Dockerfile, b: &Dockerfile) -> bool {
    let stem = |it: &Dockerfile| -> Option<String> {
        let name = path::file_name(&it.path).to_ascii_lowercase();
        name.split('.').find(|part| !part.is_empty() && *part != "dockerfile").map(str::to_owned)
    };
    a.directory() == b.directory() && (stem(a) == stem(b) || stem(a).is_none() || stem(b).is_none())
}

fn group(repository: &Repository, recipes: &[Recipe], members: &[DockerfileId]) -> Group {
    let at = |id: DockerfileId| &recipes[id.0 as usize];
    let least = members[1..].iter().map(|&id| at(members[0]).likeness(at(id))).fold(1.0, f32::min);
    Group {
        kind: FamilyKind::NearDuplicateDockerfile,
        confidence: if least >= 0.9 { Confidence::High } else { Confidence::Medium },
        members: members.iter().map(|&id| Member::Dockerfile(id)).collect(),
        evidence: members[1..].iter().flat_map(|&id| explain(repository, recipes, members[0], id)).collect(),
    }
}

/// What two Dockerfiles share, and the first thing in which they differ.
pub(super) fn explain(
    repository: &Repository,
    recipes: &[Recipe],
    a: DockerfileId,
    b: DockerfileId,
) -> Vec<Evidence> {
    let (one, other) = (&recipes[a.0 as usize], &recipes[b.0 as usize]);
    let shared = pairs(&one.steps, &other.steps).count();
    let total = other.steps.len();
    let text = format!(
        "{shared} of {total} kinds of steps are those of `{}`, names, paths and ports aside",
        repository.dockerfile(a).path
    );
    let heaviest = pairs(&other.steps, &one.steps)
        .max_by(|(x, _), (y, _)| x.weight.total_cmp(&y.weight).then(y.span.cmp(&x.span)));
    let place = heaviest.map(|(step, _)| step.span);
    let mut evidence: Vec<Evidence> =
        place.map(|span| Evidence::new("same-steps", span, text)).into_iter().collect();
    evidence.extend(besides(one, other).map(|(span, steps)| Evidence::new("other-steps", span, steps)));
    evidence.extend(besides(other, one).map(|(span, steps)| Evidence::new("other-steps", span, steps)));
    evidence
}

/// What `more` does that `less` doesn't, the weightiest first, and where.
fn besides(less: &Recipe, more: &Recipe) -> Option<(Span, String)> {
    let known: FxHashSet<&str> = less.texts().collect();
    let mut own: Vec<&Step> = more.steps.iter().filter(|step| !known.contains(step.text.as_str())).collect();
    own.sort_by(|x, y| y.weight.total_cmp(&x.weight).then(x.span.cmp(&y.span)));
    let first = own.first()?.span;
    let told: Vec<String> = own.iter().take(TOLD).map(|step| format!("`{}`", step.text)).collect();
    let rest = match own.len().saturating_sub(TOLD) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    Some((first, format!("only here: {}{rest}", told.join(", "))))
}
