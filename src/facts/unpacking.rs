//! How many bytes on disk a compressed byte of an image becomes, for images of which only one size is known.

use super::estimate::Estimate;
use super::table::Sorted;

static UNPACKING: Sorted<Ratio, 5> =
    Sorted::new(include_str!("../../rules/facts/unpacking.tsv"), |[_, _pairs, low, typical, high]| {
        Some(Ratio { low: low.parse().ok()?, typical: typical.parse().ok()?, high: high.parse().ok()? })
    });

/// The row of all other repositories.
const OTHERS: &str = "*";

/// How much the ratios of images of one repository differ: nine of ten builds, as the table's head says.
const LIKENESS: f64 = 0.14;

/// Bytes on disk for one compressed byte.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratio {
    low: f64,
    typical: f64,
    high: f64,
}

impl Ratio {
    /// What images of this repository have, or images at all.
    pub(super) fn of(repository: &str) -> Self {
        let row = UNPACKING.find(repository).or_else(|| UNPACKING.find(OTHERS));
        row.copied().unwrap_or(Self { low: 1.0, typical: 1.0, high: f64::INFINITY })
    }

    /// That of an image like the one in question, of which both sizes are known.
    pub(super) fn between(on_disk: u64, compressed: u64) -> Option<Self> {
        let typical = on_disk as f64 / compressed as f64;
        (typical > 1.0 && typical.is_finite()).then_some(Self {
            low: typical * (1.0 - LIKENESS),
            typical,
            high: typical * (1.0 + LIKENESS),
        })
    }

    /// The size on disk, from a compressed one.
    pub(super) fn unpack(self, size: Estimate) -> Estimate {
        size.scaled(self.low, self.typical, self.high)
    }

    /// The compressed size, from one on disk.
    pub(super) fn pack(self, size: Estimate) -> Estimate {
        size.scaled(1.0 / self.high, 1.0 / self.typical, 1.0 / self.low)
    }
}

/// What layers of an image of this repository are once compressed, from their bytes on disk: as those of its base.
pub fn packed(repository: &str, on_disk: Estimate) -> Estimate {
    Ratio::of(repository).pack(on_disk)
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn a_repository_has_its_own_ratio() {
        assert_ne!(Ratio::of("golang"), Ratio::of("tomcat"));
        assert_eq!(Ratio::of("example.com/own"), Ratio::of("*"));
        let size = Estimate { low: 90, expected: 100, high: 110 };
        let ratio = Ratio { low: 2.0, typical: 2.5, high: 4.0 };
        assert_eq!(ratio.unpack(size), Estimate { low: 180, expected: 250, high: 440 });
        assert_eq!(ratio.pack(size), Estimate { low: 23, expected: 40, high: 55 });
        let [python, other] = ["python", "example.com/own"].map(|of| packed(of, size));
        assert!(python.low < python.expected && python.expected < python.high && python != other);
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_sorted(&UNPACKING);
        for [name, pairs, ..] in UNPACKING.rows() {
            let ratio = Ratio::of(name);
            assert!(1.0 < ratio.low && ratio.low < ratio.typical && ratio.typical < ratio.high, "{name}");
            assert!(pairs.parse::<u32>().is_ok_and(|pairs| pairs >= 3), "{name}");
        }
    }
}
