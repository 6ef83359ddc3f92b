//! What Node.js packages weigh: from the table of npm, by what a lock file lists or by what the table's packages need, or
//! as packages are spread in general.

use std::collections::{BTreeMap, BTreeSet};

use super::Estimate;
use super::inputs::Wanted;
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

/// What the registry says of a package, for those of which that wasn't measured: the median of those of which it was.
const DESCRIPTION: u64 = 38_000;

/// How much of the descriptions is in the cache: all of them, but npm asks for short ones, and of what another registry says
/// less may be kept. Measured: 0.8 of what the table has.
const DESCRIBED: [f64; 3] = [0.6, 1.0, 1.05];

/// What Yarn 1 notes in its cache about a package. Measured over 72 packages.
const YARN_NOTES: u64 = 11_000;

/// Packages by what a manifest asks for, with all that they need, or those that a lock file lists.
pub(super) fn weigh(wanted: &Wanted) -> Weighed {
    let asked: BTreeSet<&str> = wanted.packages.iter().map(|package| package.name.as_str()).collect();
    let unknown: Vec<String> = asked
        .iter()
        .filter(|name| packages::npm(name, None).is_none())
        .map(|&name| name.to_owned())
        .collect();
    // a lock file that has nothing of what is asked for isn't this project's
    let is_own = |locked: &&[Package]| {
        asked.is_empty() || locked.iter().any(|package| asked.contains(package.name.as_str()))
    };
    let locked = wanted.locked.as_deref().filter(is_own);
    let mut sum = Sum::default();
    match locked {
        Some(locked) => {
            let mut count = [0; 2];
            let mut brought: BTreeMap<&str, usize> = BTreeMap::new();
            for package in locked {
                match packages::npm(&package.name, package.major) {
                    Some(known) => sum.add(known, package),
                    None if asked.contains(package.name.as_str()) => count[0] += 1,
                    None if package.platform => count[1] += 1,
                    None => *brought.entry(scope(&package.name)).or_default() += 1,
                }
            }
            let is_large = |(scope, count): &(&&str, &usize)| !scope.is_empty() && **count >= SEVERAL;
            let (scopes, others): (Vec<_>, Vec<_>) = brought.iter().partition(is_large);
            let others = others.into_iter().map(|(_, count)| count).sum();
            sum.others = vec![
                (Sample::NpmAlone, count[0]),
                (Sample::NpmPlatform, count[1]),
                (Sample::NpmBrought, others),
            ];
            sum.others.extend(scopes.into_iter().map(|(_, &count)| (Sample::NpmScope, count)));
        }
        None => {
            sum.closure(&wanted.packages);
            sum.others = vec![(Sample::Npm, unknown.len())];
        }
    }
    let off = if locked.is_some() { COMMON } else { SEVERAL_VERSIONS };
    // a lock file says where each archive lies: npm asks for no descriptions
    let is_told = locked.is_some() && !wanted.old_lock;
    sum.weighed(off, is_told, unknown)
}

/// How many packages of one scope are several: what is known of scopes starts there.
const SEVERAL: usize = 8;

/// `@scope` of `@scope/name`; nothing where it has none.
fn scope(name: &str) -> &str {
    name.split_once('/').map_or("", |(scope, _)| scope)
}

/// Packages one after the other.
#[derive(Default)]
struct Sum {
    terms: Vec<Estimate>,
    /// What the registry says of those that the table knows.
    descriptions: u64,
    /// How many no table knows, by what they are like.
    others: Vec<(Sample, usize)>,
}

