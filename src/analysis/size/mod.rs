//! What images weigh on disk: a range, layer by layer, each with its reason. Bytes unpacked, as `docker images` shows
//! them; never compressed ones.
//!
//! ```text
//! estimate   ranges of bytes
//! packages, apk   packages of the distribution
//! python, node, weighed   packages of languages
//! inputs     an install → the packages it installs, from manifests and lock files
//! artifacts, bundle, go_program   what builds leave
//! layer      a layer, its terms, and the paths they lie below
//! once       what several images ask for
//! places     paths inside an image
//! present    packages of Python that are there already
//! context    the files that a build is given
//! chain      what a chain of stages holds so far
//! run        a `RUN` while it is read
//! system, install    what installing adds
//! actions, copied    one instruction → what it adds
//! maker      a Dockerfile → its chains
//! image      a chain → an image; what images share
//! change     what changes to images save together
//! gone       which images a change makes superfluous
//! family     what a family's images weigh, and what would be left of them
//! ```

mod actions;
mod apk;
mod artifacts;
mod bundle;
mod chain;
mod change;
mod context;
mod copied;
mod estimate;
mod family;
mod go_program;
mod gone;
mod image;
mod inputs;
mod install;
mod layer;
mod maker;
mod node;
mod once;
mod packages;
mod places;
mod present;
mod python;
mod run;
mod system;
mod weighed;

pub use artifacts::workspace;
pub use change::{Change, Outlook};
pub use estimate::{Estimate, shown};
pub use family::FamilyFootprint;
pub use image::{Footprint, Image};
pub use layer::{Held, Layer, Reason, Recommended};
pub use packages::{Asked, debian};

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use self::context::BuildContext;
use self::maker::{Argument, Maker};
use self::once::Once;
use super::Contents;
use super::contents::{self, Built};
use crate::repository::compose::Text;
use crate::repository::context::Listings;
use crate::repository::{Dockerfile, DockerfileId, Repository, Service, ServiceId};

/// What every image weighs that the repository builds.
#[derive(Debug)]
pub struct Sizes {
    /// By Dockerfile, stage and name.
    pub images: Vec<Image>,
    /// What build contexts hold, each walked once.
    pub listings: Listings,
    /// The place among `images` of what a service builds.
    by_service: FxHashMap<ServiceId, usize>,
    /// How many images have a layer, by the layer's key.
    holders: OnceLock<FxHashMap<u64, usize>>,
}

impl Sizes {
    /// Estimates every image once.
    pub fn of(repository: &Repository, contents: &Contents) -> Self {
        let (listings, once) = (Listings::default(), Once::default());
        let of_one = |dockerfile| -> Vec<Image> {
            let built = contents::built(repository, dockerfile).into_iter();
            built
                .flat_map(|built| named(repository, contents, (&listings, &once), dockerfile, &built))
                .collect()
        };
        let images: Vec<Image> = repository.dockerfiles.par_iter().flat_map_iter(of_one).collect();
        let mut by_service = FxHashMap::default();
        for (at, image) in images.iter().enumerate() {
            for &service in &image.services {
                by_service.entry(service).or_insert(at);
            }
        }
        Self { images, listings, by_service, holders: OnceLock::new() }
    }

    /// The image that a service builds.
    pub fn of_service(&self, service: ServiceId) -> Option<&Image> {
        self.images.get(*self.by_service.get(&service)?)
    }

    /// The images of one Dockerfile.
    pub fn built_from(&self, dockerfile: DockerfileId) -> impl Iterator<Item = &Image> {
        self.images[self.places_built_from(dockerfile)].iter()
    }

    /// Their places: the images lie by Dockerfile.
    fn places_built_from(&self, dockerfile: DockerfileId) -> Range<usize> {
        let start = self.images.partition_point(|image| image.dockerfile < dockerfile);
        start..self.images.partition_point(|image| image.dockerfile <= dockerfile)
    }

    /// What all images weigh together.
    pub fn footprint(&self) -> Footprint {
        Footprint::of(&self.images)
    }
}

/// The images that one build becomes: one for each name and each context that it is built for.
fn named(
    repository: &Repository,
    contents: &Contents,
    (listings, once): (&Listings, &Once),
    dockerfile: &Dockerfile,
    built: &Built<'_>,
) -> Vec<Image> {
    let context = |folder| BuildContext { repository, folder, dockerfile: &dockerfile.path, listings, once };
    if built.services.is_empty() {
        let maker = Maker::new(context(Some(dockerfile.directory())), contents, dockerfile, &[]);
        let image = Image::estimate(&maker, built);
        return vec![image.named(dockerfile.path.clone())];
    }
    let mut images: BTreeMap<String, Image> = BTreeMap::new();
    // services that differ in their images' names only get equal ones
    let mut made: FxHashMap<(Option<&str>, Vec<Argument<'_>>), Image> = FxHashMap::default();
    for &id in &built.services {
        let service = repository.service(id);
        let Some(build) = &service.build else { continue };
        let name = image_name(repository, service);
        if let Some(image) = images.get_mut(&name) {
            image.services.push(id);
            continue;
        }
        let arguments = build.args.iter();
        let arguments =
            arguments.map(|(key, value)| (key.value.as_str(), value.as_ref().and_then(Text::known)));
        let (folder, arguments) = (build.context_path.as_deref(), arguments.collect::<Vec<_>>());
        let image = made.entry((folder, arguments)).or_insert_with_key(|(folder, arguments)| {
            Image::estimate(&Maker::new(context(*folder), contents, dockerfile, arguments), built)
        });
        images.insert(name.clone(), Image { services: vec![id], ..image.clone().named(name) });
    }
    images.into_values().collect()
}

/// `image:`, or what Compose calls a built image without one: `PROJECT-SERVICE`.
pub fn image_name(repository: &Repository, service: &Service) -> String {
    if let Some(image) = service.image.as_ref().and_then(|image| image.known()) {
        return image.to_owned();
    }
    let file = repository.compose(service.id.compose);
    let named = file.name.as_ref().and_then(|name| name.known()).map(str::to_owned);
    let folder = || {
        let folder = crate::repository::path::file_name(&file.project_directory);
        normalized(if folder.is_empty() { repository.tree.name() } else { folder })
    };
    format!("{}-{}", named.unwrap_or_else(folder), service.name.value)
}

/// A folder's name as compose-go makes a project's name of it.
fn normalized(name: &str) -> String {
    let kept = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    let name: String = name.to_ascii_lowercase().chars().filter(kept).collect();
    name.trim_start_matches(['_', '-']).to_owned()
}

#[cfg(test)]
mod tests;
