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
    /// These services use one image, that of the first that is still used.
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
        let mut united: Vec<&[ServiceId]> = Vec::new();
        let mut unused: BTreeSet<ServiceId> = BTreeSet::new();
        let mut unbuilt: BTreeSet<DockerfileId> = BTreeSet::new();
        for change in changes {
            match change {
                Change::Less { dockerfile, layer, by } => {
                    let known = less.entry((*dockerfile, *layer)).or_default();
                    // images that share the layer name it each
                    if !known.contains(by) {
                        known.push(*by);
                    }
                }
                Change::OneImage(services) => united.push(services),
                Change::Unused(services) => unused.extend(services),
                Change::Unbuilt(dockerfile) => {
                    unbuilt.insert(*dockerfile);
                }
            }
        }
        let is_dead = |image: &Image| match image.services.as_slice() {
            [] => unbuilt.contains(&image.dockerfile),
            services => services.iter().all(|id| unused.contains(id)),
        };
        let images = self.images.iter().enumerate();
        let mut gone: BTreeSet<usize> =
            images.filter(|(_, image)| is_dead(image)).map(|(at, _)| at).collect();
        for services in united {
            let beside = self.beside_the_first(services, &gone);
            gone.extend(beside);
        }
        let kept = self.images.iter().enumerate().filter(|(at, _)| !gone.contains(at));
        let after: Vec<Image> = kept.map(|(_, image)| smaller(image, &less)).collect();
        Outlook { now: self.footprint(), after: Footprint::of(&after) }
    }

    /// The images of these services but the first's: the first's of those that aren't gone yet.
    fn beside_the_first(&self, services: &[ServiceId], gone: &BTreeSet<usize>) -> Vec<usize> {
        let of = |id: &ServiceId| self.by_service.get(id).copied();
        let mut all = services.iter().filter_map(of).filter(|at| !gone.contains(at));
        let first = all.next();
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

    #[test]
    fn a_dead_generation_goes_with_what_only_it_has() {
        let old = "name: old\nservices:\n  web: {build: {context: ., dockerfile: Dockerfile.old}}\n";
        let new = "name: new\nservices:\n  web: {build: .}\n";
        let files = [
            ("compose.old.yaml", old),
            ("compose.yaml", new),
            ("Dockerfile", PYTHON),
            ("Dockerfile.old", "FROM python:3.11-slim\nRUN apt-get update && apt-get install -y gcc\n"),
            ("Dockerfile.stray", "FROM debian:12\n"),
            ("a.txt", "a"),
        ];
        with_repository(&files, |sizes| {
            let image = |name: &str| sizes.images.iter().find(|image| image.name == name).unwrap();
            let of = |name: &str| image(name).size().expected;
            let (old, new, stray) = (image("old-web"), image("new-web"), image("Dockerfile.stray"));
            let unused = Change::Unused(old.services.clone());
            let outlook = sizes.outlook([&unused]);
            assert_eq!(outlook.saves_of_sum().expected, of("old-web"));
            let base = new.layers[0].size.expected;
            assert_eq!(outlook.saves_on_disk().expected, of("old-web") - base, "the base is still used");

            // a Dockerfile that a live service builds is no image of nobody's
            let unbuilt = [Change::Unbuilt(stray.dockerfile), Change::Unbuilt(new.dockerfile)];
            assert_eq!(sizes.outlook(&unbuilt).saves_of_sum().expected, of("Dockerfile.stray"));

            let all = [old, new].map(|image| image.services[0]);
            let united = Change::OneImage(all.to_vec());
            assert_eq!(sizes.outlook([&united]).saves_of_sum().expected, of("new-web"));
            // the first is dead: the image that is left is the second's
            let after = sizes.outlook([&united, &unused]).after.sum_of_images.expected;
            assert_eq!(after, of("new-web") + of("Dockerfile.stray"));
        });
    }

    #[test]
    fn an_image_that_others_use_stays() {
        let compose = "name: p\nservices:\n  a: {build: .}\n  b: {build: ., image: shared}\n  c: {build: ., image: shared}\n";
        with_repository(&[("compose.yaml", compose), ("Dockerfile", PYTHON), ("a.txt", "a")], |sizes| {
            let [a, shared] = sizes.images.as_slice() else { panic!("two images") };
            let [b, c] = shared.services[..] else { panic!("two services") };
            let saves = |services: &[ServiceId]| {
                sizes.outlook([&Change::OneImage(services.to_vec())]).saves_of_sum().expected
            };
            assert_eq!(saves(&[a.services[0], b]), 0, "c still has it");
            assert_eq!(saves(&[a.services[0], b, c]), shared.size().expected);
        });
    }
}
