//! What a rewrite would do, as values.

use super::Ledger;
use crate::facts::Estimate;

/// A whole plan. Nothing in it has happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order in which a person would do them.
    pub steps: Vec<Step>,
    /// What would be written, by path.
    pub files: Vec<NewFile>,
    /// What was looked at and is left as it is.
    pub declined: Vec<Declined>,
    /// Compose files that are left out because nothing runs them any more.
    pub left_out: Vec<LeftOut>,
    /// What all images weigh, before and after.
    pub ledger: Ledger,
}

/// One change that makes sense on its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// What it does, as an imperative sentence without a full stop.
    pub does: String,
    /// The files it is about, relative to the root.
    pub of: Vec<String>,
    /// What was checked to be the same before and after.
    pub equal: Vec<String>,
    /// What is different on purpose.
    pub differs: Vec<String>,
    /// What cannot be proved without running something.
    pub assumes: Vec<String>,
    /// What it saves, where that is known.
    pub saving: Option<Saving>,
}

/// What a step saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Bytes.
    pub bytes: Estimate,
    /// Of what: a sentence fragment.
    pub of: String,
}

/// A file that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Relative to the folder that is written, with `/`.
    pub path: String,
    /// The whole content.
    pub text: String,
    /// The file of the repository that it takes the place of, with its text.
    pub replaces: Option<(String, String)>,
}

/// Something that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Declined {
    /// A file, or a file and its service.
    pub what: String,
    /// Why, as a sentence fragment.
    pub reason: String,
}

/// A dead generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The Compose file.
    pub path: String,
    /// The file that took its place.
    pub superseded_by: Option<String>,
    /// The weightiest reasons.
    pub evidence: Vec<String>,
}

impl Plan {
    /// Whether it offers anything.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}
