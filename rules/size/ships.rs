//! The images that ship, each with what it is thought to weigh: what several rules look through.

use crate::analysis::contents::{self, Built, Carried};
use crate::analysis::size::{Change, Estimate, Image, shown};
use crate::edit::Fix;
use crate::lint::{Context, Of, Saving};
use crate::repository::Dockerfile;
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
        let mut estimated = context.analysis.sizes().built_from(dockerfile.id);
        let image = estimated.find(|image| {
            image.stage == built.stage.index
                && (built.services.is_empty() || built.services.iter().any(|id| image.services.contains(id)))
        });
        if let Some(image) = image {
            let carried = contents.image(dockerfile, built.stage);
            images.push(Ships { built, image, carried });
        }
    }
    images
}

/// A saving that `docker images` shows; none where it may be nothing at all.
pub(super) fn of_images(estimate: Estimate) -> Option<Saving> {
    (estimate.expected > 0).then_some(Saving {
        low: estimate.low,
        expected: estimate.expected,
        high: estimate.high,
        of: Of::Sum,
    })
}

/// An instruction's layers get smaller, in every image that a Dockerfile becomes.
pub(super) fn shrinks(context: &Context<'_>, dockerfile: &Dockerfile, at: Span, by: Estimate) -> Vec<Change> {
    let images = context.analysis.sizes().built_from(dockerfile.id);
    let layers = images.flat_map(|image| &image.layers).filter(|layer| layer.span == at);
    layers.map(|layer| Change::Less { dockerfile: dockerfile.id, layer: layer.key, by }).collect()
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
