//! The ledger as a table: a line for each image of before, and the totals.

use std::collections::BTreeSet;

use super::{Ledger, Total, Weighed};
use crate::facts::Estimate;

/// A line of the table: an image of before, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// An image of before, or the name of a total.
    pub before: String,
    /// What it weighs.
    pub before_size: String,
    /// The image of after.
    pub after: String,
    /// What that weighs, where the line is the first to name it.
    pub after_size: String,
}

impl Ledger {
    /// The whole as one table: a line for each image of before, then the totals.
    pub fn lines(&self) -> Vec<Line> {
        let mut told: BTreeSet<usize> = BTreeSet::new();
        let mut lines = Vec::new();
        for image in &self.before {
            let new = image.becomes.first().and_then(|at| Some((*at, self.after.get(*at)?)));
            let is_first = new.is_some_and(|(at, _)| told.insert(at));
            lines.push(Line {
                before: image.name.clone(),
                before_size: said(image.size, image.is_partial),
                after: new.map_or("left out: dead", |(_, new)| &new.name).to_owned(),
                after_size: new
                    .filter(|_| is_first)
                    .map(|(_, new)| said(new.size, new.is_partial))
                    .unwrap_or_default(),
            });
        }
        let count = |images: &[Weighed]| match images.len() {
            1 => "1 image".to_owned(),
            count => format!("{count} images"),
        };
        let total = |before: &str, after: &str, of: fn(&Total) -> Option<Estimate>| Line {
            before: before.to_owned(),
            before_size: said(of(&self.total_before), self.total_before.is_partial),
            after: after.to_owned(),
            after_size: said(of(&self.total_after), self.total_after.is_partial),
        };
        let (before, after) = (count(&self.before), count(&self.after));
        lines.push(total(&format!("{before}, each counted whole"), &after, |it| it.sum));
        lines.push(total("on disk, shared layers once", "on disk", |it| it.unique));
        lines
    }
}

/// A figure, or that there is none.
fn said(size: Option<Estimate>, is_partial: bool) -> String {
    match size {
        None => "unknown".to_owned(),
        Some(size) if is_partial => format!("over {}", size.shown()),
        Some(size) => size.shown(),
    }
}
