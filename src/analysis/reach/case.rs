//! What is known of one Compose file while roles are being decided.

use std::collections::BTreeSet;

use super::layers::Layer;
use super::successor::Successor;
use super::weights::{ALIVE, DEAD, Ground, Seen, Sign};
use crate::repository::ComposeFile;

/// One file, how it stands to others, and what speaks for and against it.
pub(super) struct Case<'a> {
    pub(super) file: &'a ComposeFile,
    pub(super) layer: Layer,
    pub(super) seen: Vec<Seen>,
    pub(super) successor: Option<Successor>,
}

impl Case<'_> {
    /// The sum of the weights.
    pub(super) fn score(&self) -> f32 {
        self.seen.iter().map(|it| it.sign.weight()).sum()
    }

    /// Whether there is a sign of this kind.
    pub(super) fn has(&self, sign: Sign) -> bool {
        self.seen.iter().any(|it| it.sign == sign)
    }

    /// Dead: the sum says so, on two independent grounds, and nobody runs it by its very name.
    pub(super) fn is_dead(&self) -> bool {
        let grounds: BTreeSet<Ground> =
            self.seen.iter().filter(|it| it.sign.weight() < 0.0).map(|it| it.sign.ground()).collect();
        let is_run = self.has(Sign::RunByName) || self.has(Sign::Incorporated) || self.has(Sign::Fragment);
        self.score() <= DEAD
            && (grounds.len() >= 2 || self.is_said_to_be_dead())
            && (!is_run || self.has(Sign::AgeWord) || self.has(Sign::ParkedEnding))
    }

    /// Whether the repository's own words, or the lack of any content, need no second ground.
    fn is_said_to_be_dead(&self) -> bool {
        [Sign::Retired, Sign::RetiredCode, Sign::Empty].iter().any(|sign| self.has(*sign))
    }

    /// Whether somebody starts it, or is told to.
    pub(super) fn is_run(&self) -> bool {
        [Sign::RunByName, Sign::RunByPattern, Sign::DocumentedRun].iter().any(|sign| self.has(*sign))
    }

    /// Whether it is made for tests or for an editor's container: neither the system nor what replaces it.
    pub(super) fn is_aside(&self) -> bool {
        self.has(Sign::EnvironmentVariant) || self.file.path.split('/').any(|part| part.starts_with('.'))
    }

    /// Whether the sum says that somebody uses it.
    pub(super) fn is_alive(&self) -> bool {
        self.score() >= ALIVE
    }

    /// Whether it is laid on another file, or can only be.
    pub(super) fn is_override(&self) -> bool {
        match (self.layer.on.is_empty(), self.layer.is_fragment) {
            (false, false) => !(self.has(Sign::RunByName) && self.layer.alone),
            (false, true) => true,
            (true, is_fragment) => is_fragment && !self.layer.alone,
        }
    }
}
