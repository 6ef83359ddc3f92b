//! Several near-equal Dockerfiles → one, whose image serves all their services: what differs by the command goes into
//! the Compose file, what differs by the files lies side by side in the image. Where that would change what a service
//! sees, its Dockerfile stays apart, with the reason.
//!
//! ```text
//! parts   the Dockerfiles as they take part, and what they have to agree on
//! unite   the steps side by side → the one text
//! copies  a COPY of several contexts
//! pip     Python packages of several lists
//! start   commands, entry points and ports → keys of the Compose file
//! files   which file an image has at which path
//! ignore  `.dockerignore` of several contexts
//! slim    the one text in its language's room
//! proof   the one text, read anew, against each of the old ones
//! ```

mod copies;
pub(super) mod files;
mod ignore;
mod parts;
mod pip;
mod proof;
mod slim;
mod start;
mod unite;

use std::collections::{BTreeMap, BTreeSet};

use super::family::Family;
use super::{Declined, Rewritten};
use crate::analysis::{Advice, Analysis, FamilyKind, Member};
use crate::repository::{ComposeFile, DockerfileId, Repository};

/// One Dockerfile in the place of several.
#[derive(Debug, Clone)]
pub(super) struct Joined {
    /// Its text, in one stage still.
    pub(super) text: String,
    /// The build context's folder: that of all members, or the one above them.
    pub(super) context: String,
    /// What its builds leave out, as a `.dockerignore` of that context says it; empty for nothing.
    pub(super) ignore: String,
    /// By service: what its image no longer says, as keys of the Compose file with their values.
    pub(super) keys: BTreeMap<String, Vec<(&'static str, String)>>,
    /// What its language's room makes of it.
    pub(super) slimmed: Option<Rewritten>,
    /// What was checked.
    pub(super) equal: Vec<String>,
    /// What is different on purpose.
    pub(super) differs: Vec<String>,
    /// What cannot be proved.
    pub(super) assumes: Vec<String>,
}

/// More Dockerfiles than this are not joined at once.
const MOST: usize = 100;
/// So many images near-equal Dockerfiles become at most, so that planning stays quick where none fits another.
const MOST_GROUPS: usize = 4;

/// Joins the families of one Compose file whose Dockerfiles are nearly the same; the others stay as they are.
pub(super) fn join<'a>(
    repository: &'a Repository,
    analysis: &Analysis<'_>,
    file: &ComposeFile,
    mut families: Vec<Family<'a>>,
    declined: &mut Vec<Declined>,
) -> Vec<Family<'a>> {
    for alike in near_equal(analysis) {
        let is_alike = |family: &Family<'_>| {
            family.joined.is_none() && family.dockerfiles.iter().all(|id| alike.contains(id))
        };
        let (mut candidates, others): (Vec<_>, Vec<_>) = families.into_iter().partition(is_alike);
        families = others;
        // the one with most services lends its text
        candidates.sort_by_key(|family| std::cmp::Reverse(family.members.len()));
        if candidates.len() > 1 && candidates.len() <= MOST {
            candidates = one_of(repository, file, candidates, declined);
        }
        families.append(&mut candidates);
    }
    families.sort_by_key(|family| family.members.first().map(|member| member.id));
    families
}

/// Sets of Dockerfiles that are nearly the same.
pub(super) fn near_equal(analysis: &Analysis<'_>) -> Vec<BTreeSet<DockerfileId>> {
    let families = analysis.families().all().iter();
    let alike = families
        .filter(|it| it.kind == FamilyKind::NearDuplicateDockerfile && it.advice != Advice::Keep)
        .map(|family| {
            let ids = family.members.iter().filter_map(|member| match member {
                Member::Dockerfile(id) => Some(*id),
                Member::Service(_) => None,
            });
            ids.collect()
        });
    alike.collect()
}

