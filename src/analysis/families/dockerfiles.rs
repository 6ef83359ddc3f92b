//! Dockerfiles that differ by what could be a parameter.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::standing::View;
use super::{Advice, Family};
use crate::analysis::likeness::{Group, Member};
use crate::facts;
use crate::repository::{DockerfileId, path};

/// A group of near-equal Dockerfiles without those that are meant to stand beside another: `Dockerfile.dev` beside
/// `Dockerfile`, as long as somebody may use both.
pub(super) fn family(view: &View<'_>, group: &Group) -> Family {
    let ids = group.members.iter().filter_map(|member| match member {
        Member::Dockerfile(id) => Some(*id),
        Member::Service(_) => None,
    });
    let mut kept: Vec<Member> = Vec::new();
    let mut variants: BTreeMap<String, Vec<DockerfileId>> = BTreeMap::new();
    for id in ids {
        if view.is_orphan(Member::Dockerfile(id)) {
            kept.push(Member::Dockerfile(id));
        } else {
            variants.entry(without_variant(&view.repository.dockerfile(id).path)).or_default().push(id);
        }
    }
    let plainest = |ids: &Vec<DockerfileId>| {
        ids.iter().copied().min_by_key(|id| (view.repository.dockerfile(*id).path.len(), *id))
    };
    let used: Vec<Member> = variants.values().filter_map(plainest).map(Member::Dockerfile).collect();
    let (dead, alive) = (kept.len(), used.len());
    kept.extend(used);
    kept.sort();
    let advice = match (dead, alive) {
        _ if kept.len() < 2 => Advice::Keep,
        (_, 0 | 1) => Advice::DropOld,
        _ if share_a_context(view, &kept) && is_one_image(view, &kept) => Advice::OneImage,
        _ => Advice::OneDockerfile,
    };
    let members = if advice == Advice::Keep { group.members.clone() } else { kept };
    let best = view.best(&members).unwrap_or(members[0]);
    let files: FxHashSet<_> = members
        .iter()
        .filter_map(|member| match member {
            Member::Dockerfile(id) => Some(view.repository.dockerfile(*id).file),
            Member::Service(_) => None,
        })
        .collect();
    let evidence = group.evidence.iter().filter(|it| files.contains(&it.span.file)).cloned().collect();
    Family {
        name: view.name(best),
        dead: view.dead(&members),
        kind: group.kind,
        confidence: group.confidence,
        advice,
        members,
        best,
        evidence,
    }
}

/// A path without the words that mark a variant.
fn without_variant(at: &str) -> String {
    let words = at.split(['/', '.', '-', '_']).map(str::to_ascii_lowercase);
    words.filter(|word| facts::environment(word).is_none()).collect::<Vec<_>>().join("/")
}

/// Whether all lie in one folder, or are built with one context.
fn share_a_context(view: &View<'_>, members: &[Member]) -> bool {
    let mut contexts = members.iter().map(|member| match member {
        Member::Dockerfile(id) => {
            let dockerfile = view.repository.dockerfile(*id);
            let build = view.repository.built_from(*id).find_map(|(_, service)| service.build.as_ref());
            let context = build.and_then(|build| build.context_path.clone());
            Some(context.unwrap_or_else(|| path::parent(&dockerfile.path).to_owned()))
        }
        Member::Service(_) => None,
    });
    let first = contexts.next().flatten();
    first.is_some() && contexts.all(|context| context == first)
}

/// Whether they differ by nothing but what they start.
fn is_one_image(view: &View<'_>, members: &[Member]) -> bool {
    let ids: Vec<DockerfileId> = members
        .iter()
        .filter_map(|member| match member {
            Member::Dockerfile(id) => Some(*id),
            Member::Service(_) => None,
        })
        .collect();
    ids.windows(2).all(|pair| view.likeness.differ_by_start_only(pair[0], pair[1]))
}
