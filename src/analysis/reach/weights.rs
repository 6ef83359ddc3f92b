//! What each sign of life or death weighs, and why. The one place to tune; calibrated by class of evidence on
//! labelled public repositories, never by name.

use crate::analysis::Evidence;
use crate::source::Span;

/// A sign's kind. Signs of one [`Family`] are not independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sign {
    Entry,
    RunByName,
    RunByDefault,
    RunByPattern,
    RunByVariable,
    Handled,
    Incorporated,
    DocumentedRun,
    NamedInCode,
    NamedByPattern,
    NamedInDocument,
    DefaultAtRoot,
    DefaultInFolder,
    Fragment,
    OnlyFile,
    EnvironmentVariant,
    AgeWord,
    ParkedEnding,
    Retired,
    RetiredCode,
    Empty,
    Shadowed,
    BuildsGone,
    Stranded,
    CommandsGone,
    Superseded,
    SupersededClosely,
    OlderGeneration,
    Unmentioned,
    Unused,
}

/// What a sign rests on; two signs of one family count as one when independence is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ground {
    /// Somebody uses it.
    Use,
    /// Its place or name.
    Name,
    /// The repository's own words.
    Words,
    /// It can't work any more, or never has.
    Broken,
    /// Another file does its work.
    Replaced,
    /// Silence.
    Silence,
}

impl Sign {
    /// The weight: above zero for life, below for death. About 2 is a good hint, 4 all but settles it.
    pub(super) fn weight(self) -> f32 {
        match self {
            // the user says so
            Self::Entry => 100.0,
            // CI, a script, a Makefile names the very file: 60 % of live alternatives have this, 19 % of orphans
            Self::RunByName => 6.0,
            Self::Incorporated => 5.0,
            // the folder's default file is meant, if it still is the one that is meant
            Self::RunByDefault => 4.0,
            // `docker-compose.$ENV.yml` means all that fit, also a forgotten one
            Self::RunByPattern => 3.5,
            Self::Handled => 2.5,
            // documents outlive what they describe
            Self::DocumentedRun => 3.5,
            Self::NamedInCode => 2.0,
            // `docker-compose.$1.yml` fits every file beside it; only a word that names an environment says which are meant
            Self::RunByVariable => 0.5,
            // a clean-up script's `find -name '*.yml'` means every file and none
            Self::NamedByPattern => 0.5,
            Self::NamedInDocument => 0.7,
            Self::DefaultAtRoot => 3.0,
            Self::DefaultInFolder => 2.0,
            // 51 % of overrides and no orphan have a service with neither image nor build
            Self::Fragment => 3.0,
            Self::OnlyFile => 4.0,
            Self::EnvironmentVariant => 1.0,
            // 51 % of orphans, 1 % of variants, 6 % of overrides
            Self::AgeWord => -4.0,
            Self::ParkedEnding => -4.0,
            Self::Retired => -5.0,
            // what it runs is said to be unused; its own name need not be told
            Self::RetiredCode => -5.0,
            Self::Empty => -5.5,
            Self::Shadowed => -3.0,
            // 30 % of orphans, 11 % of variants: hints, no more
            Self::BuildsGone => -2.0,
            Self::Stranded => -1.5,
            Self::CommandsGone => -1.5,
            Self::Superseded => -1.5,
            // the same container names: the two can't even run side by side
            Self::SupersededClosely => -3.0,
            Self::OlderGeneration => -1.5,
            // 52 % of orphans, 11 % of variants, 35 % of overrides
            Self::Unmentioned => -1.5,
            // of a file whose path says that it is old: a list of what lies where keeps nothing alive
            Self::Unused => -1.5,
        }
    }

    /// What it rests on.
    pub(super) fn ground(self) -> Ground {
        match self {
            Self::AgeWord | Self::ParkedEnding | Self::OlderGeneration | Self::EnvironmentVariant => {
                Ground::Name
            }
            Self::Retired | Self::RetiredCode => Ground::Words,
            Self::Empty | Self::BuildsGone | Self::Stranded | Self::CommandsGone => Ground::Broken,
            Self::Shadowed | Self::Superseded | Self::SupersededClosely => Ground::Replaced,
            Self::Unmentioned | Self::Unused => Ground::Silence,
            _ => Ground::Use,
        }
    }

    /// Its name in every output.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::RunByName => "run-by-name",
            Self::RunByDefault => "run-by-default",
            Self::RunByPattern => "run-by-pattern",
            Self::RunByVariable => "run-by-variable",
            Self::Handled => "handled",
            Self::Incorporated => "included-or-extended",
            Self::DocumentedRun => "documented-run",
            Self::NamedInCode => "named-in-code",
            Self::NamedByPattern => "named-by-pattern",
            Self::NamedInDocument => "named-in-document",
            Self::DefaultAtRoot => "default-name-at-root",
            Self::DefaultInFolder => "default-name-in-folder",
            Self::Fragment => "fragment",
            Self::OnlyFile => "only-file",
            Self::EnvironmentVariant => "environment-variant",
            Self::AgeWord => "age-word",
            Self::ParkedEnding => "parked-ending",
            Self::Retired => "retired-in-document",
            Self::RetiredCode => "retired-code",
            Self::Empty => "empty",
            Self::Shadowed => "shadowed-default",
            Self::BuildsGone => "builds-gone",
            Self::Stranded => "stranded",
            Self::CommandsGone => "commands-gone",
            Self::Superseded => "superseded",
            Self::SupersededClosely => "superseded-closely",
            Self::OlderGeneration => "older-generation",
            Self::Unmentioned => "unmentioned",
            Self::Unused => "unused",
        }
    }
}

/// A sign with its evidence.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) sign: Sign,
    pub(super) evidence: Evidence,
}

impl Seen {
    pub(super) fn new(sign: Sign, span: Span, text: impl Into<String>) -> Self {
        Self { sign, evidence: Evidence::new(sign.as_str(), span, text) }
    }
}

/// At or above this sum a file is alive.
pub(super) const ALIVE: f32 = 2.0;

/// At or below this sum, and on two independent grounds, a file is dead.
pub(super) const DEAD: f32 = -4.5;
