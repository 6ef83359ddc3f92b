//! Backing stores that run together and that nothing tells apart.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::standing::View;
use super::{Advice, Family};
use crate::analysis::likeness::{Clusters, FamilyKind, Member};
use crate::analysis::{Confidence, Evidence};
use crate::facts;
use crate::repository::references::{Strength, Use};
use crate::repository::{ComposeId, Service, ServiceId};
use crate::syntax::image_reference;
use crate::syntax::yaml::Node;

/// Keys of a service that only say where it is met, when it is started and how it is watched. Whatever else differs
/// (version, command, settings, data, networks, limits) tells two stores apart. Source: the Compose specification.
const INCIDENTAL: [&str; 14] = [
    "container_name",
    "hostname",
    "ports",
    "expose",
    "restart",
    "healthcheck",
    "logging",
    "labels",
    "depends_on",
    "pull_policy",
    "platform",
    "stop_grace_period",
    "annotations",
    "profiles",
];

/// How deep a service's body is looked into; what lies deeper tells apart.
const DEEPEST: usize = 12;

/// A backing store with what tells it apart from others.
struct Store<'a> {
    service: &'a Service,
    image: String,
    meaning: String,
}

/// Families of stores: each of one image, in files that one command starts.
pub(super) fn families(view: &View<'_>) -> Vec<Family> {
    let mut stores: Vec<Store<'_>> = Vec::new();
    let mut by_file: BTreeMap<ComposeId, Vec<usize>> = BTreeMap::new();
    for file in &view.repository.compose_files {
        let found: Vec<(&Service, String)> = file
            .services
            .iter()
            .filter(|service| !view.is_dead(service.id))
            .filter_map(|service| Some((service, store_image(service)?)))
            .collect();
        let bodies = if found.is_empty() { FxHashMap::default() } else { file.bodies() };
        for (service, image) in found {
            let body = bodies.get(service.name.value.as_str());
            if let Some(meaning) = body.and_then(|&body| meaning(body)) {
                by_file.entry(file.id).or_default().push(stores.len());
                stores.push(Store { service, image, meaning });
            }
        }
    }
    let mut clusters = Clusters::new(stores.len());
    for stack in stacks(view, &by_file) {
        let mut same: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for index in stack.iter().filter_map(|file| by_file.get(file)).flatten() {
            let store = &stores[*index];
            same.entry((&store.image, &store.meaning)).or_default().push(*index);
        }
        for alike in same.into_values().filter(|alike| alike.len() > 1) {
            for (at, &a) in alike.iter().enumerate() {
                let twins =
                    alike[at + 1..].iter().filter(|&&b| are_one(stores[a].service, stores[b].service));
                twins.for_each(|&b| clusters.join(a, b));
            }
        }
    }
    let groups = clusters.into_groups().into_iter();
    groups
        .filter_map(|members| family(view, &members.iter().map(|&at| &stores[at]).collect::<Vec<_>>()))
        .collect()
}

/// The whole name of the image of a backing store that is pulled ready-made.
fn store_image(service: &Service) -> Option<String> {
    if service.build.is_some() || service.extends.is_some() {
        return None;
    }
    let image = image_reference::parse(service.image.as_ref()?.known()?).ok()?;
    facts::backing_store(&image.familiar())?;
    Some(format!("{}@{}", image.name_tag(), image.digest.unwrap_or_default()))
}

/// What tells a store apart, as a text that is equal for equal bodies.
fn meaning(body: Node<'_>) -> Option<String> {
    let mut meaning = String::new();
    let mut entries = body.entries();
    entries.sort_by_key(|entry| entry.key.as_str());
    for entry in entries {
        let key = entry.key.as_str()?;
        if !INCIDENTAL.contains(&key) && key != "image" {
            meaning.push_str(key);
            write(&mut meaning, entry.value, DEEPEST)?;
        }
    }
    Some(meaning)
}

