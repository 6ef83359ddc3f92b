//! What a rule says.

use crate::analysis::size::Change;
use crate::analysis::{Confidence, Estimate};
use crate::edit::{Applicability, Fix};
use crate::lint::{Category, Rule};
use crate::settings::Severity;
use crate::source::Span;

/// What a saving is counted in: `docker images` adds shared layers up, a disk holds them once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The sum of image sizes, as `docker images` lists them.
    Sum,
    /// Bytes on disk, shared layers once.
    Unique,
    /// Compressed bytes that a pull moves.
    Pull,
}

impl Of {
    /// The word every output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Unique => "unique",
            Self::Pull => "pull",
        }
    }
}

/// Bytes that following a finding would save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saving {
    /// At least, in bytes.
    pub low: u64,
    /// Most likely, in bytes.
    pub expected: u64,
    /// At most, in bytes.
    pub high: u64,
    /// What they are counted in.
    pub of: Of,
    /// How many images save this, each; 1 where it is what several images save together.
    pub times: usize,
    /// What it is taken from, where that is known.
    pub weight: Option<Weight>,
}

/// What the images weigh that a saving is about, counted as the saving is: one image, or those that save it together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// As it is.
    pub before: Estimate,
    /// Once the finding is followed, and nothing else.
    pub after: Estimate,
}

impl Saving {
    /// A saving in one image, or in several together; `None` where it is nothing most likely.
    pub fn of(saved: Estimate, of: Of) -> Option<Self> {
        let Estimate { low, expected, high } = saved;
        (expected > 0).then_some(Self { low, expected, high, of, times: 1, weight: None })
    }

    /// The same, with what it is taken from and what is left.
    #[must_use]
    pub fn between(self, before: Estimate, after: Estimate) -> Self {
        Self { weight: Some(Weight { before, after }), ..self }
    }
}

/// A place with a word about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where; one line for a primary label, since review tools drop longer ones.
    pub span: Span,
    /// What is to be seen there; may be empty for a primary label.
    pub message: String,
}

/// One thing a rule found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// The rule's category.
    pub category: Category,
    /// As the rule's level was configured.
    pub severity: Severity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// What is wrong, in the repository's own names; names in backticks, no full stop.
    pub message: String,
    /// Where.
    pub primary: Label,
    /// The evidence, also in other files.
    pub related: Vec<Label>,
    /// What to do next.
    pub help: Option<String>,
    /// Ways to do it, each by itself, the one that does most first.
    pub fixes: Vec<Fix>,
    /// What it would save.
    pub saving: Option<Saving>,
    /// What of the images would change: savings of several findings are counted together by it.
    pub changes: Vec<Change>,
}

impl Finding {
    /// Says how sure the rule is; high unless said.
    pub fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// What is to be seen at the primary place.
    pub fn label(&mut self, message: impl Into<String>) -> &mut Self {
        self.primary.message = message.into();
        self
    }

    /// Adds a place the finding rests on.
    pub fn related(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// Says what to do next.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Offers a way to do it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fixes.push(fix);
        self
    }

    /// The way to do it that may be taken where every fix from `least` on may be applied.
    pub fn fix_from(&self, least: Applicability) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.is_applied_from(least))
    }

    /// Says what of the images would change.
    pub fn changes(&mut self, changes: impl IntoIterator<Item = Change>) -> &mut Self {
        self.changes.extend(changes);
        self
    }

    /// Says what it would save.
    pub fn saving(&mut self, saving: Option<Saving>) -> &mut Self {
        self.saving = saving;
        self
    }
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fixed {
    /// The file of the finding, relative to the root.
    pub path: String,
    /// The finding's rule.
    pub rule: &'static str,
    /// The fix's title.
    pub title: String,
}

/// Where a rule puts what it finds; stamps each finding with the rule's name and level.
pub struct Findings {
    rule: &'static Rule,
    severity: Severity,
    list: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(rule: &'static Rule, severity: Severity) -> Self {
        Self { rule, severity, list: Vec::new() }
    }

    /// Adds a finding at `span`; what it returns takes the rest.
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Finding {
        self.list.push(Finding {
            rule: self.rule.id,
            category: self.rule.category,
            severity: self.severity,
            confidence: Confidence::High,
            message: message.into(),
            primary: Label { span, message: String::new() },
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
            saving: None,
            changes: Vec::new(),
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    pub(super) fn into_list(self) -> Vec<Finding> {
        self.list
    }
}
