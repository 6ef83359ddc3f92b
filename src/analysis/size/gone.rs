//! Images that nothing needs any more once something changes, and what of the disk that frees.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::change::Change;
use super::{Estimate, Image, Sizes};
use crate::analysis::Member;
use crate::repository::{DockerfileId, ServiceId};

impl Sizes {
    /// The images that services and Dockerfiles stand for, each once, in the order of all images.
    pub fn of_members(&self, members: &[Member]) -> Vec<&Image> {
        let places: BTreeSet<usize> = members.iter().flat_map(|&member| self.places(member)).collect();
        places.into_iter().map(|at| &self.images[at]).collect()
    }

    /// The images that this change alone makes superfluous, in the order of all images.
    pub fn gone_with(&self, change: &Change) -> Vec<&Image> {
        let of_services = |services: &[ServiceId]| -> BTreeSet<usize> {
            let unused: FxHashSet<ServiceId> = services.iter().copied().collect();
            let places = services.iter().flat_map(|&id| self.places(Member::Service(id)));
            places.filter(|&at| self.images[at].services.iter().all(|id| unused.contains(id))).collect()
        };
        let gone = match change {
            Change::Less { .. } => BTreeSet::new(),
            Change::OneImage(members) => {
                self.beside_the_first(members, &BTreeSet::new()).into_iter().collect()
            }
            Change::Unused(services) => of_services(services),
            Change::Unbuilt(dockerfile) => {
                let places = self.places(Member::Dockerfile(*dockerfile));
                places.into_iter().filter(|&at| self.images[at].services.is_empty()).collect()
            }
        };
        gone.into_iter().map(|at| &self.images[at]).collect()
    }

    /// What a disk holds less without these images: the layers that no other image has, each once.
    pub fn freed_without(&self, gone: &[&Image]) -> Estimate {
        let mut layers: BTreeMap<u64, (usize, Estimate)> = BTreeMap::new();
        for layer in gone.iter().flat_map(|image| &image.layers) {
            layers.entry(layer.key).or_insert((0, layer.size)).0 += 1;
        }
        let holders = self.holders.get_or_init(|| {
            let mut holders: FxHashMap<u64, usize> = FxHashMap::default();
            for layer in self.images.iter().flat_map(|image| &image.layers) {
                *holders.entry(layer.key).or_default() += 1;
            }
            holders
        });
        let only_theirs = layers.into_iter().filter(|(key, (number, _))| holders.get(key) == Some(number));
        only_theirs.fold(Estimate::ZERO, |sum, (_, (_, size))| sum.plus(size))
    }

    /// The places of the images that all of these changes together make superfluous.
    pub(super) fn gone(&self, changes: &[&Change]) -> BTreeSet<usize> {
        let mut unused: FxHashSet<ServiceId> = FxHashSet::default();
        let mut unbuilt: FxHashSet<DockerfileId> = FxHashSet::default();
        let mut united: Vec<&[Member]> = Vec::new();
        for change in changes {
            match change {
                Change::Less { .. } => {}
                Change::OneImage(members) => united.push(members),
                Change::Unused(services) => unused.extend(services),
                Change::Unbuilt(dockerfile) => _ = unbuilt.insert(*dockerfile),
            }
        }
        let is_dead = |image: &Image| match image.services.as_slice() {
            [] => unbuilt.contains(&image.dockerfile),
            services => services.iter().all(|id| unused.contains(id)),
        };
        let images = self.images.iter().enumerate();
        let mut gone: BTreeSet<usize> =
            images.filter(|(_, image)| is_dead(image)).map(|(at, _)| at).collect();
        for members in united {
            let beside = self.beside_the_first(members, &gone);
            gone.extend(beside);
        }
        gone
    }

    /// The places of the images of these members but the first's: the first's of those that aren't gone yet.
    fn beside_the_first(&self, members: &[Member], gone: &BTreeSet<usize>) -> Vec<usize> {
        let known: FxHashSet<Member> = members.iter().copied().collect();
        let left = |&member: &Member| -> Vec<usize> {
            self.places(member).into_iter().filter(|at| !gone.contains(at)).collect()
        };
        let mut all = members.iter().map(left).filter(|places| !places.is_empty());
        let first = all.next().unwrap_or_default();
        // an image that others use, too, stays
        let only = |at: &usize| {
            let image = &self.images[*at];
            known.contains(&Member::Dockerfile(image.dockerfile))
                || image.services.iter().all(|&id| known.contains(&Member::Service(id)))
        };
        all.flatten().filter(|at| !first.contains(at)).filter(only).collect()
    }