/// All candidates as one where they can be; else as many as can, one after the other, and those that are left likewise.
fn one_of<'a>(
    repository: &'a Repository,
    file: &ComposeFile,
    candidates: Vec<Family<'a>>,
    declined: &mut Vec<Declined>,
) -> Vec<Family<'a>> {
    let (mut done, mut left) = (Vec::new(), candidates);
    let mut reasons: BTreeMap<DockerfileId, String> = BTreeMap::new();
    for _ in 0..MOST_GROUPS {
        if left.len() < 2 {
            break;
        }
        let (together, apart, joined) = as_many_as_can(repository, left);
        left = Vec::with_capacity(apart.len());
        for (family, reason) in apart {
            // the first is the one that keeps it from the image of most
            reasons.entry(family.dockerfile()).or_insert(reason);
            left.push(family);
        }
        match joined {
            Some(joined) => {
                together.iter().for_each(|family| drop(reasons.remove(&family.dockerfile())));
                done.extend(slimmed(repository, file, together, joined, declined));
            }
            None => done.extend(together),
        }
    }
    done.append(&mut left);
    for family in &done {
        if let Some(reason) = reasons.get(&family.dockerfile()) {
            let reason = format!("it can't join the image of its family: {reason}");
            declined.push(Declined { what: named(repository, family), reason });
        }
    }
    done
}

/// One family of those that can be united, in its language's room; as they were where that can't have them.
fn slimmed<'a>(
    repository: &'a Repository,
    file: &ComposeFile,
    together: Vec<Family<'a>>,
    mut joined: Joined,
    declined: &mut Vec<Declined>,
) -> Vec<Family<'a>> {
    let mut decline = |reason: String| {
        let what = together.iter().map(|family| named(repository, family));
        declined.extend(what.map(|what| Declined { what, reason: reason.clone() }));
    };
    match slim::slim(repository, file, &joined, &together) {
        Ok(Ok(slimmed)) => joined.slimmed = slimmed,
        Ok(Err(reason)) => decline(reason),
        Err(reason) => {
            decline(format!("they can't join in one image: {reason}"));
            return together;
        }
    }
    vec![merged(together, joined)]
}

/// `api/Dockerfile (api, worker)`
fn named(repository: &Repository, family: &Family<'_>) -> String {
    let names: Vec<&str> = family.members.iter().map(|member| member.name.value.as_str()).collect();
    format!("{} ({})", repository.dockerfile(family.dockerfile()).path, names.join(", "))
}

/// Who goes together, who stays apart and why, and what becomes of the first.
type Split<'a> = (Vec<Family<'a>>, Vec<(Family<'a>, String)>, Option<Joined>);

/// All; or the first, and of the others, one after the other, each that fits those before.
fn as_many_as_can<'a>(repository: &'a Repository, candidates: Vec<Family<'a>>) -> Split<'a> {
    let all: Vec<&Family<'_>> = candidates.iter().collect();
    if let Ok(joined) = unite::unite(repository, &all) {
        return (candidates, Vec::new(), Some(joined));
    }
    let mut candidates = candidates.into_iter();
    let mut together: Vec<Family<'a>> = candidates.next().into_iter().collect();
    let (mut apart, mut joined) = (Vec::new(), None);
    for candidate in candidates {
        let tried: Vec<&Family<'_>> = together.iter().chain([&candidate]).collect();
        match unite::unite(repository, &tried) {
            Ok(it) => {
                joined = Some(it);
                together.push(candidate);
            }
            Err(reason) => apart.push((candidate, reason)),
        }
    }
    (together, apart, joined)
}

/// Why these can't become one; `None` where they can.
pub(super) fn why_apart(repository: &Repository, families: &[&Family<'_>]) -> Option<String> {
    let (first, others) = families.split_first()?;
    if families.len() > MOST {
        return Some("they are too many".to_owned());
    }
    let path = |family: &Family<'_>| &repository.dockerfile(family.dockerfile()).path;
    let odd = others.iter().find_map(|other| Some((other, unite::unite(repository, &[first, other]).err()?)));
    match odd {
        Some((other, reason)) => Some(format!("`{}` beside `{}`: {reason}", path(other), path(first))),
        None => unite::unite(repository, families).err(),
    }
}

fn merged<'a>(families: Vec<Family<'a>>, joined: Joined) -> Family<'a> {
    let mut families = families.into_iter();
    let Some(mut first) = families.next() else { return Family::default() };
    for family in families {
        first.dockerfiles.extend(family.dockerfiles);
        first.members.extend(family.members);
    }
    first.context = joined.context.clone();
    first.joined = Some(joined);
    first
}
