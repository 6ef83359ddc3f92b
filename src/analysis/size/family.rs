//! What the images of a family weigh, and what would be left of them.

use rustc_hash::FxHashSet;

use super::{Change, Footprint, Image, Sizes};
use crate::analysis::{Advice, Family, Member};

/// What a family's images weigh together, those that members share once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FamilyFootprint {
    /// How many images there are.
    pub images: usize,
    /// As it is.
    pub now: Footprint,
    /// If its advice were taken, where that decides which images are left: one image of several, or those that aren't old.
    /// Which service stays of several that are used isn't known, nor what layers one Dockerfile's images would share.
    pub after: Option<Footprint>,
}

impl Sizes {
    /// What the images of a family weigh; `None` where the repository builds none of them, or nothing is known of any.
    pub fn of_family(&self, family: &Family) -> Option<FamilyFootprint> {
        let images = self.of_members(&family.members);
        let now = Footprint::of(images.iter().copied());
        if images.is_empty() || now.is_partial && now.sum_of_images.expected == 0 {
            return None;
        }
        let without = |gone: &dyn Fn(&Image) -> bool| {
            Footprint::of(images.iter().copied().filter(|image| !gone(image)))
        };
        let after = match family.advice {
            Advice::OneImage if images.len() > 1 => {
                let others = family.members.iter().copied().filter(|&member| member != family.best);
                let united = Change::OneImage([family.best].into_iter().chain(others).collect());
                let gone: FxHashSet<*const Image> =
                    self.gone_with(&united).into_iter().map(std::ptr::from_ref).collect();
                Some(without(&|image| gone.contains(&std::ptr::from_ref(image))))
            }
            Advice::DropOld => {
                let dead: FxHashSet<Member> = family.dead.iter().copied().collect();
                Some(without(&|image| is_old(&dead, image)))
            }
            Advice::OneImage | Advice::OneDockerfile | Advice::OneService | Advice::Keep => None,
        };
        Some(FamilyFootprint { images: images.len(), now, after })
    }
}

/// Whether only those of a family need an image that nobody uses any more.
fn is_old(dead: &FxHashSet<Member>, image: &Image) -> bool {
    let services = image.services.as_slice();
    dead.contains(&Member::Dockerfile(image.dockerfile))
        || !services.is_empty() && services.iter().all(|&id| dead.contains(&Member::Service(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::FamilyKind::{self, DuplicateInfrastructure, GenerationCopy, SameBuild};
    use crate::analysis::size::tests::with_analysis;

    const PYTHON: &str = "FROM python:3.12-slim\nRUN mkdir /x\nCOPY a.py /\nCMD [\"python\", \"/a.py\"]\n";

    /// The first family of a kind, its footprint, and the images of all.
    fn of<T>(
        files: &[(&str, &str)],
        kind: FamilyKind,
        ask: impl Fn(&Family, Option<FamilyFootprint>, &Sizes) -> T,
    ) -> T {
        with_analysis(files, |analysis| {
            let family = analysis.families().all().iter().find(|family| family.kind == kind).unwrap();
            ask(family, analysis.sizes().of_family(family), analysis.sizes())
        })
    }

    #[test]
    fn an_image_that_members_share_is_one() {
        let compose = "name: p\nservices:\n  a: {build: ., image: p/x}\n  b: {build: ., image: p/x}\n";
        of(
            &[("compose.yaml", compose), ("Dockerfile", PYTHON), ("a.py", "")],
            SameBuild,
            |family, footprint, sizes| {
                let footprint = footprint.unwrap();
                assert_eq!((family.members.len(), footprint.images, footprint.after), (2, 1, None));
                assert_eq!(footprint.now.sum_of_images, sizes.images[0].size());
            },
        );
    }

    #[test]
    fn several_names_weigh_once_on_disk_and_once_when_they_are_one() {
        let compose = "name: p\nservices:\n  a: {build: .}\n  b: {build: .}\n  c: {build: .}\n";
        of(
            &[("compose.yaml", compose), ("Dockerfile", PYTHON), ("a.py", "")],
            SameBuild,
            |_, footprint, sizes| {
                let FamilyFootprint { images, now, after } = footprint.unwrap();
                let one = Footprint::of([&sizes.images[0]]);
                assert_eq!((images, after), (3, Some(one)));
                assert_eq!(now.sum_of_images.expected, 3 * one.sum_of_images.expected);
                assert_eq!(now.unique_on_disk, one.unique_on_disk);
            },
        );
    }

    #[test]
    fn what_is_pulled_is_no_image_of_ours() {
        let compose =
            "services:\n  a: {build: .}\n  orders: {image: 'redis:8'}\n  carts: {image: 'redis:8'}\n";
        let files = [("compose.yaml", compose), ("Dockerfile", PYTHON), ("a.py", "")];
        of(&files, DuplicateInfrastructure, |_, footprint, _| assert_eq!(footprint, None));
    }

    #[test]
    fn what_cannot_be_weighed_at_all_has_no_footprint() {
        let compose = "services:\n  a: {build: .}\n  b: {build: .}\n";
        let files = [("compose.yaml", compose), ("Dockerfile", "FROM example.com/own\nCMD [\"/x\"]\n")];
        of(&files, SameBuild, |_, footprint, _| assert_eq!(footprint, None));
    }

    #[test]
    fn without_the_old_the_new_is_left() {
        let environment =
            "environment: {IMPORT_WINDOW: '15', IMPORT_STATE: /state/seen.json, IMPORT_BATCH: '20'}";
        let compose = format!(
            "name: p\nservices:\n  importer: {{build: old, profiles: [import-old], {environment}}}\n  window-importer: {{build: new, profiles: [import], {environment}}}\n"
        );
        let files = [
            ("compose.yaml", compose.as_str()),
            ("old/Dockerfile", PYTHON),
            ("old/a.py", "old"),
            ("new/Dockerfile", PYTHON),
            ("new/a.py", "new"),
        ];
        of(&files, GenerationCopy, |family, footprint, sizes| {
            let FamilyFootprint { images, now, after } = footprint.unwrap();
            let new = sizes.images.iter().find(|image| image.name == "p-window-importer").unwrap();
            assert_eq!((family.advice, images), (Advice::DropOld, 2));
            assert_eq!(after, Some(Footprint::of([new])));
            assert_eq!(now, sizes.footprint());
        });
    }
}
