//! What changes to a repository's images save together: each layer shrinks once, whoever asks for it, and a layer that images
//! share is shared after, too.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::{Estimate, Footprint, Image, Sizes};
use crate::repository::{DockerfileId, ServiceId};

/// Something that would make images smaller or fewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A layer gets smaller, in every image that one Dockerfile becomes.
    Less {
        /// The Dockerfile.
        dockerfile: DockerfileId,
        /// The layer's key.
        layer: u64,
        /// By so much.
        by: Estimate,
    },
    /// These services use one image, that of the first.
    OneImage(Vec<ServiceId>),
    /// Nothing runs these services any more.
    Unused(Vec<ServiceId>),
    /// Nothing builds this Dockerfile any more.
    Unbuilt(DockerfileId),
}

/// Layers that get smaller: by Dockerfile and key.
type Less = BTreeMap<(DockerfileId, u64), Vec<Estimate>>;

/// A footprint now, and after some changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// As it is.
    pub now: Footprint,
    /// When all changes are made.
    pub after: Footprint,
}

impl Outlook {
    /// What all changes save together of the sum that `docker images` shows.
    pub fn saves_of_sum(&self) -> Estimate {
        self.now.sum_of_images.more_than(self.after.sum_of_images)
    }

    /// What they save on disk, where shared layers count once.
    pub fn saves_on_disk(&self) -> Estimate {
        self.now.unique_on_disk.more_than(self.after.unique_on_disk)
    }
}

impl Sizes {
    /// What all images weigh before and after these changes, all of them made.
    pub fn outlook<'c>(&self, changes: impl IntoIterator<Item = &'c Change>) -> Outlook {
        let mut less = Less::new();
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        let mut unused: BTreeSet<ServiceId> = BTreeSet::new();
        let mut unbuilt: BTreeSet<DockerfileId> = BTreeSet::new();
        for change in changes {
            match change {
                Change::Less { dockerfile, layer, by } => {
                    let known = less.entry((*dockerfile, *layer)).or_default();
                    // two findings may be about the same bytes of one layer
                    if !known.contains(by) {
                        known.push(*by);
                    }
                }
                Change::OneImage(services) => gone.extend(self.beside_the_first(services)),
                Change::Unused(services) => unused.extend(services),
                Change::Unbuilt(dockerfile) => {
                    unbuilt.insert(*dockerfile);
                }
            }
        }
        for (at, image) in self.images.iter().enumerate() {
            let is_gone = match image.services.as_slice() {
                [] => unbuilt.contains(&image.dockerfile),
                services => services.iter().all(|id| unused.contains(id)),
            };
            gone.extend(is_gone.then_some(at));
        }
        let kept = self.images.iter().enumerate().filter(|(at, _)| !gone.contains(at));
        let after: Vec<Image> = kept.map(|(_, image)| smaller(image, &less)).collect();
        Outlook { now: self.footprint(), after: Footprint::of(&after) }
    }

    /// The images of these services but the first's.
    fn beside_the_first(&self, services: &[ServiceId]) -> Vec<usize> {
        let of = |id: &ServiceId| self.images.iter().position(|image| image.services.contains(id));
        let first = services.first().and_then(of);
        let all = services.iter().filter_map(of);
        // an image that others use, too, stays
        let only = |at: &usize| self.images[*at].services.iter().all(|id| services.contains(id));
        all.filter(|at| Some(*at) != first).filter(only).collect()
    }
}

fn smaller(image: &Image, less: &Less) -> Image {
    let mut image = image.clone();
    let mut changed = FxHasher::default();
    let mut is_changed = false;
    for layer in &mut image.layers {
        if let Some(by) = less.get(&(image.dockerfile, layer.key)) {
            let all = by.iter().fold(Estimate::ZERO, |sum, by| sum.plus(*by));
            layer.size = layer.size.more_than(all);
            by.iter().for_each(|by| [by.low, by.expected, by.high].hash(&mut changed));
            is_changed = true;
        }
        // what changes is another layer, and so is what stands on it
        if is_changed {
            layer.key.hash(&mut changed);
            layer.key = changed.finish();
        }
    }
    image
}
