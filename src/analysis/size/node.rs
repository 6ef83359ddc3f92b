//! What Node.js packages weigh: from the table of npm, by what a lock file lists or by what the table's packages need, or
//! as packages are spread in general.

use std::collections::BTreeSet;

use super::Estimate;
use super::weighed::Weighed;
use crate::facts::packages::{self, Npm, Ratio, Sample};
use crate::syntax::packages::Package;

/// How far a package of the table's version is from it.
const SAME_VERSION: f64 = 0.05;

/// What a closure in the table may be off by as a whole: the table has one version of a package, an install may have
/// several. By the closures of 66 packages that were installed alone: four in five are within.
const SEVERAL_VERSIONS: f64 = 0.12;

/// What all packages of one install have in common may be off, too.
const COMMON: f64 = 0.03;

/// What of a package its archive is. Measured over 403 packages.
const ARCHIVE: f64 = 0.26;

/// What is left in a cache of one byte that was installed, for packages that no table knows.
const CACHED: f64 = 0.5;

/// Packages by what a manifest asks for, with all that they need. `locked` are those that a lock file lists, this
/// install's only.
pub(super) fn weigh(wanted: &[Package], locked: Option<&[Package]>) -> Weighed {
    let asked: BTreeSet<&str> = wanted.iter().map(|package| package.name.as_str()).collect();
    let unknown: Vec<String> = asked
        .iter()
        .filter(|name| packages::npm(name, None).is_none())
        .map(|&name| name.to_owned())
        .collect();
    // a lock file that has nothing of what is asked for isn't this project's
    let is_own = |locked: &&[Package]| {
        asked.is_empty() || locked.iter().any(|package| asked.contains(package.name.as_str()))
    };
    let locked = locked.filter(is_own);
    let mut sum = Sum { terms: Vec::new(), caches: Estimate::ZERO, others: Vec::new(), asked: 0, brought: 0 };
    match locked {
        Some(locked) => {
            for package in locked {
                match packages::npm(&package.name, package.major) {
                    Some(known) => sum.add(known, package),
                    None if asked.contains(package.name.as_str()) => sum.asked += 1,
                    None => sum.brought += 1,
                }
            }
            let alone = packages::unlisted(Sample::NpmAlone, sum.asked);
            sum.others.push(alone);
            sum.others.push(packages::unlisted(Sample::NpmBrought, sum.brought));
        }
        None => {
            sum.closure(wanted);
            sum.others.push(packages::unlisted(Sample::Npm, unknown.len()));
        }
    }
    let off = if locked.is_some() { COMMON } else { SEVERAL_VERSIONS };
    let known = Estimate::independent(sum.terms).or_off_by(off);
    let others = sum.others.into_iter();
    let caches = others.clone().map(|size| size.times(CACHED)).chain([sum.caches]);
    Weighed {
        size: Estimate::independent(others.clone().chain([known])),
        cache: Estimate::independent(caches),
        unknown,
    }
}

/// Packages one after the other.
struct Sum {
    terms: Vec<Estimate>,
    /// What is kept of those that the table knows: a registry lets all be kept, or none.
    caches: Estimate,
    /// What no table knows.
    others: Vec<Estimate>,
    /// How many of these the manifest asks for, and how many others bring along.
    asked: usize,
    brought: usize,
}

impl Sum {
    fn add(&mut self, known: &Npm, package: &Package) {
        let is_same = package.version.as_deref().is_some_and(|version| version == known.version);
        let same_major =
            package.major.is_none_or(|major| known.version.split('.').next() == Some(&major.to_string()));
        // a range that the table's version is in brings that one, or a newer one
        let is_newest = package.version.is_none() && same_major;
        self.terms.push(if is_same || is_newest {
            Estimate::give_or_take(known.own, SAME_VERSION)
        } else {
            packages::scaled(known.own, Ratio::Version { same_major })
        });
        // the archive is there for sure, the package's description where the registry lets it be kept
        let archive = (known.own as f64 * ARCHIVE) as u64;
        self.caches =
            self.caches.plus(Estimate { low: known.cache.min(archive), ..Estimate::exactly(known.cache) });
    }

    /// What is asked for with all it needs, by the table.
    fn closure(&mut self, wanted: &[Package]) {
        let mut seen: BTreeSet<(String, &str)> = BTreeSet::new();
        let mut queue: Vec<Package> = wanted.to_vec();
        let mut next = 0;
        while let Some(package) = queue.get(next).cloned() {
            next += 1;
            let known = packages::npm(&package.name, package.major);
            if let Some(known) = known.filter(|known| seen.insert((package.name.clone(), known.version))) {
                self.add(known, &package);
                queue.extend(
                    known.needs.iter().map(|&(name, major)| Package { major, ..Package::named(name) }),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closures_overlap() {
        let one = weigh(&[Package::named("react-dom")], None);
        let same = weigh(&[Package::named("react-dom"), Package::named("react")], None);
        assert_eq!(one.size.expected, same.size.expected, "react-dom brings it");
        let two = weigh(&[Package::named("react-dom"), Package::named("axios")], None);
        assert!(two.size.low > one.size.low && two.size.high > two.size.expected);
        assert!(two.unknown.is_empty());
    }

    #[test]
    fn locks_count_what_no_table_knows() {
        let wanted = [Package::named("no-such-package")];
        let brought = (1..300).map(|number| Package::named(format!("no-such-{number}")));
        let locked: Vec<Package> = brought.chain(wanted.clone()).collect();
        let counted = weigh(&wanted, Some(&locked));
        assert!((50_000_000..250_000_000).contains(&counted.size.expected));
        assert_eq!(counted.unknown, ["no-such-package"]);
        assert!(counted.size.high < 5 * counted.size.low, "many are surer than one");
    }

    #[test]
    fn another_major_version_is_less_sure() {
        let of = |major| {
            let size = weigh(&[Package { major, ..Package::named("typescript") }], None).size;
            size.high - size.low
        };
        let known =
            packages::npm("typescript", None).and_then(|it| it.version.split('.').next()?.parse().ok());
        assert_eq!(of(known), of(None));
        assert!(of(Some(1)) > of(None));
    }
}
