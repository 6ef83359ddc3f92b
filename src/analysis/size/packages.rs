//! What packages of the distribution weigh: closures over Debian's package lists, less what is there already.

use rustc_hash::FxHashSet;

use super::{Estimate, apk};
use crate::analysis::contents::{BaseImage, Item, System};
use crate::facts;
use crate::facts::packages::{Closure, Release, SLIM_SHARE, Sample, debian_alone, debian_closure, unlisted};

/// What the package manager writes beside the packages: its database, its logs, caches of fonts and of the linker.
/// Measured: 0.3 to 1.2 MB an install.
const BOOKKEEPING: Estimate = Estimate::kilobytes(100, 500, 1_500);

/// What packages with all they need weigh in the next release of Debian, by what they do in one: one in ten less than the
/// low one, half less than the middle one, nine in ten less than the high one. By the 546 that both tables have, of 12 and 13.
const NEXT_RELEASE: [f64; 3] = [0.59, 1.0, 1.30];

/// A package that an install asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Its name.
    pub name: &'a str,
    /// Whether those come along that it recommends.
    pub recommends: bool,
}

impl<'a> Asked<'a> {
    /// As an item of an image was asked for.
    pub fn of(item: &'a Item) -> Self {
        Self { name: &item.name, recommends: item.recommends }
    }
}

/// What an install adds.
pub(super) struct Added {
    pub(super) size: Estimate,
    /// All that is there now and wasn't before.
    pub(super) packages: Vec<&'static str>,
    /// Those that no table knows: their part of `size` is what packages weigh in general.
    pub(super) unknown: Vec<String>,
}

/// What these packages add together to an image on `base`; `None` where the table knows none of them, or they aren't
/// Debian's.
pub fn debian(system: System, asked: &[Asked<'_>], base: Option<&BaseImage>) -> Option<Estimate> {
    let added = of_debian(system, asked, base, &present(base))?;
    (added.unknown.len() < asked.len()).then_some(added.size)
}

/// Packages that an image on `base` has from there, beyond the bare image of its distribution.
pub(super) fn present(base: Option<&BaseImage>) -> FxHashSet<&'static str> {
    let of = |base: &BaseImage| {
        let ground = Ground::of(base)?;
        Some(facts::base_packages(ground.release, &base.repository, &base.tag).clone())
    };
    base.and_then(of).unwrap_or_default()
}