/// A value as a text that is equal for equal values; `None` where it is too deep.
fn write(text: &mut String, node: Node<'_>, depth: usize) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    if node.is_mapping() {
        let mut entries = node.entries();
        entries.sort_by_key(|entry| entry.key.as_str());
        text.push('{');
        for entry in entries {
            text.push_str(entry.key.as_str().unwrap_or_default());
            write(text, entry.value, depth)?;
        }
        text.push('}');
    } else if node.is_sequence() {
        text.push('[');
        for item in node.items() {
            write(text, item, depth)?;
        }
        text.push(']');
    } else {
        text.push('=');
        text.push_str(node.as_str().unwrap_or_default());
        text.push('\n');
    }
    Some(())
}

/// Sets of files that one command starts: each file alone, with what it includes, and what commands lay together.
fn stacks(view: &View<'_>, by_file: &BTreeMap<ComposeId, Vec<usize>>) -> BTreeSet<Vec<ComposeId>> {
    let mut stacks: BTreeSet<Vec<ComposeId>> = BTreeSet::new();
    let mut including: BTreeMap<ComposeId, BTreeSet<ComposeId>> = BTreeMap::new();
    for &id in by_file.keys() {
        stacks.insert(vec![id]);
        for reference in view.repository.references_to(&crate::repository::references::Target::Compose(id)) {
            let runs = reference.usage == Use::Runs && reference.strength > Strength::Maintenance;
            match (&reference.layering, view.repository.compose_of(reference.span.file)) {
                (_, Some(parent)) if reference.usage == Use::Includes => {
                    including.entry(parent.id).or_insert_with(|| BTreeSet::from([parent.id])).insert(id);
                }
                (Some(layering), _) if runs => {
                    let files: BTreeSet<ComposeId> = layering.files.iter().copied().collect();
                    stacks.insert(files.into_iter().collect());
                }
                _ => {}
            }
        }
    }
    stacks.extend(including.into_values().map(|files| files.into_iter().collect()));
    stacks
}

/// Whether two stores of one image and one meaning are one store: neither replicas by their numbers, nor alternatives
/// by their profiles, nor one restated by the other, nor one of them for tests, nor named for different jobs.
fn are_one(a: &Service, b: &Service) -> bool {
    let plain = |service: &Service| -> String {
        service.name.value.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase()
    };
    let words = |service: &'_ Service| -> Vec<String> {
        service.name.value.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
    };
    let environment =
        |service: &Service| words(service).into_iter().find(|word| facts::environment(word).is_some());
    let job = |service: &Service| words(service).iter().find_map(|word| facts::store_job(word));
    let apart = job(a).zip(job(b)).is_some_and(|(a, b)| a != b);
    let profiles = |service: &'_ Service| -> BTreeSet<String> {
        service.profiles.iter().map(|profile| profile.raw.clone()).collect()
    };
    let (of_a, of_b) = (profiles(a), profiles(b));
    let together = of_a.is_empty() || of_b.is_empty() || of_a.intersection(&of_b).next().is_some();
    !apart && together && plain(a) != plain(b) && environment(a) == environment(b)
}

fn family(view: &View<'_>, stores: &[&Store<'_>]) -> Option<Family> {
    let ids: Vec<ServiceId> = stores.iter().map(|store| store.service.id).collect();
    let members: Vec<Member> = ids.into_iter().map(Member::Service).collect();
    let best = view.best(&members)?;
    let image = &stores.first()?.image;
    let image = image.trim_end_matches('@');
    let evidence = stores.iter().map(|store| {
        let text = format!("`{}` runs `{image}`, and nothing tells it apart", store.service.name.value);
        let span = store.service.image.as_ref().map_or(store.service.name.span, |image| image.span);
        Evidence::new("same-image", span, text)
    });
    Some(Family {
        name: view.name(best),
        dead: view.dead(&members),
        kind: FamilyKind::DuplicateInfrastructure,
        confidence: Confidence::Medium,
        advice: Advice::OneImage,
        evidence: evidence.collect(),
        members,
        best,
    })
}
