//! Which findings a report shows, and in which order.

use crate::lint::{Finding, Suppressed};
use crate::report::Report;

/// A finding, and what silences it.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    /// The finding.
    pub(super) finding: &'a Finding,
    /// The comment that silences it, where one does.
    pub(super) suppressed: Option<&'a Suppressed>,
}

impl<'a> Report<'a> {
    /// The findings by path, place and rule; silenced ones stand among them where they are wanted.
    pub(super) fn shown(&self) -> Vec<Shown<'a>> {
        let open = self.outcome.findings.iter().map(|finding| Shown { finding, suppressed: None });
        let mut shown: Vec<Shown<'a>> = open.collect();
        if self.include_suppressed {
            let silenced = self.outcome.suppressed.iter();
            shown.extend(silenced.map(|by| Shown { finding: &by.finding, suppressed: Some(by) }));
            // stable, so that findings at one place keep the order they came in
            shown.sort_by_key(|shown| {
                let span = shown.finding.primary.span;
                (self.sources.path(span), span.start, span.end, shown.finding.rule)
            });
        }
        shown
    }
}