/// What these packages add where `present` are there; `None` where no table knows their distribution.
pub(super) fn weigh(
    system: System,
    asked: &[Asked<'_>],
    base: Option<&BaseImage>,
    present: &FxHashSet<&'static str>,
) -> Option<Added> {
    match system {
        System::Apk => apk::weigh(asked, base?, present),
        _ => of_debian(system, asked, base, present),
    }
}

fn of_debian(
    system: System,
    asked: &[Asked<'_>],
    base: Option<&BaseImage>,
    present: &FxHashSet<&'static str>,
) -> Option<Added> {
    let base = base?;
    let ground = Ground::of(base).filter(|_| system == System::Apt)?;
    let (known, unknown): (Vec<Asked<'_>>, Vec<Asked<'_>>) =
        asked.iter().partition(|asked| debian_alone(ground.release, asked.name).is_some());
    let found = closure(ground.release, &known, present);
    let share = if is_slim(base) { SLIM_SHARE } else { 1.0 };
    let [of_before, own] = [found.of_before, found.installed - found.of_before]
        .map(|installed| (installed as f64 * share) as u64);
    // a removed and a changed package on the base are not known; small sets err more
    let known = Estimate::give_or_take(own, ground.error);
    // documentation that slim images leave out is spread over many packages: one large one may have none
    let no_documentation = (found.largest as f64 * (1.0 - share)) as u64;
    let known = Estimate::independent([known, Estimate { high: no_documentation, ..Estimate::ZERO }]);
    let [low, expected, high] = NEXT_RELEASE.map(|share| (of_before as f64 * share) as u64);
    let of_before = Estimate { low, expected, high };
    let terms = [known, of_before, bytecode(ground.release, &found), BOOKKEEPING];
    let terms = terms.into_iter().chain(in_general(&unknown));
    Some(Added {
        size: Estimate::independent(terms),
        packages: found.packages,
        unknown: unknown.iter().map(|asked| asked.name.to_owned()).collect(),
    })
}

/// All of them with what they need: first those that come without what they recommend.
fn closure(release: Release, asked: &[Asked<'_>], present: &FxHashSet<&'static str>) -> Closure {
    let names = |recommends: bool| -> Vec<&str> {
        asked.iter().filter(|asked| asked.recommends == recommends).map(|asked| asked.name).collect()
    };
    let of = |recommends, present: &FxHashSet<&'static str>| {
        debian_closure(release, &names(recommends), recommends, present).unwrap_or_default()
    };
    let bare = of(false, present);
    if bare.packages.is_empty() {
        return of(true, present);
    }
    let mut there = present.clone();
    there.extend(&bare.packages);
    let more = of(true, &there);
    Closure {
        packages: [bare.packages, more.packages].concat(),
        installed: bare.installed + more.installed,
        download: bare.download + more.download,
        largest: bare.largest.max(more.largest),
        of_before: bare.of_before + more.of_before,
    }
}

/// What `apt-get update` leaves. Docker's images of Debian have apt keep the lists compressed; built and measured: 19.9 MB
/// on Debian 12. Other archives, and other releases, have more.
pub(super) fn lists(base: Option<&BaseImage>) -> Estimate {
    let ground = base.and_then(Ground::of);
    let (release, most) = ground.map_or((Release::Bookworm, 2.5), |ground| (ground.release, 1.5));
    let bytes = release.lists();
    Estimate { low: bytes - bytes / 20, expected: bytes, high: (bytes as f64 * most) as u64 }
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

/// Packages that no table knows, by the conventions of Debian's names: libraries, development files, anything else.
fn in_general(unknown: &[Asked<'_>]) -> [Estimate; 3] {
    let is_headers = |asked: &&Asked<'_>| asked.name.ends_with("-dev");
    let headers = unknown.iter().filter(is_headers).count();
    let libraries =
        unknown.iter().filter(|asked| asked.name.starts_with("lib") && !is_headers(asked)).count();
    let programs = unknown.len() - headers - libraries;
    let samples = [Sample::AptHeaders, Sample::AptLibrary, Sample::AptProgram];
    let counts = [headers, libraries, programs].into_iter();
    let mut sizes = counts.zip(samples).map(|(count, sample)| unlisted(sample, count));
    std::array::from_fn(|_| sizes.next().unwrap_or(Estimate::ZERO))
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
        let asked: Vec<Asked<'_>> = names.iter().map(|name| Asked { name, recommends: false }).collect();
        let estimate = debian(System::Apt, &asked, Some(&base))?;
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
    fn one_large_package_may_have_no_documentation() {
        // pandoc is one program of 170 MB: measured on a slim base, all of it is there
        let (_, slim, high) = megabytes(&["pandoc"], "debian:bookworm-slim").unwrap();
        let (_, full, most) = megabytes(&["pandoc"], "debian:bookworm").unwrap();
        assert!(slim + 15 < full && high >= full, "{slim} {high} {full}");
        assert!(most - full < high - slim, "a full image leaves nothing out");
    }

    #[test]
    fn each_install_says_for_itself_what_comes_along() {
        let base = BaseImage::parse("debian:12");
        let expected = |asked: &[Asked<'_>]| debian(System::Apt, asked, base.as_ref()).unwrap().expected;
        let [ffmpeg, jq] = ["ffmpeg", "jq"].map(|name| Asked { name, recommends: false });
        let recommending = |asked| Asked { recommends: true, ..asked };
        let bare = expected(&[ffmpeg, jq]);
        assert_eq!(expected(&[ffmpeg, recommending(jq)]), bare, "jq recommends nothing");
        assert!(expected(&[recommending(ffmpeg), jq]) > bare + 100_000_000);
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
