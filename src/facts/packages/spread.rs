//! What packages weigh that no table lists: as others are spread, by measurement.

use std::sync::LazyLock;

use crate::facts::{Estimate, table};

const SIZES: &str = include_str!("../../../rules/facts/package-sizes.tsv");
const RATIOS: &str = include_str!("../../../rules/facts/package-ratios.tsv");

/// The rows of the one table, each with its sample's name, how many packages it is of, and what they weigh.
static SPREAD: LazyLock<Vec<(&str, f64, Estimate)>> = LazyLock::new(|| {
    let row = |[what, of, low, median, high]: [&'static str; 5]| {
        let [low, expected, high] = [low, median, high].map(table::kilobytes);
        Some((what, of.parse().ok()?, Estimate { low: low?, expected: expected?, high: high? }))
    };
    table::rows(SIZES).filter_map(row).collect()
});

/// The rows of the other: what, from how many bytes on, and the factors.
static FACTORS: LazyLock<Vec<(&str, u64, [f64; 3])>> = LazyLock::new(|| {
    let row = |[what, from, _, low, typical, high]: [&'static str; 6]| {
        let factors = [low.parse().ok()?, typical.parse().ok()?, high.parse().ok()?];
        Some((what, table::kilobytes(from)?, factors))
    };
    table::rows(RATIOS).filter_map(row).collect()
});

/// Packages whose sizes are spread alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Packages of PyPI with all they need.
    Pypi,
    /// Packages of PyPI with what they need, where others are installed with them that need much of the same.
    PypiBeside,
    /// Packages of PyPI without what they need.
    PypiAlone,
    /// Packages of npm that a project asks for, with all they need.
    Npm,
    /// The same without what they need.
    NpmAlone,
    /// Packages of npm that others bring along, without what they need; none that is for one platform.
    NpmBrought,
    /// Several of these of one scope, which are alike: many of them are no surer than few.
    NpmScope,
    /// Packages of npm that hold a program for one platform.
    NpmPlatform,
    /// Development files of Debian with all they need, on the bare image.
    AptHeaders,
    /// Libraries of Debian with all they need.
    AptLibrary,
    /// Other packages of Debian with all they need.
    AptProgram,
    /// Packages of Alpine with all they need.
    Apk,
}

impl Sample {
    #[cfg(test)]
    const ALL: [Self; 12] = [
        Self::Pypi,
        Self::PypiBeside,
        Self::PypiAlone,
        Self::Npm,
        Self::NpmAlone,
        Self::NpmBrought,
        Self::NpmScope,
        Self::NpmPlatform,
        Self::AptHeaders,
        Self::AptLibrary,
        Self::AptProgram,
        Self::Apk,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Pypi => "pypi",
            Self::PypiBeside => "pypi-beside",
            Self::PypiAlone => "pypi-alone",
            Self::Npm => "npm",
            Self::NpmAlone => "npm-alone",
            Self::NpmBrought => "npm-brought",
            Self::NpmScope => "npm-scope",
            Self::NpmPlatform => "npm-platform",
            Self::AptHeaders => "apt-headers",
            Self::AptLibrary => "apt-library",
            Self::AptProgram => "apt-program",
            Self::Apk => "apk",
        }
    }
}

/// What so many packages weigh together of which nothing but the number is known: one in ten such sets is below the low
/// figure, half are below the expected one, nine in ten below the high one. Many packages have a narrower range than one,
/// since a small one makes up for a large one.
pub fn unlisted(sample: Sample, count: usize) -> Estimate {
    let mut below: Option<(f64, Estimate)> = None;
    for &(_, of, row) in SPREAD.iter().filter(|(what, ..)| *what == sample.name() && count > 0) {
        match below {
            _ if of as usize == count => return row,
            Some((fewer, smaller)) if of as usize > count => {
                return between(smaller, row, ((count as f64).ln() - fewer.ln()) / (of.ln() - fewer.ln()));
            }
            _ => below = Some((of, row)),
        }
    }
    let Some((most, row)) = below else { return Estimate::within(0, 0.0) };
    let more = count as f64 / most;
    row.scaled(more, more, more)
}

/// On the line between two figures of unlike magnitude.
fn between(from: Estimate, to: Estimate, share: f64) -> Estimate {
    let at = |from: u64, to: u64| {
        let [from, to] = [from, to].map(|bytes| (bytes.max(1) as f64).ln());
        (from + (to - from) * share).exp().round() as u64
    };
    Estimate {
        low: at(from.low, to.low),
        expected: at(from.expected, to.expected),
        high: at(from.high, to.high),
    }
}

