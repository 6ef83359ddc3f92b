//! A figure with its range.

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

impl Estimate {
    /// A figure that may be off by this share either way.
    pub(super) fn within(bytes: u64, share: f64) -> Self {
        let figure = bytes as f64;
        Self {
            low: (figure * (1.0 - share)) as u64,
            expected: bytes,
            high: (figure * (1.0 + share)).ceil() as u64,
        }
    }

    /// An on-disk figure, from a compressed one.
    pub(super) fn unpacked(self) -> Self {
        let [low, typical, high] = RATIO;
        self.scaled(low, typical, high)
    }

    /// A compressed figure, from one on disk.
    pub(super) fn packed(self) -> Self {
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
