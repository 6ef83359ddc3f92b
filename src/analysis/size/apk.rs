//! What packages of Alpine weigh together, beyond what an image has already.

use rustc_hash::FxHashSet;

use super::Estimate;
use super::packages::{Added, Asked};
use crate::analysis::contents::BaseImage;
use crate::facts;
use crate::facts::packages::{Sample, alpine_alone, alpine_closure, unlisted};

/// How far other releases than the table's are from it: a package changes by some percent in each.
const OTHER_RELEASES: f64 = 0.12;

/// What apk writes beside the packages: its database and the triggers' caches.
const BOOKKEEPING: Estimate = Estimate::kilobytes(20, 100, 600);

/// What these packages add where `present` are there; `None` where the base isn't known to be Alpine.
pub(super) fn weigh(
    asked: &[Asked<'_>],
    base: &BaseImage,
    present: &FxHashSet<&'static str>,
) -> Option<Added> {
    facts::distribution(&base.repository, &base.tag).filter(|found| found.name == "alpine")?;
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        asked.iter().map(|asked| asked.name).partition(|name| alpine_alone(name).is_some());
    let found = alpine_closure(&known, present).unwrap_or_default();
    let terms = [
        Estimate::give_or_take(found.installed, OTHER_RELEASES),
        unlisted(Sample::Apk, unknown.len()),
        BOOKKEEPING,
    ];
    Some(Added {
        size: Estimate::independent(terms),
        packages: found.packages,
        unknown: unknown.into_iter().map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(names: &[&str], image: &str) -> Option<Added> {
        let asked: Vec<Asked<'_>> = names.iter().map(|name| Asked { name, recommends: false }).collect();
        weigh(&asked, &BaseImage::parse(image)?, &FxHashSet::default())
    }

    #[test]
    fn packages_of_alpine_by_their_closure() {
        let build = added(&["build-base"], "python:3.12-alpine").unwrap();
        assert!((180_000_000..300_000_000).contains(&build.size.expected) && build.unknown.is_empty());
        let nothing = added(&["zlib", "musl"], "alpine:3.20").unwrap();
        assert!(nothing.size.high < 1_000_000 && nothing.unknown.is_empty(), "the base has them");
        let unknown = added(&["curl", "no-such-package"], "alpine:3.20").unwrap();
        assert!(unknown.size.is_vague() && unknown.unknown == ["no-such-package"]);
        assert!(added(&["curl"], "debian:12").is_none());
    }
}
