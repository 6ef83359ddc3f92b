//! Liveness: which Compose files and Dockerfiles somebody still uses, and what in the repository says so.
//!
//! One additive model: every sign has a weight in one table ([`weights`]), signs for life count up, signs of death
//! count down, and a role is only given where the sum is clear. Nothing is alive or dead for one weak sign.

mod age;
mod broken;
mod case;
mod commands;
mod dockerfiles;
mod images;
mod layers;
mod marks;
mod retired;
mod roles;
mod siblings;
mod signs;
mod successor;
mod system;
#[cfg(test)]
mod testing;
mod uses;
mod weights;

use crate::analysis::{Confidence, Evidence, Likeness};
use crate::repository::{ComposeId, DockerfileId, Repository};
use crate::settings::Settings;

/// What a Compose file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The system as it is started.
    Live,
    /// Layered on another file.
    Override,
    /// Another way to start the system, or a part of it, that is alive too.
    Variant,
    /// A generation that nothing runs any more.
    Orphan,
    /// The repository doesn't show.
    Unknown,
}

impl Role {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Override => "override",
            Self::Variant => "variant",
            Self::Orphan => "orphan",
            Self::Unknown => "unknown",
        }
    }

    /// Whether somebody uses the file, in whatever way.
    pub fn is_alive(self) -> bool {
        matches!(self, Self::Live | Self::Override | Self::Variant)
    }
}

/// What is known of a Compose file.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Its role.
    pub role: Role,
    /// How sure that is.
    pub confidence: Confidence,
    /// The files it is layered on, or a variant of.
    pub of: Vec<ComposeId>,
    /// The file that took its place, for an orphan.
    pub superseded_by: Option<ComposeId>,
    /// What speaks for life or death, weightiest first.
    pub evidence: Vec<Evidence>,
    /// The sum of the weights: above zero for life.
    pub score: f32,
}

/// What a Dockerfile is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DockerfileRole {
    /// Something that is alive builds it.
    Live,
    /// Nothing that is alive builds it.
    Orphan,
    /// The repository doesn't show.
    Unknown,
}

impl DockerfileRole {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Orphan => "orphan",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of a Dockerfile.
#[derive(Debug, Clone)]
pub struct DockerfileStanding {
    /// Its role.
    pub role: DockerfileRole,
    /// How sure that is.
    pub confidence: Confidence,
    /// What speaks for life or death, weightiest first.
    pub evidence: Vec<Evidence>,
    /// The orphaned Compose files that alone build it: it dies with them.
    pub dies_with: Vec<ComposeId>,
}

/// The standing of every file.
#[derive(Debug)]
pub struct Reach {
    compose: Vec<Standing>,
    dockerfiles: Vec<DockerfileStanding>,
}

impl Reach {
    pub(super) fn of(repository: &Repository, likeness: &Likeness, settings: &Settings) -> Self {
        let mut compose = roles::decide(repository, likeness, settings);
        age::weigh(repository, &mut compose);
        let dockerfiles = dockerfiles::decide(repository, &compose, settings);
        Self { compose, dockerfiles }
    }

    /// Whether a path says that what lies there is of the past: what such a file runs or builds is not in use for it.
    pub fn is_of_the_past(path: &str) -> bool {
        marks::read(path).age_word.is_some()
    }

    /// What is known of a Compose file.
    pub fn compose(&self, id: ComposeId) -> &Standing {
        &self.compose[id.0 as usize]
    }

    /// What is known of a Dockerfile.
    pub fn dockerfile(&self, id: DockerfileId) -> &DockerfileStanding {
        &self.dockerfiles[id.0 as usize]
    }

    /// Whether anything in the repository shows what is alive.
    pub fn shows_life(&self) -> bool {
        self.compose.iter().any(|standing| standing.role.is_alive())
            || self.dockerfiles.iter().any(|standing| standing.role == DockerfileRole::Live)
    }
}