impl Sum {
    fn add(&mut self, known: &Npm, package: &Package) {
        self.terms.push(sized(known, package));
        let archive = (known.own as f64 * ARCHIVE) as u64;
        self.descriptions += known.cache.map_or(DESCRIPTION, |cache| cache.saturating_sub(archive));
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

    /// All together; `is_told` says that the registry is asked for archives only.
    fn weighed(self, off: f64, is_told: bool, unknown: Vec<String>) -> Weighed {
        let others = self.others.iter().map(|&(sample, count)| packages::unlisted(sample, count));
        let known = Estimate::independent(self.terms).or_off_by(off);
        let size = Estimate::independent(others.chain([known]));
        let of_others: usize = self.others.iter().map(|(_, count)| count).sum();
        let descriptions = match is_told {
            true => 0,
            false => self.descriptions + of_others as u64 * DESCRIPTION,
        };
        let [low, expected, high] = DESCRIBED.map(|share| (descriptions as f64 * share) as u64);
        let cache = size.times(ARCHIVE).plus(Estimate { low, expected, high });
        Weighed { size, cache, unknown }
    }
}

/// A package by itself, as the table has it or in another version.
fn sized(known: &Npm, package: &Package) -> Estimate {
    let same_major =
        package.major.is_none_or(|major| known.version.split('.').next() == Some(&major.to_string()));
    match package.version.as_deref() {
        Some(version) if version == known.version => Estimate::give_or_take(known.own, SAME_VERSION),
        Some(version) if order(version) < order(known.version) => {
            packages::scaled(known.own, Ratio::Version { same_major })
        }
        Some(_) => packages::scaled(known.own, Ratio::Newer { same_major }),
        // a range that the table's version is in brings that one, or a newer one
        None if known.cache.is_none() => packages::scaled(known.own, Ratio::Newer { same_major }),
        None if same_major => Estimate::give_or_take(known.own, SAME_VERSION),
        None => packages::scaled(known.own, Ratio::Version { same_major }),
    }
}

/// The numbers of a version, by which versions are ordered.
fn order(version: &str) -> Vec<u64> {
    version.split(['.', '-', '+']).take(3).map(|part| part.parse().unwrap_or_default()).collect()
}

/// What the cache of Yarn 1 holds: the packages unpacked, their archives, and notes.
pub(super) fn yarn_cache(wanted: &Wanted, size: Estimate) -> Estimate {
    let count = wanted.locked.as_deref().map_or(wanted.packages.len(), <[Package]>::len) as u64;
    size.times(1.0 + ARCHIVE).plus(Estimate::exactly(count * YARN_NOTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weigh(packages: &[Package], locked: Option<&[Package]>) -> Weighed {
        let locked = locked.map(<[Package]>::to_vec);
        super::weigh(&Wanted { packages: packages.to_vec(), locked, ..Wanted::default() })
    }

    fn at(name: &str, version: &str) -> Package {
        let major = version.split('.').next().and_then(|major| major.parse().ok());
        Package { version: Some(version.to_owned()), major, ..Package::named(name) }
    }

    #[test]
    fn a_lock_file_spares_the_descriptions() {
        let locked = vec![at("express", "5.1.0"), at("accepts", "2.0.0"), at("body-parser", "2.2.0")];
        let packages = vec![at("express", "5.1.0")];
        let wanted = Wanted { packages, locked: Some(locked), ..Wanted::default() };
        let told = super::weigh(&wanted);
        assert!(told.cache.high < told.size.high / 2, "archives alone");
        let old = super::weigh(&Wanted { old_lock: true, ..wanted });
        assert_eq!(old.size, told.size);
        assert!(old.cache.low > told.cache.low && old.cache.expected > told.size.expected, "{old:?}");
    }

    #[test]
    fn packages_of_one_scope_are_alike() {
        let of = |name: fn(usize) -> String| {
            let others = (0..64).map(|number| Package::named(name(number)));
            let locked: Vec<Package> = others.chain([at("express", "5.1.0")]).collect();
            weigh(&[Package::named("express")], Some(&locked)).size
        };
        let one = of(|number| format!("@no-such/{number}"));
        let many = of(|number| format!("@no-such-{}/a", number % 32));
        assert!(
            one.expected < many.expected && one.low < many.low && one.high > many.high,
            "{one:?} {many:?}"
        );
        assert_eq!(many, of(|number| format!("no-such-{number}")));
    }

    #[test]
    fn programs_for_a_platform_are_heavy() {
        let of = |platform| {
            let other = Package { platform, ..at("@no-such/linux-x64", "1.0.0") };
            weigh(&[Package::named("express")], Some(&[at("express", "5.1.0"), other])).size
        };
        assert!(of(true).expected > 20 * of(false).expected && of(false).high < of(true).high);
    }

    #[test]
    fn newer_versions_than_the_table_has_tend_to_be_larger() {
        let known = packages::npm("lodash-es", None).unwrap();
        let of = |version| sized(known, &at("lodash-es", version));
        assert!(of("0.1.0").expected < known.own && of("999.0.0").expected > known.own);
        assert!(
            sized(known, &Package::named("lodash-es")).high > known.own * 5 / 4,
            "the table's is some project's"
        );
        assert!(order("10.0.0") > order("9.12.3") && order("1.2.3-rc.1") == order("1.2.3"));
    }

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
        assert!((20_000_000..150_000_000).contains(&counted.size.expected));
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
