//! The plain values of the configuration. `cli` reads and validates them; everything else only looks.

mod day;

use std::collections::BTreeMap;

pub use day::Day;

/// What a rule's findings count as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Should be changed.
    Warning,
    /// Is broken, or will be.
    Error,
}

impl Severity {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule's level as the configuration sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule is silent.
    Off,
    /// Its findings have this severity.
    At(Severity),
}

/// What a budget or a baseline counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Counted {
    /// Image sizes as `docker images` lists them: shared layers for each image.
    #[default]
    Sum,
    /// Bytes on disk, shared layers once.
    Unique,
    /// Compressed bytes that a pull moves.
    Pull,
}

impl Counted {
    /// The word that the configuration uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Unique => "unique",
            Self::Pull => "pull",
        }
    }
}

/// How much images may weigh; bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budget {
    /// All images together.
    pub total: Option<u64>,
    /// Each image.
    pub image: Option<u64>,
    /// Images by their name, over `image`.
    pub images: BTreeMap<String, u64>,
    /// What is counted.
    pub of: Counted,
}

/// Everything that a run can be told.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Globs, relative to the root, of Compose files and Dockerfiles that are alive for reasons the repository
    /// doesn't show.
    pub entry: Vec<String>,
    /// Globs, relative to the root, of files that are not read.
    pub exclude: Vec<String>,
    /// Levels by rule or category name.
    pub levels: BTreeMap<String, Level>,
    /// Rules or categories that run; empty for all that are on by default.
    pub select: Vec<String>,
    /// Rules or categories that don't run.
    pub ignore: Vec<String>,
    /// Read files that .gitignore excludes, too.
    pub no_ignore: bool,
    /// Leave the git history unread.
    pub no_history: bool,
    /// What images may weigh.
    pub budget: Budget,
    /// What images weighed when that was last accepted, by name; bytes.
    pub baseline: Option<BTreeMap<String, u64>>,
    /// The day on which this is asked; none where it isn't known, and then nothing that depends on it is said.
    pub today: Option<Day>,
}
