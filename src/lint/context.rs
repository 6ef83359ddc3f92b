//! What a rule may look at.

use crate::analysis::Analysis;
use crate::lint::Rewrites;
use crate::repository::Repository;
use crate::settings::Settings;
use crate::source::{Source, Span};

/// Lends a rule the repository and the questions already asked of it. Holds no state of its own.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The repository, linked.
    pub repository: &'a Repository,
    /// Liveness, families, contents and sizes, each computed at most once a run.
    pub analysis: &'a Analysis<'a>,
    /// The configuration.
    pub settings: &'a Settings,
    /// What a rewrite would put in a file's place, where somebody sees it.
    pub rewrites: &'a Rewrites<'a>,
}

impl<'a> Context<'a> {
    /// The file a span lies in.
    pub fn source(&self, span: Span) -> &'a Source {
        &self.repository.sources[span.file]
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &'a str {
        self.repository.sources[span.file].slice(span)
    }
}
