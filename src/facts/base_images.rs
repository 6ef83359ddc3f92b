//! What base images weigh, on disk and as a pull, with how well that is known.

use std::cmp::Reverse;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::platform::tag_is_distribution;
use super::repository::canonical;
use super::table;
use super::tag::{Tag, numbers};

const BASE_IMAGES: &str = include_str!("../../rules/facts/base-images.tsv");

/// On-disk bytes for one compressed byte: lowest, typical and highest of the table's rows that have both. Wide, because
/// it isn't one constant; only used where one of the two is all that is known.
const RATIO: [f64; 3] = [1.8, 2.7, 3.8];

/// A figure in bytes with the range it may lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// The least it is likely to be.
    pub low: u64,
    /// The best single figure.
    pub expected: u64,
    /// The most it is likely to be.
    pub high: u64,
}

/// How a size is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Read from a published record of this very tag.
    Read,
    /// Measured for this tag.
    Measured,
    /// Arithmetic on other figures of this tag.
    Derived,
    /// Taken from a second-hand source.
    Inferred,
    /// Taken from another tag of the same kind in the same repository.
    Nearest,
}

/// What an image weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Unpacked, as `docker images` shows it.
    pub on_disk: Estimate,
    /// What a pull transfers.
    pub compressed: Estimate,
    /// How the on-disk figure is known.
    pub basis: Basis,
    /// The tag that the on-disk figure is of.
    pub tag: &'static str,
}

struct Row {
    tag: &'static str,
    parsed: Tag<'static>,
    on_disk: Option<u64>,
    compressed: Option<u64>,
    basis: Basis,
}

static TABLE: LazyLock<FxHashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut table: FxHashMap<_, Vec<Row>> = FxHashMap::default();
    for [repository, tag, _family, on_disk, compressed, basis, _date, _note] in table::rows::<8>(BASE_IMAGES)
    {
        if let Some(basis) = parse_basis(basis) {
            let (on_disk, compressed) = (table::bytes(on_disk), table::bytes(compressed));
            table.entry(repository).or_default().push(Row {
                tag,
                parsed: Tag::parse(tag),
                on_disk,
                compressed,
                basis,
            });
        }
    }
    table
});

fn parse_basis(cell: &str) -> Option<Basis> {
    Some(match cell {
        "read" => Basis::Read,
        "measured" => Basis::Measured,
        "derived" => Basis::Derived,
        "inferred" => Basis::Inferred,
        _ => return None,
    })
}

/// What an image weighs: its own row, or the nearest one of the same variant with a wider range. An empty tag counts
/// as `latest`. None where the repository, or this variant of it, isn't in the table.
pub fn size(repository: &str, tag: &str) -> Option<Size> {
    let repository = canonical(repository);
    if repository == "scratch" {
        let nothing = Estimate { low: 0, expected: 0, high: 0 };
        return Some(Size { on_disk: nothing, compressed: nothing, basis: Basis::Measured, tag: "latest" });
    }
    let wanted = Wanted::new(repository, if tag.is_empty() { "latest" } else { tag });
    let rows = TABLE.get(repository)?;
    let on_disk = wanted.nearest(rows, |row| row.on_disk);
    let compressed = wanted.nearest(rows, |row| row.compressed);
    let basis = |near: &Near| if near.distance == Distance::Same { near.row.basis } else { Basis::Nearest };
    match (on_disk, compressed) {
        (Some(disk), pull) => Some(Size {
            on_disk: disk.estimate(),
            compressed: pull.map_or_else(|| disk.estimate().per_ratio(), |pull| pull.estimate()),
            basis: basis(&disk),
            tag: disk.row.tag,
        }),
        (None, Some(pull)) => Some(Size {
            on_disk: pull.estimate().times_ratio(),
            compressed: pull.estimate(),
            basis: basis(&pull).max(Basis::Derived),
            tag: pull.row.tag,
        }),
        (None, None) => None,
    }
}

/// How far a row is from what was asked for; later is farther, and the range wider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Same,
    Alias,
    OtherSuite,
    OtherMinor,
    OtherMajor,
}

struct Near {
    row: &'static Row,
    bytes: u64,
    distance: Distance,
}

