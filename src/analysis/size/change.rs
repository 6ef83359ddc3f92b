//! What changes to a repository's images save together: each layer shrinks once, whoever asks for it, and a layer that images
//! share is shared after, too.

use std::collections::{BTreeMap, BTreeSet};

use super::{Estimate, Footprint, Image, Sizes};
use crate::repository::ServiceId;

/// Something that would make images smaller or fewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A layer gets smaller, in every image that holds it.
    Less {
        /// Its key.
        layer: u64,
        /// By so much.
        by: Estimate,
    },
    /// These services use one image, that of the first.
    OneImage(Vec<ServiceId>),
}

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
        let mut less: BTreeMap<u64, Vec<Estimate>> = BTreeMap::new();
        let mut gone: BTreeSet<usize> = BTreeSet::new();
        for change in changes {
            match change {
                Change::Less { layer, by } => {
                    let known = less.entry(*layer).or_default();
                    // two findings may be about the same bytes of one layer
                    if !known.contains(by) {
                        known.push(*by);
                    }
                }
                Change::OneImage(services) => gone.extend(self.beside_the_first(services)),
            }
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

fn smaller(image: &Image, less: &BTreeMap<u64, Vec<Estimate>>) -> Image {
    let mut image = image.clone();
    for layer in &mut image.layers {
        let Some(by) = less.get(&layer.key) else { continue };
        let all = by.iter().fold(Estimate::ZERO, |sum, by| sum.plus(*by));
        layer.size = layer.size.more_than(all);
    }
    image
}
