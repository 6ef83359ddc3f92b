//! What packages of the distribution weigh: closures over Debian's package lists, less what is there already.

use rustc_hash::FxHashSet;

use super::Estimate;
use super::weighed::Weighed;
use crate::analysis::contents::{BaseImage, System};
use crate::facts;
use crate::facts::packages::{Closure, Release, SLIM_SHARE, debian_alone, debian_closure};

/// What the package manager writes beside the packages: its database, its logs, caches of fonts and of the linker.
/// Measured: 0.3 to 1.2 MB an install.
const BOOKKEEPING: Estimate = Estimate::kilobytes(100, 500, 1_500);

/// A package that no table knows, by the conventions of Debian's names: a library, development files, anything else.
/// Spread as the packages of the table that few others need.
const LIBRARY: Estimate = Estimate::kilobytes(100, 1_800, 15_000);
const HEADERS: Estimate = Estimate::kilobytes(300, 12_000, 60_000);
const PROGRAM: Estimate = Estimate::kilobytes(150, 9_000, 80_000);

/// What these packages add together to an image on `base`; `None` where the table knows none of them, or they aren't
/// Debian's.
pub fn debian(
    system: System,
    names: &[&str],
    recommends: bool,
    base: Option<&BaseImage>,
) -> Option<Estimate> {
    let weighed = weigh(system, names, recommends, base, &present(base))?;
    (weighed.unknown.len() < names.len()).then_some(weighed.size)
}

/// Packages that an image on `base` has from there, beyond the bare image of its distribution.
pub(super) fn present(base: Option<&BaseImage>) -> FxHashSet<&'static str> {
    let mut present = FxHashSet::default();
    let Some(base) = base else { return present };
    let release = Ground::of(base).map_or(Release::Bookworm, |ground| ground.release);
    let names: Vec<&str> = facts::base_packages(&base.repository, &base.tag).collect();
    present.extend(closure(release, &names, false, &FxHashSet::default()).packages);
    present
}

/// The packages that installing these adds to what is there.
pub(super) fn added(
    names: &[&str],
    recommends: bool,
    base: Option<&BaseImage>,
    present: &FxHashSet<&'static str>,
) -> Vec<&'static str> {
    let Some(ground) = base.and_then(Ground::of) else { return Vec::new() };
    closure(ground.release, names, recommends, present).packages
}

/// What these packages add where `present` are there; `None` where they aren't Debian's.
pub(super) fn weigh(
    system: System,
    names: &[&str],
    recommends: bool,
    base: Option<&BaseImage>,
    present: &FxHashSet<&'static str>,
) -> Option<Weighed> {
    let base = base?;
    let ground = Ground::of(base).filter(|_| system == System::Apt)?;
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        names.iter().partition(|name| debian_alone(ground.release, name).is_some());
    let found = closure(ground.release, &known, recommends, present);
    let share = if is_slim(base) { SLIM_SHARE } else { 1.0 };
    let installed = (found.installed as f64 * share) as u64;
    // a removed and a changed package on the base are not known; small sets err more
    let known = Estimate::give_or_take(installed, ground.error);
    let others = unknown.iter().map(|name| in_general(name));
    let terms = [known, bytecode(ground.release, &found), BOOKKEEPING].into_iter().chain(others);
    Some(Weighed {
        size: Estimate::independent(terms),
        cache: Estimate::give_or_take(found.download, ground.error),
        unknown: unknown.into_iter().map(str::to_owned).collect(),
    })
}

fn closure(release: Release, names: &[&str], recommends: bool, present: &FxHashSet<&'static str>) -> Closure {
    let borrowed: FxHashSet<&str> = present.iter().copied().collect();
    let is_known = |name: &&&str| debian_alone(release, name).is_some();
    let known: Vec<&str> = names.iter().filter(is_known).copied().collect();
    debian_closure(release, &known, recommends, &borrowed).unwrap_or_default()
}

/// Debian compiles Python's modules when it installs them, and Installed-Size leaves the result out: about as much again
/// as the modules. Measured with python3 and python3-pip: 26 MB for 26.
fn bytecode(release: Release, closure: &Closure) -> Estimate {
    let holds_modules = |name: &&&str| {
        name.starts_with("python3-") && **name != "python3-minimal"
            || name.starts_with("libpython3.") && (name.ends_with("-minimal") || name.ends_with("-stdlib"))
    };
    let holding = closure.packages.iter().filter(holds_modules);
    let bytes: u64 = holding.filter_map(|name| debian_alone(release, name)).sum();
    Estimate::give_or_take(bytes, 0.3)
}

fn in_general(name: &str) -> Estimate {
    match name {
        name if name.ends_with("-dev") => HEADERS,
        name if name.starts_with("lib") => LIBRARY,
        _ => PROGRAM,
    }
}

/// The release whose packages count, and how far an image's own are from them.
struct Ground {
    release: Release,
    error: f64,
}

impl Ground {
    fn of(base: &BaseImage) -> Option<Self> {
        let distribution = facts::distribution(&base.repository, &base.tag)?;
        let version = distribution.version.as_deref();
        match (distribution.name, version.and_then(Release::of)) {
            ("debian", Some(release)) => Some(Self { release, error: 0.06 }),
            ("debian" | "ubuntu", _) => Some(Self { release: Release::Bookworm, error: 0.20 }),
            _ => None,
        }
    }
}

/// Slim images leave out documentation and locales of whatever is installed into them.
fn is_slim(base: &BaseImage) -> bool {
    base.tag.split('-').any(|word| word == "slim")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn megabytes(names: &[&str], image: &str) -> Option<(u64, u64, u64)> {
        let base = BaseImage::parse(image)?;
        let estimate = debian(System::Apt, names, false, Some(&base))?;
        Some((estimate.low / 1_000_000, estimate.expected / 1_000_000, estimate.high / 1_000_000))
    }

    #[test]
    fn closures_on_a_slim_base_as_measured() {
        for (names, measured) in
            [(&["gcc"][..], 163), (&["gcc", "g++"], 240), (&["build-essential", "gcc", "g++", "make"], 290)]
        {
            let (low, expected, high) = megabytes(names, "python:3.11-slim-bookworm").unwrap();
            assert!(
                low < measured && measured < high && expected.abs_diff(measured) < 9,
                "{names:?}: {expected}"
            );
        }
    }

    #[test]
    fn what_is_there_already_adds_nothing() {
        let (_, expected, high) = megabytes(&["gcc", "git", "curl"], "python:3.11-bookworm").unwrap();
        assert!(expected < 2 && high < 5);
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        assert_eq!(megabytes(&["gcc"], "alpine:3.20"), None);
        assert_eq!(megabytes(&["no-such-package"], "debian:12"), None);
        assert_eq!(megabytes(&["gcc"], "example.com/own:1"), None);
        let (low, expected, high) = megabytes(&["curl", "no-such-package"], "debian:12").unwrap();
        assert!(low < expected && high > 3 * expected);
    }
}
