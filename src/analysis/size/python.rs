//! What Python packages weigh: from the table of PyPI, from the downloads that a lock file records, or from what packages
//! weigh in general.

use std::collections::BTreeSet;

use super::Estimate;
use super::weighed::Weighed;
use crate::facts::packages;
use crate::syntax::packages::{Download, Package};

/// How far a package of the table's version is from it: other builds, other minor versions of Python.
const SAME_VERSION: f64 = 0.08;
/// How far another version of a package is from the table's.
const OTHER_VERSION: f64 = 0.25;
/// What all packages of one install have in common may be off, too: the interpreter, the platform.
const COMMON: f64 = 0.04;

/// A package outside the table that brings what it needs in turn. Calibrated on the closures of the table's own packages
/// that people ask for: one in twenty is below the low figure, one in four below the expected one (a package that few
/// ask for is mostly smaller), three in four below the high one.
const UNKNOWN: Estimate = Estimate::kilobytes(500, 7_000, 60_000);
/// The same where a lock file lists what it needs by itself: half of the table's packages alone are below 0.6 MB, three in
/// four below 3.6, nine in ten below 13.
const UNKNOWN_ALONE: Estimate = Estimate::kilobytes(50, 1_600, 11_000);

/// Installed bytes for one byte of wheel, by the table's rows: one in ten is below, half are, nine in ten are.
const PURE: [f64; 3] = [3.1, 7.0, 9.2];
const NATIVE: [f64; 3] = [2.4, 3.4, 6.1];
/// Without byte code, which doubles what is written in Python.
const PURE_BARE: [f64; 3] = [2.0, 3.6, 5.0];
const NATIVE_BARE: [f64; 3] = [2.2, 3.0, 5.0];

/// What the index says of a package, which pip caches beside the wheel. Measured over 20 packages: 0.5 MB each.
const INDEX_PAGES: Estimate = Estimate::kilobytes(50, 500, 1_200);

/// How packages are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    /// Whether byte code is written with them.
    pub(super) bytecode: bool,
    /// Whether the list is all that is installed.
    pub(super) closed: bool,
}

/// These packages with all that they need, each once.
pub(super) fn weigh(wanted: &[Package], way: Way) -> Weighed {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut queue: Vec<Package> = wanted.to_vec();
    let asked = queue.len();
    let mut strangers = Estimate::ZERO;
    let (mut terms, mut caches, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let mut next = 0;
    while let Some(package) = queue.get(next).cloned() {
        next += 1;
        let name = normalized(&package.name);
        if !seen.insert(name.clone()) {
            continue;
        }
        let (size, wheel) = match (packages::pypi(&name), package.download) {
            (Some(known), _) => {
                if !way.closed {
                    let needs = known.dependencies.iter().map(|&name| Package::named(name));
                    queue.extend(needs);
                }
                let bytes = if way.bytecode { known.installed } else { known.without_bytecode };
                let share = if package.version.is_some() { OTHER_VERSION } else { SAME_VERSION };
                (Estimate::give_or_take(bytes, share), Estimate::give_or_take(known.wheel, share))
            }
            (None, Some(download)) => (unpacked(download, way.bytecode), Estimate::exactly(download.bytes)),
            // the table has all that its packages brought along when they were measured: this one depends on a marker
            (None, None) if next > asked => continue,
            (None, None) => {
                unknown.push(package.name.clone());
                let size = if way.closed { UNKNOWN_ALONE } else { UNKNOWN };
                (size, size.times(1.0 / 5.0))
            }
        };
        if unknown.last().is_some_and(|last| *last == package.name) {
            strangers = strangers.plus(size);
        } else {
            terms.push(size);
        }
        // pip keeps the index's pages, too
        caches.push(Estimate::independent([wheel, INDEX_PAGES]));
    }
    // what no table knows tends to err to one side: a project that asks for a large one asks for several
    let size = Estimate::independent(terms).plus(strangers);
    let common = Estimate::give_or_take(size.expected, COMMON);
    Weighed {
        size: Estimate {
            low: size.low.saturating_sub(common.expected - common.low),
            expected: size.expected,
            high: size.high + (common.high - common.expected),
        },
        cache: Estimate::independent(caches),
        unknown,
    }
}

fn unpacked(download: Download, bytecode: bool) -> Estimate {
    let [low, expected, high] = match (download.native, bytecode) {
        (true, true) => NATIVE,
        (true, false) => NATIVE_BARE,
        (false, true) => PURE,
        (false, false) => PURE_BARE,
    };
    let scale = |ratio: f64| (download.bytes as f64 * ratio) as u64;
    Estimate { low: scale(low), expected: scale(expected), high: scale(high) }
}

fn normalized(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIP: Way = Way { bytecode: true, closed: false };

    #[test]
    fn a_closure_counts_each_package_once() {
        let one = weigh(&[Package::named("pandas")], PIP);
        let two = weigh(&[Package::named("pandas"), Package::named("NumPy")], PIP);
        assert_eq!(one, two);
        assert!(one.size.expected > 100_000_000 && one.unknown.is_empty());
        let bare = weigh(&[Package::named("pandas")], Way { bytecode: false, ..PIP });
        assert!(bare.size.expected < one.size.expected);
        let alone = weigh(&[Package::named("pandas")], Way { closed: true, ..PIP });
        assert!(alone.size.expected < one.size.expected);
    }

    #[test]
    fn what_no_table_knows_has_a_wide_range() {
        let unknown = weigh(&[Package::named("no-such-package")], PIP);
        assert_eq!(unknown.unknown, ["no-such-package"]);
        assert!(unknown.size.low < unknown.size.expected && unknown.size.high > 3 * unknown.size.expected);
        let many: Vec<Package> = (0..20).map(|number| Package::named(format!("no-such-{number}"))).collect();
        let many = weigh(&many, PIP);
        assert!(many.size.high < 20 * unknown.size.high, "errors of many partly cancel");
    }

    #[test]
    fn downloads_say_more_than_nothing() {
        let download = Some(Download { bytes: 1_000_000, native: true });
        let locked =
            weigh(&[Package { download, ..Package::named("no-such-package") }], Way { closed: true, ..PIP });
        assert_eq!((locked.size.expected, locked.unknown.len()), (3_400_000, 0));
    }
}