impl Near {
    /// The range widens with the distance: rebuilds of one tag move by a few percent, versions of one image by up to a
    /// quarter (node 20 to 24, temurin 17 to 21, debian 11 to 13 in the table).
    fn estimate(&self) -> Estimate {
        let share = match (self.distance, self.row.basis) {
            (Distance::OtherMajor, _) | (_, Basis::Inferred) => 0.25,
            (Distance::OtherMinor, _) => 0.15,
            (Distance::OtherSuite, _) => 0.12,
            (Distance::Alias, _) => 0.10,
            (Distance::Same, Basis::Derived) => 0.06,
            (Distance::Same, _) => 0.03,
        };
        let bytes = self.bytes as f64;
        Estimate {
            low: (bytes * (1.0 - share)) as u64,
            expected: self.bytes,
            high: (bytes * (1.0 + share)).ceil() as u64,
        }
    }
}

impl Estimate {
    fn times_ratio(self) -> Self {
        let [low, typical, high] = RATIO;
        self.scaled(low, typical, high)
    }

    fn per_ratio(self) -> Self {
        let [low, typical, high] = RATIO;
        self.scaled(1.0 / high, 1.0 / typical, 1.0 / low)
    }

    fn scaled(self, low: f64, expected: f64, high: f64) -> Self {
        let scale = |bytes: u64, by: f64| (bytes as f64 * by).round() as u64;
        Self {
            low: scale(self.low, low),
            expected: scale(self.expected, expected),
            high: scale(self.high, high),
        }
    }
}

/// A tag that a size is wanted of.
struct Wanted<'a> {
    tag: &'a str,
    parsed: Tag<'a>,
    /// Whether the tag's number is the distribution's, so that `debian:12` is `debian:bookworm`.
    of_distribution: bool,
}

impl<'a> Wanted<'a> {
    fn new(repository: &str, tag: &'a str) -> Self {
        Self { tag, parsed: Tag::parse(tag), of_distribution: tag_is_distribution(repository) }
    }

    fn nearest(&self, rows: &'static [Row], bytes: impl Fn(&Row) -> Option<u64>) -> Option<Near> {
        rows.iter()
            .filter(|row| row.tag == self.tag || self.same_variant(row))
            .filter_map(|row| Some((row, bytes(row)?)))
            .min_by_key(|(row, _)| self.rank(row))
            .map(|(row, bytes)| Near { row, bytes, distance: self.distance(row) })
    }

    /// The same variant words on the same C library: never a slim row for a full tag, nor Alpine's for Debian's.
    fn same_variant(&self, row: &Row) -> bool {
        let words = |tag: &Tag<'_>| tag.words().iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        let family =
            |tag: &Tag<'_>| tag.suite.map(|s| s.distribution).filter(|d| matches!(*d, "alpine" | "windows"));
        words(&self.parsed) == words(&row.parsed) && family(&self.parsed) == family(&row.parsed)
    }

    fn version<'t>(&self, tag: &Tag<'t>) -> Option<(u32, Option<u32>)> {
        let of_suite = || tag.suite.and_then(|suite| suite.version).filter(|_| self.of_distribution);
        numbers(tag.version().or_else(of_suite)?)
    }

    /// Nearest first: the tag itself, then a near suite (where one is named), then a near version, then a new suite.
    fn rank(&self, row: &Row) -> (bool, u64, u64, Reverse<u64>, &'static str) {
        let suite = suite_number(&row.parsed);
        let wanted =
            (!self.of_distribution && self.parsed.suite.is_some()).then(|| suite_number(&self.parsed));
        let suites = wanted.map_or(0, |wanted| wanted.abs_diff(suite));
        let versions =
            version_number(self.version(&self.parsed)).abs_diff(version_number(self.version(&row.parsed)));
        (row.tag != self.tag, suites, versions, Reverse(suite), row.tag)
    }

    fn distance(&self, row: &Row) -> Distance {
        if row.tag == self.tag {
            return Distance::Same;
        }
        match (self.version(&self.parsed), self.version(&row.parsed)) {
            (Some((a, _)), Some((b, _))) if a != b => Distance::OtherMajor,
            (Some((_, a)), Some((_, b))) if a != b => Distance::OtherMinor,
            (Some(_), None) | (None, Some(_)) => Distance::OtherMinor,
            _ if self.parsed.suite != row.parsed.suite && !self.of_distribution => Distance::OtherSuite,
            _ => Distance::Alias,
        }
    }
}

