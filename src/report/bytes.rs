//! Sizes and savings by the names that every machine-readable format gives them.

use serde::Serialize;

use crate::analysis::Estimate;
use crate::lint;
use crate::report::{Footprint, Weight};

/// A range of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Bytes {
    pub(super) low: u64,
    pub(super) expected: u64,
    pub(super) high: u64,
}

impl Bytes {
    /// As [`Estimate::is_vague`].
    pub(super) fn is_vague(self) -> bool {
        let Self { low, expected, high } = self;
        Estimate { low, expected, high }.is_vague()
    }
}

impl From<Estimate> for Bytes {
    fn from(Estimate { low, expected, high }: Estimate) -> Self {
        Self { low, expected, high }
    }
}

/// What is saved, and from what.
#[derive(Debug, Serialize)]
pub(super) struct Saving {
    low: u64,
    expected: u64,
    high: u64,
    of: &'static str,
    /// How many images save this, each.
    times: usize,
    /// What the image weighs, or those that save it together; `None` where that isn't known.
    before: Option<Bytes>,
    after: Option<Bytes>,
}

impl From<lint::Saving> for Saving {
    fn from(saving: lint::Saving) -> Self {
        let lint::Saving { low, expected, high, of, times, weight } = saving;
        let (before, after) = (weight.map(|it| it.before.into()), weight.map(|it| it.after.into()));
        Self { low, expected, high, of: of.as_str(), times, before, after }
    }
}

/// What all images weigh now, and once every finding is resolved in its place.
#[derive(Debug, Serialize)]
pub(super) struct BeforeAndAfter {
    before: Together,
    after: Option<Together>,
}

#[derive(Debug, Serialize)]
struct Together {
    sum_of_images: Bytes,
    unique_on_disk: Bytes,
    /// Whether some image holds something that nothing here can weigh.
    partial: bool,
}

impl From<Footprint> for BeforeAndAfter {
    fn from(footprint: Footprint) -> Self {
        let together = |Weight { sum_of_images, unique_on_disk }| Together {
            sum_of_images: Bytes::from(sum_of_images),
            unique_on_disk: Bytes::from(unique_on_disk),
            partial: footprint.is_partial,
        };
        Self { before: together(footprint.now), after: footprint.after.map(together) }
    }
}
