//! A figure with its range.

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

    /// Each of the three by a factor of its own.
    pub(super) fn scaled(self, low: f64, expected: f64, high: f64) -> Self {
        let scale = |bytes: u64, by: f64| (bytes as f64 * by).round() as u64;
        Self {
            low: scale(self.low, low),
            expected: scale(self.expected, expected),
            high: scale(self.high, high),
        }
    }
}