    /// The places among all images of those that a member stands for.
    fn places(&self, member: Member) -> Vec<usize> {
        match member {
            Member::Service(id) => self.by_service.get(&id).copied().into_iter().collect(),
            Member::Dockerfile(id) => self.places_built_from(id).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::size::tests::with_repository;

    const PYTHON: &str = "FROM python:3.11-slim\nRUN mkdir /x\nCOPY a.txt /a.txt\n";

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

            let all = [old, new].map(|image| Member::Service(image.services[0]));
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
                let members = services.iter().map(|&id| Member::Service(id)).collect();
                sizes.outlook([&Change::OneImage(members)]).saves_of_sum().expected
            };
            assert_eq!(saves(&[a.services[0], b]), 0, "c still has it");
            assert_eq!(saves(&[a.services[0], b, c]), shared.size().expected);
        });
    }

    #[test]
    fn what_only_they_have_is_freed() {
        let compose = "name: p\nservices:\n  a: {build: a}\n  b: {build: b}\n";
        let files = [
            ("compose.yaml", compose),
            ("a/Dockerfile", PYTHON),
            ("a/a.txt", "of a"),
            ("b/Dockerfile", PYTHON),
            ("b/a.txt", "of b"),
        ];
        with_repository(&files, |sizes| {
            let [a, b] = sizes.images.as_slice() else { panic!("two images") };
            assert_eq!(a.layers[1].key, b.layers[1].key);
            assert_eq!(sizes.freed_without(&[a]), a.layers[2].size);
            assert_eq!(sizes.freed_without(&[a, b]), sizes.footprint().unique_on_disk);
            let unused = Change::Unused(a.services.clone());
            let gone: Vec<&str> =
                sizes.gone_with(&unused).into_iter().map(|image| image.name.as_str()).collect();
            assert_eq!(gone, ["p-a"]);
            assert_eq!(sizes.outlook([&unused]).saves_on_disk(), sizes.freed_without(&[a]));
        });
    }

    #[test]
    fn dockerfiles_become_one_with_all_that_is_built_from_them() {
        let compose = "name: p\nservices:\n  a: {build: .}\n  b: {build: .}\n  c: {build: {context: ., dockerfile: Other}}\n";
        let files = [("compose.yaml", compose), ("Dockerfile", PYTHON), ("Other", PYTHON), ("a.txt", "a")];
        with_repository(&files, |sizes| {
            let [a, b, c] = sizes.images.as_slice() else { panic!("three images") };
            let of = |image: &Image| Member::Service(image.services[0]);
            let one_build = Change::OneImage(vec![of(a), of(b)]);
            let one_file =
                Change::OneImage(vec![Member::Dockerfile(a.dockerfile), Member::Dockerfile(c.dockerfile)]);
            let left = |changes: &[&Change]| sizes.images.len() - sizes.gone(changes).len();
            assert_eq!([left(&[&one_file]), left(&[&one_build])], [2, 2]);
            assert_eq!([left(&[&one_build, &one_file]), left(&[&one_file, &one_build])], [1, 1]);
            // with the names of the first gone it is the other that stays
            let unused = Change::Unused([a, b].map(|image| image.services[0]).to_vec());
            let gone = sizes.gone(&[&one_file, &unused]);
            assert_eq!(gone.into_iter().collect::<Vec<_>>(), [0, 1]);
        });
    }

    /// A service that goes leaves its image to those that were to share it.
    #[test]
    fn who_shares_with_a_service_that_goes_keeps_an_image() {
        let compose = "name: p\nservices:\n  a: {build: .}\n  b: {build: .}\n  c: {build: .}\n";
        with_repository(&[("compose.yaml", compose), ("Dockerfile", PYTHON), ("a.txt", "a")], |sizes| {
            let services: Vec<ServiceId> = sizes.images.iter().map(|image| image.services[0]).collect();
            let united = Change::OneImage(services.iter().map(|&id| Member::Service(id)).collect());
            let unused = Change::Unused(vec![services[0]]);
            for changes in [[&united, &unused], [&unused, &united]] {
                assert_eq!(sizes.gone(&changes).into_iter().collect::<Vec<_>>(), [0, 2]);
            }
        });
    }
}