/// A suite's version as one number to compare; a tag without a suite stands on the newest.
fn suite_number(tag: &Tag<'_>) -> u64 {
    version_number(tag.suite.and_then(|suite| suite.version).and_then(numbers))
}

/// A version as one number to compare; a missing part is the newest there is.
fn version_number(version: Option<(u32, Option<u32>)>) -> u64 {
    let (major, minor) = version.unwrap_or((u32::from(u16::MAX), None));
    (u64::from(major) << 16) + u64::from(minor.unwrap_or(u32::from(u16::MAX)).min(u32::from(u16::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on_disk(repository: &str, tag: &str) -> (u64, Basis, &'static str) {
        let size = size(repository, tag).unwrap_or_else(|| panic!("{repository}:{tag}"));
        assert!(size.on_disk.low <= size.on_disk.expected && size.on_disk.expected <= size.on_disk.high);
        assert!(size.compressed.low <= size.compressed.expected);
        assert!(size.compressed.expected <= size.compressed.high);
        assert!(size.compressed.expected < size.on_disk.expected, "{repository}:{tag}");
        (size.on_disk.expected / 1_000_000, size.basis, size.tag)
    }

    #[test]
    fn a_tag_in_the_table_has_its_own_figure() {
        assert_eq!(on_disk("python", "3.11-bookworm"), (1010, Basis::Read, "3.11-bookworm"));
        assert_eq!(on_disk("python", "3.11"), (1120, Basis::Derived, "3.11"));
        assert_eq!(on_disk("docker.io/library/ubuntu", "24.04"), (78, Basis::Read, "24.04"));
    }

    #[test]
    fn other_versions_take_the_nearest_of_the_same_variant() {
        assert_eq!(on_disk("python", "3.11-slim"), (130, Basis::Nearest, "3.11-slim-bookworm"));
        assert_eq!(on_disk("python", "3.12"), (1110, Basis::Nearest, "3.12-trixie"));
        assert_eq!(on_disk("python", "3.12-bookworm"), (1010, Basis::Nearest, "3.11-bookworm"));
        assert_eq!(on_disk("node", "20-slim"), (227, Basis::Nearest, "22-bookworm-slim"));
        assert_eq!(on_disk("node", "20-bookworm").2, "24-bookworm");
        assert_eq!(on_disk("debian", "12"), (120, Basis::Nearest, "bookworm"));
        assert_eq!(on_disk("debian", "12-slim").2, "bookworm-slim");
        assert_eq!(on_disk("ubuntu", "22.04").2, "24.04");
        assert_eq!(on_disk("node", "").2, "24");
    }

    #[test]
    fn the_range_widens_with_the_distance() {
        let share = |tag| {
            let size = size("node", tag).map(|size| size.on_disk);
            size.map(|e| (e.high - e.low) as f64 / e.expected as f64)
        };
        assert!(share("24-trixie") < share("24-bullseye"));
        assert!(share("24-bullseye") < share("18-trixie"));
    }

    #[test]
    fn a_compressed_figure_gives_a_wide_range() {
        let size = size("debian", "bullseye-slim");
        let size = size.expect("debian is known");
        assert_eq!(size.tag, "bookworm-slim", "a neighbour's real figure beats a ratio");
        assert_eq!(size.compressed.expected, 30_300_000);
        assert_eq!(on_disk("fedora", "latest"), (187, Basis::Derived, "latest"));
    }

    #[test]
    fn what_the_table_does_not_know_is_unknown() {
        assert_eq!(size("example.com/own", "1.0"), None);
        assert_eq!(size("python", "3.11-windowsservercore"), None);
        assert_eq!(size("python", "3.11-onbuild"), None);
        assert_eq!(size("scratch", "").map(|size| size.on_disk.high), Some(0));
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<8>(BASE_IMAGES);
        for [repository, tag, _, on_disk, compressed, basis, ..] in table::rows::<8>(BASE_IMAGES) {
            assert!(parse_basis(basis).is_some(), "{repository}:{tag}");
            assert!(table::bytes(on_disk).or(table::bytes(compressed)).is_some(), "{repository}:{tag}");
            assert!(!tag.contains([' ', '(']), "{repository}:{tag}");
        }
    }
}
