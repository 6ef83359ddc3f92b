//! Views of what a run found, one file a format. They take values and write bytes; nothing here decides anything.

mod bytes;
pub mod concise;
mod fingerprint;
mod fixable;
pub mod full;
pub mod inspect;
pub mod json;
mod patch;
mod place;
pub mod plan;
mod reason;
pub mod sarif;
mod shown;
mod statistics;
mod text;
mod totals;
mod wrap;

pub use fixable::would_fix;
pub use patch::write as write_patch;
pub use statistics::write as write_statistics;
pub use text::{count, printable};
pub use totals::Totals;

use crate::analysis::Estimate;
use crate::analysis::size::shown as megabytes;
use crate::edit::Applicability;
use crate::lint::{Fixed, Outcome, Rule};
use crate::source::Sources;

/// Everything a format may show.
pub struct Report<'a> {
    /// The files that findings point into.
    pub sources: &'a Sources,
    /// The findings, sorted.
    pub outcome: &'a Outcome,
    /// The whole rulebook, whether a rule ran or not.
    pub rules: &'static [Rule],
    /// The root as it was given.
    pub root: &'a str,
    /// The path from the top of the version-controlled tree to the root; empty where they are the same.
    pub prefix: &'a str,
    /// careen's version.
    pub version: &'a str,
    /// What careen itself failed at.
    pub errors: &'a [Failure],
    /// What was looked at.
    pub checked: Checked,
    /// What the repository's images weigh, where that is known.
    pub footprint: Option<Footprint>,
    /// Whether findings that a comment silences are shown, marked as such.
    pub include_suppressed: bool,
    /// From which applicability on `--fix` applies fixes, as careen was called.
    pub applies: Applicability,
    /// The fixes that were applied before the findings were found; `None` where nobody asked for any.
    pub fixed: Option<&'a [Fixed]>,
    /// Commands worth typing next, each with what it shows.
    pub next: &'a [(String, String)],
}

/// How many files a run looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// Compose files.
    pub compose_files: usize,
    /// Dockerfiles.
    pub dockerfiles: usize,
}

/// What the images of a repository weigh together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// As the repository builds them.
    pub now: Weight,
    /// Whether some of them hold what nothing here can weigh, so that they weigh more.
    pub is_partial: bool,
    /// Once every finding is resolved in its own place, where that is known.
    pub after: Option<Weight>,
    /// Once the rewrite has taken the place of what it is about and what is dead is gone, where that is known.
    pub rewritten: Option<Weight>,
}

/// What images weigh together, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// As `docker images` adds them up.
    pub sum_of_images: Estimate,
    /// On disk, shared layers once.
    pub unique_on_disk: Estimate,
}

/// Something careen itself failed at; a broken file in the repository is a finding instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The file it happened with, relative to the root.
    pub path: Option<String>,
    /// What happened, as a sentence without a full stop.
    pub message: String,
}

/// How text for people is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to use the terminal's colours.
    pub colour: bool,
    /// Columns to fit into.
    pub width: usize,
}

#[cfg(test)]
pub(crate) mod testing;
