//! A rule is a value: its name, its page and what it looks at.

use crate::lint::{Context, Findings};
use crate::repository::{ComposeFile, Dockerfile};
use crate::settings::{Level, Severity};

/// What kind of trouble a rule speaks of; the folder its file lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Megabytes an image needn't carry.
    Size,
    /// One thing under several names.
    Duplication,
    /// What nobody runs.
    Dead,
    /// What is or will be broken.
    Correctness,
    /// Builds that start over where they needn't.
    Cache,
}

impl Category {
    /// Every category, in the order the rulebook lists them.
    pub const ALL: [Self; 5] = [Self::Size, Self::Duplication, Self::Dead, Self::Correctness, Self::Cache];

    /// Its name in the configuration and in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Duplication => "duplication",
            Self::Dead => "dead",
            Self::Correctness => "correctness",
            Self::Cache => "cache",
        }
    }
}

/// What a rule iterates over. Each sees the whole repository through its [`Context`].
#[derive(Clone, Copy)]
pub enum Check {
    /// Called once a Dockerfile.
    Dockerfile(fn(&Context<'_>, &Dockerfile, &mut Findings)),
    /// Called once a Compose file.
    Compose(fn(&Context<'_>, &ComposeFile, &mut Findings)),
    /// Called once.
    Repository(fn(&Context<'_>, &mut Findings)),
}

/// One rule of the rulebook.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Kebab-case; reads as what it allows when ignored: `ignore[non-slim-base]`.
    pub id: &'static str,
    /// Its folder.
    pub category: Category,
    /// Its level unless configured.
    pub level: Level,
    /// The check.
    pub check: Check,
    /// Its page, in Markdown.
    pub page: &'static str,
}

impl Rule {
    /// The one-sentence summary that the page opens with.
    pub fn summary(&self) -> &'static str {
        self.page
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with('#'))
            .unwrap_or_default()
    }

    /// Whether `name` means this rule: its id or its category.
    pub fn is_named(&self, name: &str) -> bool {
        name == self.id || name == self.category.as_str()
    }

    /// Its default severity; `info` for one that is off by default.
    pub fn severity(&self) -> Severity {
        match self.level {
            Level::At(severity) => severity,
            Level::Off => Severity::Info,
        }
    }
}
