//! What changes to a repository's images save together: each layer shrinks once, whoever asks for it, and a layer that images
//! share is shared after, too.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::{Estimate, Footprint, Image, Sizes};
use crate::analysis::Member;
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
    /// These use one image, that of the first that is still used: services, or whatever is built from Dockerfiles.
    OneImage(Vec<Member>),
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
        let changes: Vec<&Change> = changes.into_iter().collect();
        let mut less = Less::new();
        for change in &changes {
            if let Change::Less { dockerfile, layer, by } = change {
                let known = less.entry((*dockerfile, *layer)).or_default();
                // images that share the layer name it each
                if !known.contains(by) {
                    known.push(*by);
                }
            }
        }
        let gone = self.gone(&changes);
        let kept = self.images.iter().enumerate().filter(|(at, _)| !gone.contains(at));
        let after: Vec<Image> = kept.map(|(_, image)| smaller(image, &less)).collect();
        Outlook { now: self.footprint(), after: Footprint::of(&after) }
    }
}

fn smaller(image: &Image, less: &Less) -> Image {
    let mut image = image.clone();
    let mut changed = FxHasher::default();
    let mut is_changed = false;
    for layer in &mut image.layers {
        if let Some(by) = less.get(&(image.dockerfile, layer.key)) {
            let mut by = by.clone();
            // the order in which findings come must not tell two equal layers apart
            by.sort_by_key(|by| (by.expected, by.low, by.high));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::size::tests::with_repository;

    const PYTHON: &str = "FROM python:3.11-slim\nRUN mkdir /x\nCOPY a.txt /a.txt\n";
    const OF_TWO: &str = "name: p\nservices:\n  a: {build: a}\n  b: {build: b}\n";

    /// Asks about the services `a` and `b` of folders of their own, which stand on one base.
    fn of_two(ask: impl Fn(&Sizes)) {
        let files = [
            ("compose.yaml", OF_TWO),
            ("a/Dockerfile", PYTHON),
            ("a/a.txt", "of a"),
            ("b/Dockerfile", PYTHON),
            ("b/a.txt", "of b"),
        ];
        with_repository(&files, ask);
    }

    /// The first layer of an image gets smaller by so many megabytes.
    fn less(image: &Image, megabytes: u64) -> Change {
        let (dockerfile, layer) = (image.dockerfile, image.layers[0].key);
        Change::Less { dockerfile, layer, by: Estimate::exactly(megabytes * 1_000_000) }
    }

    fn saved(sizes: &Sizes, changes: &[Change]) -> [u64; 2] {
        let outlook = sizes.outlook(changes);
        [outlook.saves_of_sum(), outlook.saves_on_disk()].map(|saved| saved.expected / 1_000_000)
    }

    #[test]
    fn a_shared_layer_is_saved_on_disk_once_all_who_share_it_change() {
        of_two(|sizes| {
            let [a, b] = sizes.images.as_slice() else { panic!("two images") };
            assert_eq!(a.layers[0].key, b.layers[0].key);
            assert_eq!(saved(sizes, &[less(a, 30)]), [30, 0], "the other one still needs it as it was");
            assert_eq!(saved(sizes, &[less(a, 30), less(b, 30)]), [60, 30]);
            let in_other_order = [less(a, 30), less(a, 10), less(b, 10), less(b, 30)];
            assert_eq!(saved(sizes, &in_other_order), [80, 40]);
        });
    }

    #[test]
    fn what_is_said_twice_counts_once_and_no_layer_weighs_less_than_nothing() {
        of_two(|sizes| {
            let a = &sizes.images[0];
            assert_eq!(saved(sizes, &[less(a, 30), less(a, 30)])[0], 30);
            assert_eq!(saved(sizes, &[less(a, 30), less(a, 10)])[0], 40);
            let all = a.layers[0].size.expected / 1_000_000;
            assert_eq!(saved(sizes, &[less(a, 9_000)])[0], all);
        });
    }

    #[test]
    fn what_changes_is_another_layer_and_so_is_what_stands_on_it() {
        of_two(|sizes| {
            let [a, b] = sizes.images.as_slice() else { panic!("two images") };
            let by = |image: &Image, number: usize| -> Less {
                [((image.dockerfile, image.layers[number].key), vec![Estimate::exactly(1)])].into()
            };
            let keys = |image: &Image| image.layers.iter().map(|layer| layer.key).collect::<Vec<_>>();
            let [before, above, below] =
                [keys(a), keys(&smaller(a, &by(a, 1))), keys(&smaller(a, &by(a, 0)))];
            assert!(before[0] == above[0] && before[1] != above[1] && before[2] != above[2]);
            assert!(before.iter().zip(&below).all(|(before, after)| before != after));
            assert_eq!(keys(&smaller(b, &by(a, 0))), keys(b), "told of the other Dockerfile");
            assert_eq!(keys(&smaller(b, &by(b, 1)))[..2], above[..2], "equal changes keep a layer shared");
        });
    }
}
