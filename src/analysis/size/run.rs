//! A `RUN` while it is read.

use super::chain::Chain;
use super::context::BuildContext;
use super::inputs::Inputs;
use super::layer::{Held, Layer, Reason};
use super::places;
use crate::analysis::contents::{StageContents, Step};
use crate::source::Span;

/// The instruction, what it has added so far, and what lies below it.
pub(super) struct Run<'r, 'a> {
    pub(super) context: BuildContext<'a>,
    pub(super) chain: &'r mut Chain,
    pub(super) layer: &'r mut Layer,
    pub(super) stage: &'r StageContents,
    pub(super) step: &'r Step,
    pub(super) inputs: Inputs<'r>,
}

impl Run<'_, '_> {
    /// What a command is written as.
    pub(super) fn text(&self, span: Span) -> &str {
        self.context.repository.sources.slice(span)
    }

    /// A path of a command as one inside the image; `None` where a variable decides it.
    pub(super) fn place(&self, written: &str) -> Option<String> {
        places::plain(self.step.directory.as_deref(), written)
    }

    /// What earlier layers hold stays there, out of sight.
    pub(super) fn hide(&mut self, which: impl Fn(&Held) -> bool) {
        self.chain.visible.retain(|held| !which(held));
        let by = self.layer.command;
        let earlier = self.chain.layers.iter_mut().flat_map(|layer| &mut layer.held);
        for held in
            earlier.filter(|held| held.hidden_by.is_none() && held.reason != Reason::Base && which(held))
        {
            held.hidden_by = by;
        }
    }
}
