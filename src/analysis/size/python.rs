//! What Python packages weigh: from the tables of PyPI, from the downloads that a lock file records, or as packages are
//! spread in general.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;

use super::Estimate;
use super::present::Present;
use super::weighed::Weighed;
use crate::facts::packages::{self, Pypi, Ratio, Sample, normalized};
use crate::syntax::packages::{Download, Package};

/// How far a package of the table's version is from it: other builds, other minor versions of Python. By 452 pairs of wheels
/// of one version for Python 3.11 and 3.10, 3.12 or 3.13, in the lock files of pypi-wheels.tsv: nine in ten within 5 %.
const SAME_VERSION: f64 = 0.05;
/// What all packages of one install have in common may be off, too: the interpreter, the platform.
const COMMON: f64 = 0.04;

/// What the index says of a package, which pip caches beside the wheel as it came: compressed. Measured on 2026-11-22 with pip
/// 24.0 over 20 much-used packages, none of them of the proof's projects: 4 to 1,166 kB, 253 kB at the mean, from an index
/// whose pages lack the digests of metadata that the public one's have; with those they are a fifth to two fifths longer.
const INDEX_PAGES: Estimate = Estimate::kilobytes(10, 300, 1_400);

/// How many packages that the tables know have to be asked for where others bring only what those don't. By the lock
/// files that the distribution is from (rules/facts/regenerate/locks.py beside).
const BESIDE: usize = 2;

/// How packages are installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Way {
    /// Whether byte code is written with them.
    pub(super) bytecode: bool,
    /// Whether the list is all that is installed.
    pub(super) closed: bool,
}

/// Packages with all that they need.
#[derive(Debug)]
pub(super) struct Closure {
    /// Each once, in the order they are asked for.
    pub(super) packages: Vec<Package>,
    /// The same, as what an install leaves for a later one to find.
    pub(super) present: Arc<Present>,
    way: Way,
    /// How those are spread that no table knows.
    others: Sample,
    /// What they take where nothing of it is there.
    alone: OnceLock<Weighed>,
}

impl Closure {
    /// Of these packages.
    pub(super) fn of(wanted: &[Package], way: Way) -> Self {
        let closed = way.closed || lists_what_others_need(wanted);
        let known = wanted.iter().filter(|package| packages::pypi(&package.name).is_some()).count();
        let others = match closed {
            true => Sample::PypiAlone,
            false if known >= BESIDE => Sample::PypiBeside,
            false => Sample::Pypi,
        };
        let mut seen: FxHashSet<Cow<'_, str>> = FxHashSet::default();
        let mut packages = Vec::with_capacity(wanted.len());
        let mut needs: Vec<&'static str> = Vec::new();
        for package in wanted {
            let name = normalized(&package.name);
            if !way.closed {
                needs.extend(package.extras.iter().flat_map(|extra| packages::pypi_extra(&name, extra)));
            }
            if !seen.contains(&name) {
                needs.extend(
                    packages::pypi(&name).filter(|_| !way.closed).iter().flat_map(|it| &it.dependencies),
                );
                packages.push(package.clone());
                seen.insert(name);
            }
        }
        let mut next = 0;
        while let Some(&name) = needs.get(next) {
            next += 1;
            // the table has all that its packages brought along when they were measured: others depend on a marker
            if let Some(known) = packages::pypi(name).filter(|_| seen.insert(Cow::Borrowed(name))) {
                needs.extend(&known.dependencies);
                packages.push(Package::named(name));
            }
        }
        let present = Arc::new(packages.iter().collect());
        Self { packages, present, way, others, alone: OnceLock::new() }
    }

    /// What they take, but for those that are there already.
    pub(super) fn weigh(&self, there: &Present) -> Weighed {
        if there.is_empty() {
            return self.alone.get_or_init(|| self.beyond(there)).clone();
        }
        self.beyond(there)
    }

