//! Ranges of bytes, and how they are said.

pub use crate::facts::Estimate;

/// One megabyte as Docker counts it.
const MEGABYTE: f64 = 1_000_000.0;

impl Estimate {
    /// Nothing.
    pub const ZERO: Self = Self { low: 0, expected: 0, high: 0 };

    /// A figure that is known to the byte, or as good as.
    pub fn exactly(bytes: u64) -> Self {
        Self { low: bytes, expected: bytes, high: bytes }
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            expected: self.expected.saturating_add(other.expected),
            high: self.high.saturating_add(other.high),
        }
    }

    /// All together, where each errs by itself: errors of many terms partly cancel, so they add up by their squares.
    #[must_use]
    pub fn independent(terms: impl IntoIterator<Item = Self>) -> Self {
        let (mut expected, mut down, mut up) = (0u64, 0.0f64, 0.0f64);
        for term in terms {
            expected = expected.saturating_add(term.expected);
            down += (term.expected.saturating_sub(term.low) as f64).powi(2);
            up += (term.high.saturating_sub(term.expected) as f64).powi(2);
        }
        Self {
            low: expected.saturating_sub(down.sqrt() as u64),
            expected,
            high: expected.saturating_add(up.sqrt() as u64),
        }
    }

    /// A figure that may be off by this share either way.
    pub fn give_or_take(bytes: u64, share: f64) -> Self {
        Self {
            low: (bytes as f64 * (1.0 - share)) as u64,
            expected: bytes,
            high: (bytes as f64 * (1.0 + share)) as u64,
        }
    }

    /// The same with what all of its terms may be off by alike, which doesn't cancel.
    #[must_use]
    pub fn or_off_by(self, share: f64) -> Self {
        let by = (self.expected as f64 * share) as u64;
        Self { low: self.low.saturating_sub(by), expected: self.expected, high: self.high.saturating_add(by) }
    }

    /// What it is of `whole`, in parts of a million.
    #[must_use]
    pub fn relative_to(self, whole: u64) -> Self {
        let share = |bytes: u64| (bytes as f64 / whole.max(1) as f64 * MEGABYTE).round() as u64;
        Self { low: share(self.low), expected: share(self.expected), high: share(self.high) }
    }

    /// It by a factor in parts of a million: both err by themselves, so their relative errors add up by their squares.
    #[must_use]
    pub fn by(self, factor: Self) -> Self {
        let expected = self.expected as f64 * (factor.expected as f64 / MEGABYTE);
        let off = |side: fn(Self) -> f64| (side(self).powi(2) + side(factor).powi(2)).sqrt();
        let below = off(|of| 1.0 - of.low as f64 / of.expected.max(1) as f64);
        let above = off(|of| of.high as f64 / of.expected.max(1) as f64 - 1.0);
        Self {
            low: (expected * (1.0 - below).max(0.0)) as u64,
            expected: expected.round() as u64,
            high: (expected * (1.0 + above)) as u64,
        }
    }

    /// From thousands of bytes.
    pub const fn kilobytes(low: u64, expected: u64, high: u64) -> Self {
        Self { low: low * 1000, expected: expected * 1000, high: high * 1000 }
    }

    /// What is left without `other`: at least the low figure without the other's high one.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_sub(other.high),
            expected: self.expected.saturating_sub(other.expected),
            high: self.high.saturating_sub(other.low),
        }
    }

    /// What this estimate has more than another that errs the same way: both rest on the same facts.
    #[must_use]
    pub fn more_than(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_sub(other.low),
            expected: self.expected.saturating_sub(other.expected),
            high: self.high.saturating_sub(other.high),
        }
    }

    /// The same with its figures in order. What is left by [`Estimate::more_than`] isn't, where the wider range of the two
    /// was that of what was taken away.
    #[must_use]
    pub fn ordered(self) -> Self {
        let Self { low, expected, high } = self;
        Self { low: low.min(expected).min(high), expected, high: low.max(expected).max(high) }
    }

    /// The same share of each figure.
    #[must_use]
    pub fn times(self, share: f64) -> Self {
        let scale = |bytes: u64| (bytes as f64 * share).round() as u64;
        Self { low: scale(self.low), expected: scale(self.expected), high: scale(self.high) }
    }

    /// Whether the range says too little to name a figure: wider than three to one.
    pub fn is_vague(self) -> bool {
        self.high > self.low.saturating_mul(3)
    }

    /// The expected figure for people: `980 MB`, `1.2 GB`, `7.9 MB`.
    pub fn shown(self) -> String {
        shown(self.expected)
    }
}

/// Bytes for people, with two or three significant digits.
pub fn shown(bytes: u64) -> String {
    let megabytes = bytes as f64 / MEGABYTE;
    if megabytes >= 9_995.0 {
        format!("{:.1} GB", megabytes / 1000.0)
    } else if megabytes >= 999.5 {
        format!("{:.2} GB", megabytes / 1000.0)
    } else if megabytes >= 99.5 {
        format!("{:.0} MB", (megabytes / 10.0).round() * 10.0)
    } else if megabytes >= 9.95 {
        format!("{megabytes:.0} MB")
    } else {
        format!("{megabytes:.1} MB")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_for_people() {
        for (bytes, expected) in [
            (22_826_900_000, "22.8 GB"),
            (1_120_000_000, "1.12 GB"),
            (983_400_000, "980 MB"),
            (74_800_000, "75 MB"),
            (7_940_000, "7.9 MB"),
            (0, "0.0 MB"),
        ] {
            assert_eq!(shown(bytes), expected);
        }
    }

    #[test]
    fn errors_of_many_terms_partly_cancel() {
        let term = Estimate { low: 90, expected: 100, high: 130 };
        let all = Estimate::independent([term; 100]);
        assert_eq!(all, Estimate { low: 9_900, expected: 10_000, high: 10_300 });
        assert_eq!(Estimate::independent([term]), term);
    }

    #[test]
    fn a_factor_has_an_error_of_its_own() {
        let figure = Estimate { low: 97, expected: 100, high: 104 };
        let factor = Estimate { low: 1_960_000, expected: 2_000_000, high: 2_060_000 };
        let product = figure.by(factor);
        assert_eq!((product.expected, product.high), (200, 210), "4 % and 3 % make 5");
        assert!(product.low < 194 && product.low > 190);
        assert_eq!(Estimate::exactly(50).relative_to(100), Estimate::exactly(500_000));
        assert_eq!(figure.by(Estimate::exactly(1_000_000)).expected, 100);
        assert_eq!(figure.or_off_by(0.1), Estimate { low: 87, expected: 100, high: 114 });
    }

    #[test]
    fn a_difference_widens_the_range() {
        let full = Estimate { low: 900, expected: 1000, high: 1100 };
        let slim = Estimate { low: 90, expected: 100, high: 110 };
        assert_eq!(full.minus(slim), Estimate { low: 790, expected: 900, high: 1010 });
        assert!(!full.is_vague());
    }
}
