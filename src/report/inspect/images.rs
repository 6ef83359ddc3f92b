//! Images and what they weigh together, by the names of the JSON contract.

use std::collections::BTreeMap;

use serde::Serialize;

use super::view::Service;
use crate::analysis::{self, Analysis, DockerfileRole, Role, Sizes};
use crate::report::bytes::Bytes;
use crate::repository::{Base, Repository};
use crate::source::{Sources, Span};

/// Names of images that a layer lists as sharing it; a system's base is shared by all.
const MOST_SHARING: usize = 100;

/// An image that the repository builds.
#[derive(Debug, Serialize)]
pub(super) struct Image<'a> {
    pub(super) name: &'a str,
    pub(super) built_by: Vec<Service<'a>>,
    pub(super) dockerfile: &'a str,
    /// What its lowest stage stands on; `None` where a variable decides.
    pub(super) base: Option<String>,
    pub(super) size: Bytes,
    /// Whether it holds something that nothing here can weigh, so that it may be larger.
    pub(super) partial: bool,
    /// Whether only what is dead builds it.
    pub(super) dead: bool,
    pub(super) layers: Vec<Layer<'a>>,
    /// Equal for images that are one on disk.
    #[serde(skip)]
    pub(super) top: u64,
}

/// What one instruction adds.
#[derive(Debug, Serialize)]
pub(super) struct Layer<'a> {
    /// The instruction, on one line.
    pub(super) what: String,
    pub(super) line: u32,
    #[serde(flatten)]
    pub(super) size: Bytes,
    /// Whether it holds something that nothing here can weigh, so that it may be larger.
    pub(super) partial: bool,
    /// Other images that have this very layer; the first hundred.
    pub(super) shared_with: Vec<&'a str>,
}

/// What the images weigh together.
#[derive(Debug, Serialize)]
pub(super) struct Footprint {
    pub(super) sum_of_images: Bytes,
    pub(super) unique_on_disk: Bytes,
    /// Whether some image holds something that nothing here can weigh.
    pub(super) partial: bool,
    /// The same, of the images that something alive builds, where some are dead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) without_dead: Option<Box<Footprint>>,
}

impl From<analysis::Footprint> for Footprint {
    fn from(footprint: analysis::Footprint) -> Self {
        Self {
            sum_of_images: footprint.sum_of_images.into(),
            unique_on_disk: footprint.unique_on_disk.into(),
            partial: footprint.is_partial,
            without_dead: None,
        }
    }
}

/// Every image, in the order of the analysis.
pub(super) fn images<'a>(repository: &'a Repository, analysis: &'a Analysis<'_>) -> Vec<Image<'a>> {
    let sizes = analysis.sizes();
    let holders = holders(sizes);
    let image = |image: &'a analysis::Image| Image {
        name: &image.name,
        built_by: image.services.iter().map(|&id| Service::of(repository, id)).collect(),
        dockerfile: &repository.dockerfile(image.dockerfile).path,
        base: base(repository, image),
        size: image.size().into(),
        partial: image.is_partial(),
        dead: is_dead(repository, analysis, image),
        layers: image
            .layers
            .iter()
            .map(|layer| Layer {
                what: instruction(&repository.sources, layer.span),
                line: repository.sources.line(layer.span),
                size: layer.size.into(),
                partial: layer.partial,
                shared_with: sharing(&holders, layer.key, &image.name).take(MOST_SHARING).collect(),
            })
            .collect(),
        top: image.layers.last().map_or(0, |layer| layer.key),
    };
    sizes.images.iter().map(image).collect()
}

/// What all images weigh together, and those that are alive.
pub(super) fn footprint(repository: &Repository, analysis: &Analysis<'_>) -> Footprint {
    let images = &analysis.sizes().images;
    let alive = || images.iter().filter(|image| !is_dead(repository, analysis, image));
    let without_dead =
        (alive().count() < images.len()).then(|| Box::new(analysis::Footprint::of(alive()).into()));
    Footprint { without_dead, ..analysis.sizes().footprint().into() }
}

/// The images that have each layer, by the layer's key.
pub(super) type Holders<'a> = BTreeMap<u64, Vec<&'a str>>;

pub(super) fn holders(sizes: &Sizes) -> Holders<'_> {
    let mut holders: Holders<'_> = BTreeMap::new();
    for image in &sizes.images {
        for layer in &image.layers {
            let names = holders.entry(layer.key).or_default();
            if names.last() != Some(&image.name.as_str()) {
                names.push(&image.name);
            }
        }
    }
    holders
}

/// The other images that have a layer.
pub(super) fn sharing<'a>(holders: &Holders<'a>, key: u64, image: &str) -> impl Iterator<Item = &'a str> {
    holders.get(&key).into_iter().flatten().copied().filter(move |name| *name != image)
}

/// Whether only orphans build it, or nothing at all builds its Dockerfile any more.
fn is_dead(repository: &Repository, analysis: &Analysis<'_>, image: &analysis::Image) -> bool {
    let reach = analysis.reach();
    let dead = |id: &crate::repository::ServiceId| reach.compose(id.compose).role == Role::Orphan;
    match image.services.as_slice() {
        [] => reach.dockerfile(repository.dockerfile(image.dockerfile).id).role == DockerfileRole::Orphan,
        services => services.iter().all(dead),
    }
}

/// What its lowest stage stands on; `None` where a variable decides.
pub(super) fn base(repository: &Repository, image: &analysis::Image) -> Option<String> {
    let dockerfile = repository.dockerfile(image.dockerfile);
    let build = image.services.first().and_then(|&id| repository.service(id).build.as_ref());
    let argument = |name: &str| build.and_then(|build| build.arg(name)).map(str::to_owned);
    named(dockerfile.final_base(dockerfile.stages.get(image.stage)?, &argument))
}

/// What a base is called; `None` where a variable decides.
pub(super) fn named(base: Base) -> Option<String> {
    match base {
        Base::Image(image) => Some(image),
        Base::Scratch => Some("scratch".to_owned()),
        Base::Stage(_) | Base::Unknown => None,
    }
}

/// The lines that a layer comes from, as one.
pub(super) fn instruction(sources: &Sources, span: Span) -> String {
    let source = &sources[span.file];
    let start = source.lines.line_range(span.start).start;
    let end = source.lines.line_range(span.end.max(span.start)).end;
    let text = source.text.get(start..end.max(start)).unwrap_or_default();
    let mut words: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        words.extend(line.trim_end().trim_end_matches('\\').split_whitespace());
    }
    words.join(" ")
}
