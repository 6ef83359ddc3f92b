//! The images that ship, each with what it is thought to weigh: what several rules look through.

use rustc_hash::FxHashSet;

use crate::analysis::contents::{self, Built, Carried};
use crate::analysis::size::{Change, Estimate, Image, Layer, shown};
use crate::edit::Fix;
use crate::lint::{Context, Of, Saving};
use crate::repository::{Dockerfile, ServiceId};
use crate::source::Span;

/// An image that ships.
pub(super) struct Ships<'a> {
    pub(super) built: Built<'a>,
    pub(super) image: &'a Image,
    pub(super) carried: Carried,
}

/// The images of a Dockerfile that ship and start something; those that only run tests are left out.
pub(super) fn ships<'a>(context: &Context<'a>, dockerfile: &'a Dockerfile) -> Vec<Ships<'a>> {
    let mut images = with_idle(context, dockerfile);
    images.retain(|ships| !contents::starts_nothing(context.repository, &ships.built, &ships.carried));
    images
}

/// The images of a Dockerfile that ship, with those that start nothing by themselves.
pub(super) fn with_idle<'a>(context: &Context<'a>, dockerfile: &'a Dockerfile) -> Vec<Ships<'a>> {
    let contents = context.analysis.contents();
    let built = contents::shipped(context.repository, contents, context.analysis.reach(), dockerfile);
    let mut images = Vec::new();
    for built in built {
        if contents::is_for_tests(context.repository, dockerfile, &built) {
            continue;
        }
        if let Some(image) = image(context, dockerfile, &built) {
            let carried = contents.image(dockerfile, built.stage);
            images.push(Ships { built, image, carried });
        }
    }
    images
}

/// What a build becomes: where it has several names, the first of them.
pub(super) fn image<'a>(
    context: &Context<'a>,
    dockerfile: &Dockerfile,
    built: &Built<'_>,
) -> Option<&'a Image> {
    let mut estimated = context.analysis.sizes().built_from(dockerfile.id);
    estimated.find(|image| {
        image.stage == built.stage.index
            && (built.services.is_empty() || built.services.iter().any(|id| image.services.contains(id)))
    })
}

/// A saving that `docker images` shows, in this image and in each that has the changed layers, too; none where it may
/// be nothing at all.
pub(super) fn saved(
    context: &Context<'_>,
    image: Option<&Image>,
    changes: &[Change],
    size: Estimate,
) -> Option<Saving> {
    let saving = Saving::of(size, Of::Sum)?;
    let Some(image) = image else { return Some(saving) };
    let keys: FxHashSet<u64> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Less { layer, .. } => Some(*layer),
            Change::OneImage(_) | Change::Unused(_) | Change::Unbuilt(_) => None,
        })
        .collect();
    let is_changed = |layer: &&Layer| keys.contains(&layer.key);
    let at: Vec<Span> = image.layers.iter().filter(is_changed).map(|layer| layer.span).collect();
    let changes_alike = |other: &&Image| {
        other.layers.iter().filter(is_changed).map(|layer| layer.span).eq(at.iter().copied())
    };
    let images = context.analysis.sizes().built_from(image.dockerfile);
    let times = if at.is_empty() { 1 } else { images.filter(changes_alike).count() };
    let saving = Saving { times, ..saving };
    // how far a saving and its image err together isn't known
    let (before, after) = (image.size(), image.size().minus(size));
    Some(if image.is_partial() { saving } else { saving.between(before, after) })
}

/// An instruction's layers get smaller, in every image that a Dockerfile becomes.
pub(super) fn shrinks(context: &Context<'_>, dockerfile: &Dockerfile, at: Span, by: Estimate) -> Vec<Change> {
    let images = context.analysis.sizes().built_from(dockerfile.id);
    let layers = images.flat_map(|image| &image.layers).filter(|layer| layer.span == at);
    layers.map(|layer| Change::Less { dockerfile: dockerfile.id, layer: layer.key, by }).collect()
}

/// The base gets smaller, in every image of the Dockerfile that stands on the same one: build arguments may name others.
pub(super) fn base_shrinks(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    built: &Built<'_>,
    by: Estimate,
) -> Vec<Change> {
    let alike = contents::built(context.repository, dockerfile).into_iter();
    let alike = alike.filter(|other| other.base == built.base && other.base_span() == built.base_span());
    let services: FxHashSet<ServiceId> = alike.flat_map(|other| other.services).collect();
    let images = context.analysis.sizes().built_from(dockerfile.id);
    let stands_on_it = |image: &&Image| {
        image.services.is_empty() || image.services.iter().any(|service| services.contains(service))
    };
    let bases = images.filter(stands_on_it).filter_map(|image| image.layers.first());
    let bases = bases.filter(|layer| layer.span == built.base_span());
    bases.map(|layer| Change::Less { dockerfile: dockerfile.id, layer: layer.key, by }).collect()
}

/// What a rewrite would make of the Dockerfile, where it is about this image.
pub(super) fn rewritten(context: &Context<'_>, dockerfile: &Dockerfile, built: &Built<'_>) -> Option<Fix> {
    let is_last = built.stage.index + 1 == dockerfile.stages.len();
    is_last.then(|| context.rewrites.fix(dockerfile.id)).flatten()
}

/// `, about 20 MB`, where the figure says something; `, up to 30 MB` where it may be nothing at all.
pub(super) fn about(estimate: Estimate) -> String {
    match estimate {
        Estimate { expected: 0, .. } => String::new(),
        Estimate { low: 0, high, .. } => format!(", up to {}", shown(high)),
        estimate if estimate.is_vague() => String::new(),
        Estimate { expected, .. } => format!(", about {}", shown(expected)),
    }
}

/// Package lists, by the folder that holds them.
pub(super) fn lists(path: &str) -> &'static str {
    match path {
        "/var/cache/apk" => "apk's package index",
        _ => "apt's package lists",
    }
}

/// A cache, by the folder that the user root has it in: where the home is another, it lies there.
pub(super) fn cache(path: &str) -> String {
    match path.strip_prefix("/root/") {
        Some(below) => format!("the cache `~/{below}`"),
        // a folder of root alone: <https://github.com/yarnpkg/yarn/blob/master/src/util/user-home-dir.js>
        None if path.ends_with("/yarn") => "Yarn's cache".to_owned(),
        None => format!("the cache `{path}`"),
    }
}

/// `a`, `a and b`, `a, b and c`
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