/// What one figure of a package becomes, as a factor of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ratio {
    /// Bytes on disk for one byte of wheel.
    Wheel {
        /// Whether it holds compiled code.
        native: bool,
        /// Whether byte code is written.
        bytecode: bool,
    },
    /// Bytes on disk for one byte of the sources of a package that has no wheel.
    Source {
        /// Whether byte code is written.
        bytecode: bool,
    },
    /// An older version's size for one byte of the table's.
    Version {
        /// Whether the first number of both versions is the same.
        same_major: bool,
    },
    /// A newer version's.
    Newer {
        /// Whether the first number of both versions is the same.
        same_major: bool,
    },
}

impl Ratio {
    fn name(self) -> &'static str {
        match self {
            Self::Wheel { native: true, bytecode: true } => "wheel-native",
            Self::Wheel { native: true, bytecode: false } => "wheel-native-bare",
            Self::Wheel { native: false, bytecode: true } => "wheel-pure",
            Self::Wheel { native: false, bytecode: false } => "wheel-pure-bare",
            Self::Source { bytecode: true } => "source",
            Self::Source { bytecode: false } => "source-bare",
            Self::Version { same_major: true } | Self::Newer { same_major: true } => "same-major",
            Self::Version { same_major: false } | Self::Newer { same_major: false } => "other-major",
        }
    }
}

/// The figure that follows from so many bytes: one in ten is below the low one, half are, nine in ten are.
pub fn scaled(bytes: u64, ratio: Ratio) -> Estimate {
    let mut rows = FACTORS.iter().rev().filter(|(what, from, _)| *what == ratio.name() && *from <= bytes);
    match rows.next() {
        Some((_, _, [low, typical, high])) => {
            let known = Estimate::within(bytes, 0.0);
            match ratio {
                Ratio::Newer { .. } => known.scaled(1.0 / high, 1.0 / typical, 1.0 / low),
                _ => known.scaled(*low, *typical, *high),
            }
        }
        None => Estimate::within(bytes, 0.5),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_surer_than_one() {
        for sample in Sample::ALL {
            let of = |count| unlisted(sample, count);
            let width = |count| of(count).high as f64 / of(count).low as f64;
            if sample == Sample::NpmScope {
                assert!(width(100) > width(10) / 2.0);
                continue;
            }
            assert!(width(100) <= width(10) && width(10) < width(1), "{sample:?}");
            assert!(of(3).expected > of(2).expected && of(3).expected < of(4).expected, "{sample:?}");
            assert_eq!(of(0).high, 0);
            let [many, twice] = [5_000, 10_000].map(|count| of(count).expected);
            assert!(twice.abs_diff(2 * many) < 10, "{sample:?}");
        }
    }

    #[test]
    fn what_follows_from_a_figure() {
        let of = |native, bytecode| scaled(1_000_000, Ratio::Wheel { native, bytecode });
        for estimate in [of(true, true), of(true, false), of(false, true), of(false, false)] {
            assert!(1_000_000 < estimate.low && estimate.low < estimate.expected);
            assert!(estimate.expected < estimate.high && estimate.high < 15_000_000);
        }
        assert!(of(false, true).expected > of(false, false).expected);
        // libraries for graphics cards are compressed inside already
        let large = scaled(500_000_000, Ratio::Wheel { native: true, bytecode: true });
        assert!(large.expected < 1_000_000_000);
        let [other, same] = [false, true].map(|same_major| scaled(1_000_000, Ratio::Version { same_major }));
        assert!(other.low < same.low && same.low < same.expected && same.high < other.high);
        let source = scaled(1_000_000, Ratio::Source { bytecode: true });
        let large = scaled(100_000_000, Ratio::Source { bytecode: true });
        assert!(source.high > 5 * source.low && large.expected < 100 * source.expected);
        let newer = scaled(1_000_000, Ratio::Newer { same_major: true });
        assert!(same.expected < newer.expected && same.high < newer.high && newer.low < 1_000_000);
    }

    #[test]
    fn the_tables_are_whole() {
        table::assert_width::<5>(SIZES);
        table::assert_width::<6>(RATIOS);
        assert_eq!(SPREAD.len(), table::rows::<5>(SIZES).count(), "every cell is a figure");
        assert_eq!(FACTORS.len(), table::rows::<6>(RATIOS).count(), "every cell is a figure");
        for [what, ..] in table::rows::<5>(SIZES) {
            assert!(Sample::ALL.iter().any(|sample| sample.name() == what), "{what}");
        }
    }
}