    fn beyond(&self, there: &Present) -> Weighed {
        let (mut terms, mut caches, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
        let bytecode = self.way.bytecode;
        for package in self.packages.iter().filter(|package| !there.has(package)) {
            let (size, wheel) = match (packages::pypi(&package.name), package.download) {
                (Some(known), _) => listed(known, package, bytecode),
                (None, Some(download)) => (unpacked(download, bytecode), Estimate::exactly(download.bytes)),
                (None, None) => {
                    unknown.push(package.name.clone());
                    continue;
                }
            };
            terms.push(size);
            // pip keeps the index's pages, too
            caches.push(Estimate::independent([wheel, INDEX_PAGES]));
        }
        let others = packages::unlisted(self.others, unknown.len());
        terms.push(others);
        caches.push(others.times(1.0 / 5.0));
        Weighed {
            size: Estimate::independent(terms).or_off_by(COMMON),
            cache: Estimate::independent(caches),
            unknown,
        }
    }
}

/// Whether a list names what its packages need in turn, as `pip freeze` writes it: where it does so for the packages that
/// the tables know, it does so for the others.
fn lists_what_others_need(wanted: &[Package]) -> bool {
    const ENOUGH: usize = 5;
    let names: FxHashSet<Cow<'_, str>> = wanted.iter().map(|package| normalized(&package.name)).collect();
    let known = names.iter().filter_map(|name| packages::pypi(name));
    let needs: Vec<&str> = known.flat_map(|known| known.dependencies.iter().copied()).collect();
    let listed = needs.iter().filter(|need| names.contains(**need)).count();
    // the tables have needs of other platforms, too
    needs.len() >= ENOUGH && 4 * listed >= 3 * needs.len()
}

/// What a package of the tables takes, and its wheel.
fn listed(known: &Pypi, package: &Package, bytecode: bool) -> (Estimate, Estimate) {
    let is_same = package.version.as_deref().is_none_or(|version| version == known.version);
    let same_major =
        package.major.is_none_or(|major| known.version.split('.').next() == Some(&major.to_string()));
    let wheel = match package.download {
        Some(download) => Estimate::exactly(download.bytes),
        None if is_same => Estimate::give_or_take(known.wheel, SAME_VERSION),
        None => packages::scaled(known.wheel, Ratio::Version { same_major }),
    };
    let by_wheel = wheel.relative_to(known.wheel);
    let size = match known.measured {
        // a lock file may know a wheel of another version
        None if known.source => match package.download {
            Some(download) => unpacked(download, bytecode),
            None => packages::scaled(known.wheel, Ratio::Source { bytecode }).by(by_wheel),
        },
        Some(installed) => {
            let bytes = if bytecode { installed.with_bytecode } else { installed.without_bytecode };
            Estimate::give_or_take(bytes, SAME_VERSION).by(by_wheel)
        }
        None => unpacked(Download { bytes: known.wheel, native: known.native }, bytecode).by(by_wheel),
    };
    (size, wheel)
}

fn unpacked(download: Download, bytecode: bool) -> Estimate {
    packages::scaled(download.bytes, Ratio::Wheel { native: download.native, bytecode })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIP: Way = Way { bytecode: true, closed: false };

    fn weigh(wanted: &[Package], way: Way) -> Weighed {
        Closure::of(wanted, way).weigh(&Present::default())
    }

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
    fn an_unknown_package_shares_needs_with_known_ones() {
        let of = |names: &[&str]| {
            weigh(&names.iter().map(|&name| Package::named(name)).collect::<Vec<_>>(), PIP).size
        };
        let more = |names: &[&str]| of(&[names, &["no-such-package"]].concat()).high - of(names).high;
        assert!(more(&["click", "requests"]) < more(&["click"]), "alone it may bring all it needs");
    }

    #[test]
    fn sources_become_something_like_wheels() {
        let compiled = weigh(&[Package::named("psycopg2")], PIP);
        assert!(
            compiled.unknown.is_empty() && compiled.size.high < 10_000_000 && compiled.size.low > 300_000
        );
        let download = Some(Download { bytes: 3_000_000, native: true });
        let wheel = weigh(&[Package { download, ..Package::named("psycopg2") }], PIP);
        assert!(wheel.size.expected > 7_000_000, "the file says what it is");
    }

    #[test]
    fn extras_weigh_too() {
        let extras = vec!["standard".to_owned()];
        let plain = weigh(&[Package::named("uvicorn")], PIP);
        let more = [Package { extras, ..Package::named("uvicorn") }];
        assert!(weigh(&more, PIP).size.expected > plain.size.expected + 10_000_000);
        assert_eq!(
            weigh(&more, Way { closed: true, ..PIP }),
            weigh(&[Package::named("uvicorn")], Way { closed: true, ..PIP })
        );
        let twice = [Package::named("uvicorn"), more[0].clone()];
        assert_eq!(weigh(&twice, PIP).size, weigh(&more, PIP).size);
    }

    #[test]
    fn what_no_table_knows_has_a_wide_range() {
        let unknown = weigh(&[Package::named("no-such-package")], PIP);
        assert_eq!(unknown.unknown, ["no-such-package"]);
        assert!(unknown.size.low < unknown.size.expected && unknown.size.high > 3 * unknown.size.expected);
        let many: Vec<Package> = (0..50).map(|number| Package::named(format!("no-such-{number}"))).collect();
        let many = weigh(&many, Way { closed: true, ..PIP }).size;
        assert!(many.high < 8 * many.low, "many are surer than one: {many:?}");
    }

    #[test]
    fn downloads_say_more_than_nothing() {
        let download = Some(Download { bytes: 1_000_000, native: true });
        let locked =
            weigh(&[Package { download, ..Package::named("no-such-package") }], Way { closed: true, ..PIP });
        assert!(locked.unknown.is_empty() && (2_500_000..5_000_000).contains(&locked.size.expected));
        // a listed package whose lock file says twice the bytes takes twice as much
        let closed = Way { closed: true, ..PIP };
        let [once, twice] = [1, 2].map(|times| {
            let known = packages::pypi("flask").unwrap();
            let download = Some(Download { bytes: times * known.wheel, native: false });
            weigh(&[Package { download, ..Package::named("flask") }], closed).size.expected
        });
        assert!(twice.abs_diff(2 * once) < 10);
    }

    #[test]
    fn a_list_of_all_that_is_installed_brings_no_more() {
        let of = |names: &[&str]| {
            weigh(&names.iter().map(|&name| Package::named(name)).collect::<Vec<_>>(), PIP).size.high
        };
        let flask = ["flask", "blinker", "click", "itsdangerous", "jinja2", "markupsafe", "werkzeug"];
        let frozen = of(&[&flask[..], &["no-such-package"]].concat());
        assert!(
            frozen < of(&["flask", "no-such-package"]),
            "the known come with nothing, and so does the other"
        );
    }

    #[test]
    fn another_version_is_less_sure() {
        let of = |version: Option<&str>, major| {
            let package = Package { version: version.map(str::to_owned), major, ..Package::named("numpy") };
            let size = weigh(&[package], Way { closed: true, ..PIP }).size;
            size.high - size.low
        };
        assert!(
            of(None, None) < of(Some("2.0.0"), Some(2))
                && of(Some("2.0.0"), Some(2)) < of(Some("1.9"), Some(1))
        );
    }
}
