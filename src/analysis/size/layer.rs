//! A layer of an image, and why it weighs what it weighs.

use super::Estimate;
use crate::facts;
use crate::source::Span;

/// Why a layer weighs what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The base image.
    Base,
    /// Packages of the distribution.
    Packages,
    /// Package lists that stay.
    Lists,
    /// A language's packages.
    Dependencies,
    /// What downloads leave in a cache.
    Cache,
    /// Files of the context.
    Files,
    /// What a build leaves.
    Built,
    /// What is copied from a stage or an image.
    Copied,
    /// What an earlier layer holds, stored once more because its owner or mode changes.
    Again,
    /// Something that nothing here can weigh.
    Unknown,
}

impl Reason {
    /// Words for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base image",
            Self::Packages => "system packages",
            Self::Lists => "package lists",
            Self::Dependencies => "language packages",
            Self::Cache => "download cache",
            Self::Files => "files of the context",
            Self::Built => "build output",
            Self::Copied => "copied from a stage",
            Self::Again => "stored again by chown or chmod",
            Self::Unknown => "unknown",
        }
    }
}

impl Reason {
    /// What is left of it compressed in an image of this repository. Sources compress well, unless they are pictures or
    /// archives; downloads in a cache are compressed already, and so are package lists. All else is like the base's layers.
    fn packed(self, size: Estimate, repository: &str) -> Estimate {
        let [low, expected, high] = match self {
            Self::Cache => [0.85, 0.95, 1.0],
            Self::Lists => [0.5, 0.9, 1.0],
            Self::Files => [0.15, 0.35, 1.0],
            _ => return facts::packed(repository, size),
        };
        let share = |bytes: u64, share: f64| (bytes as f64 * share) as u64;
        Estimate {
            low: share(size.low, low),
            expected: share(size.expected, expected),
            high: share(size.high, high),
        }
    }
}

/// Something in an image that lies below one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Absolute, without a slash at its end; `/` for the whole image.
    pub path: String,
    /// What it is.
    pub reason: Reason,
    /// What it weighs.
    pub size: Estimate,
    /// Where its files lie in the context, for those that come from there.
    pub source: Option<String>,
    /// Words about it: the packages, the source of a copy; may be empty.
    pub what: String,
    /// The command that brings it, or the whole instruction.
    pub by: Option<Span>,
    /// What of it only development needs, where the manifests tell; `None` where there is none, or nothing tells.
    pub development: Option<Estimate>,
    /// The command of a later layer that deletes it: the bytes stay.
    pub hidden_by: Option<Span>,
}

/// What comes along only because packages recommend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recommended {
    /// All of it.
    pub all: Estimate,
    /// What is left of it without the packages that only a build needs, such as compilers.
    pub of_others: Estimate,
}

/// A layer of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Equal for layers that are one on disk.
    pub key: u64,
    /// The instruction.
    pub span: Span,
    /// What is known of it.
    pub size: Estimate,
    /// What a pull moves of it: compressed.
    pub pull: Estimate,
    /// The terms of `size`.
    pub terms: Vec<(Reason, Estimate)>,
    /// The same terms with the paths that they lie below.
    pub held: Vec<Held>,
    /// Bytes that only this machine's copies of ignored files add; not in `size`.
    pub local: u64,
    /// Whether it holds something that nothing here can weigh.
    pub partial: bool,
    /// What of its packages others only recommend.
    pub recommended: Recommended,
    /// The command that is being read.
    pub(super) command: Option<Span>,
    /// Packages that no table knows; what packages weigh in general stands in `size` for them.
    pub outside_tables: Vec<String>,
}

impl Layer {
    pub(super) fn new(key: u64, span: Span) -> Self {
        Self {
            key,
            span,
            size: Estimate::ZERO,
            pull: Estimate::ZERO,
            terms: Vec::new(),
            held: Vec::new(),
            local: 0,
            partial: false,
            recommended: Recommended { all: Estimate::ZERO, of_others: Estimate::ZERO },
            command: None,
            outside_tables: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, held: Held) {
        if held.size != Estimate::ZERO {
            self.held.push(Held { by: held.by.or(self.command).or(Some(self.span)), ..held });
        }
    }

    pub(super) fn unknown(&mut self) {
        self.partial = true;
    }

    /// Adds up what it holds in the end; `repository` is that of the base.
    pub(super) fn sealed(mut self, repository: &str) -> Self {
        self.terms = self.held.iter().map(|held| (held.reason, held.size)).collect();
        // whether a cache is left at all, and what is stored once more, doesn't make up for another error
        let is_alike = |reason: Reason| matches!(reason, Reason::Cache | Reason::Again);
        let of = |alike: bool| self.terms.iter().filter(move |(reason, _)| is_alike(*reason) == alike);
        let own = Estimate::independent(of(false).map(|(_, size)| *size));
        self.size = of(true).fold(own, |sum, (_, size)| sum.plus(*size));
        if self.pull == Estimate::ZERO {
            let packed = self.terms.iter().map(|(reason, size)| reason.packed(*size, repository));
            self.pull = packed.fold(Estimate::ZERO, Estimate::plus);
        }
        self
    }

    /// Whether it stores once more what an earlier layer holds, and so errs as that one does.
    pub(super) fn repeats(&self) -> bool {
        self.terms.iter().any(|(reason, _)| *reason == Reason::Again)
    }

    /// What of it has this reason.
    pub fn of(&self, reason: Reason) -> Estimate {
        let terms = self.terms.iter().filter(|(own, _)| *own == reason);
        terms.fold(Estimate::ZERO, |sum, (_, size)| sum.plus(*size))
    }
}

impl Held {
    pub(super) fn new(path: impl Into<String>, reason: Reason, size: Estimate) -> Self {
        Self {
            path: path.into(),
            reason,
            size,
            source: None,
            what: String::new(),
            by: None,
            development: None,
            hidden_by: None,
        }
    }

    pub(super) fn by(self, span: Span) -> Self {
        Self { by: Some(span), ..self }
    }

    pub(super) fn called(self, what: impl Into<String>) -> Self {
        Self { what: what.into(), ..self }
    }
}
