//! Where the checks leave what they find.

use crate::source::Span;
use crate::syntax::Problem;
use crate::syntax::yaml::Entry;

/// More reasons than this nobody reads.
const MOST: usize = 200;

/// The problems found so far.
#[derive(Default)]
pub(super) struct Report {
    problems: Vec<Problem>,
}

impl Report {
    /// Adds a problem, unless it is there already: what is anchored is written once and used often.
    pub(super) fn add(&mut self, span: Span, message: String) {
        let problem = Problem { span, message };
        if self.problems.len() < MOST && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// All of them, in source order.
    pub(super) fn problems(mut self) -> Vec<Problem> {
        self.problems.sort_by_key(|problem| problem.span);
        self.problems
    }
}

/// Where a finding about an entry's value stands: the value if it is a scalar that is written, else the key, which
/// is on one line.
pub(super) fn place(entry: &Entry<'_>) -> Span {
    let value = entry.value.span();
    if entry.value.is_scalar() && !value.is_empty() { value } else { entry.key.span() }
}
