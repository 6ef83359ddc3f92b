//! What base images weigh, on disk and as a pull, with how well that is known.

use std::cmp::Reverse;
use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use super::estimate::Estimate;
use super::platform::tag_is_distribution;
use super::repository::canonical;
use super::table;
use super::tag::{Tag, numbers};
use super::unpacking::Ratio;

const BASE_IMAGES: &str = include_str!("../../rules/facts/base-images.tsv");

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

/// What the table has of one repository. Its rows are read when it is first asked for: taking all tags apart costs more than
/// all else of the table, and a run asks for a few repositories.
#[derive(Default)]
struct Rows {
    lines: Vec<&'static str>,
    read: OnceLock<Vec<Row>>,
}

impl Rows {
    fn read(&self) -> &[Row] {
        self.read.get_or_init(|| self.lines.iter().filter_map(|line| Row::read(line)).collect())
    }
}

impl Row {
    fn read(line: &'static str) -> Option<Self> {
        let [_repository, tag, _family, on_disk, compressed, basis, _date, _note] = table::cells(line)?;
        let (on_disk, compressed) = (table::bytes(on_disk), table::bytes(compressed));
        Some(Self { tag, parsed: Tag::parse(tag), on_disk, compressed, basis: parse_basis(basis)? })
    }
}

static TABLE: LazyLock<FxHashMap<&'static str, Rows>> = LazyLock::new(|| {
    let mut table: FxHashMap<&'static str, Rows> = FxHashMap::default();
    for line in table::lines(BASE_IMAGES) {
        let repository = line.split('\t').next().unwrap_or_default();
        table.entry(repository).or_default().lines.push(line);
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
    let rows = TABLE.get(repository)?.read();
    let on_disk = wanted.nearest(rows, |row| row.on_disk);
    let compressed = wanted.nearest(rows, |row| row.compressed);
    match (on_disk, compressed) {
        (disk, Some(pull)) if disk.as_ref().is_none_or(|disk| pull.is_worth_more_than(disk)) => {
            // The best ratio is that of the nearest image of which both are known.
            let both = wanted.nearest(rows, |row| row.compressed.and(row.on_disk));
            let ratio = both.and_then(|near| Ratio::between(near.row.on_disk?, near.row.compressed?));
            Some(Size {
                on_disk: ratio.unwrap_or_else(|| Ratio::of(repository)).unpack(pull.estimate()),
                compressed: pull.estimate(),
                basis: pull.basis().max(Basis::Derived),
                tag: pull.row.tag,
            })
        }
        (Some(disk), pull) => Some(Size {
            on_disk: disk.estimate(),
            compressed: pull
                .map_or_else(|| Ratio::of(repository).pack(disk.estimate()), |pull| pull.estimate()),
            basis: disk.basis(),
            tag: disk.row.tag,
        }),
        _ => None,
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
    fn basis(&self) -> Basis {
        if self.distance == Distance::Same { self.row.basis } else { Basis::Nearest }
    }

    /// Whether a compressed figure, unpacked by a ratio, says more than another version's size on disk.
    fn is_worth_more_than(&self, disk: &Self) -> bool {
        disk.distance >= Distance::OtherMinor && self.distance < disk.distance
    }

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
        Estimate::within(self.bytes, share)
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

    /// The same variant on the same C library: never a slim row for a full tag, nor Alpine's for Debian's. Numbers in
    /// the words may differ (`jre17`, `jre21`).
    fn same_variant(&self, row: &Row) -> bool {
        let family =
            |tag: &Tag<'_>| tag.suite.map(|s| s.distribution).filter(|d| matches!(*d, "alpine" | "windows"));
        variant(&self.parsed).eq(variant(&row.parsed)) && family(&self.parsed) == family(&row.parsed)
    }

    fn same_words(&self, row: &Row) -> bool {
        self.parsed.words().eq(row.parsed.words())
    }

    fn version<'t>(&self, tag: &Tag<'t>) -> Option<(u32, Option<u32>)> {
        let of_suite = || tag.suite.and_then(|suite| suite.version).filter(|_| self.of_distribution);
        numbers(tag.version().or_else(of_suite)?)
    }

    /// Nearest first: the tag itself, then a near suite (where one is named), then a near version, then a new suite.
    fn rank(&self, row: &Row) -> (bool, bool, u64, u64, Reverse<u64>, &'static str) {
        let suite = suite_number(&row.parsed);
        let wanted =
            (!self.of_distribution && self.parsed.suite.is_some()).then(|| suite_number(&self.parsed));
        let suites = wanted.map_or(0, |wanted| wanted.abs_diff(suite));
        let versions =
            version_number(self.version(&self.parsed)).abs_diff(version_number(self.version(&row.parsed)));
        (row.tag != self.tag, !self.same_words(row), suites, versions, Reverse(suite), row.tag)
    }

    fn distance(&self, row: &Row) -> Distance {
        if row.tag == self.tag {
            return Distance::Same;
        }
        if !self.same_words(row) {
            return Distance::OtherMajor;
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

/// The variant words without the numbers at their ends.
fn variant<'t>(tag: &Tag<'t>) -> impl Iterator<Item = &'t str> {
    tag.words()
        .map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
        .filter(|word| !word.is_empty())
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
mod tests;
