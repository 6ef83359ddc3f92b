//! What `--fix` did, and what it could do: the same words in every text.

use std::collections::BTreeMap;

use crate::edit::{Applicability, Fix};
use crate::lint::Fixed;
use crate::report::shown::Shown;
use crate::report::{Report, count};

impl Report<'_> {
    /// Whether `--fix`, with the other arguments as they are, resolves a finding: a silenced one is left alone.
    pub(super) fn is_fixable(&self, shown: Shown<'_>) -> bool {
        shown.suppressed.is_none() && shown.finding.fix_from(self.applies).is_some()
    }
}

/// The fix that a text names for a finding: one that is asked for, or one that could be.
pub(super) fn named<'a>(report: &Report<'_>, shown: Shown<'a>) -> Option<&'a Fix> {
    let asked = shown.finding.fix_from(report.applies);
    asked.or_else(|| shown.finding.fix_from(Applicability::Unsafe)).filter(|_| shown.suppressed.is_none())
}

/// `Fixed 3 findings in 2 files: …`; `None` where nobody asked for fixes.
pub(super) fn applied(report: &Report<'_>) -> Option<String> {
    let fixed = report.fixed?;
    Some(counted(fixed).map_or("Nothing fixed".to_owned(), |counted| format!("Fixed {counted}")))
}

/// The same of fixes that could be applied.
pub fn would_fix(fixed: &[Fixed]) -> String {
    counted(fixed).map_or("nothing to fix".to_owned(), |counted| format!("would fix {counted}"))
}

/// `3 findings in 2 files: 2 package-cache-kept, 1 non-slim-base`
fn counted(fixed: &[Fixed]) -> Option<String> {
    if fixed.is_empty() {
        return None;
    }
    let (mut by_rule, mut files) = (BTreeMap::new(), Vec::new());
    for one in fixed {
        *by_rule.entry(one.rule).or_insert(0usize) += 1;
        files.push(one.path.as_str());
    }
    files.sort_unstable();
    files.dedup();
    let mut rules: Vec<(&str, usize)> = by_rule.into_iter().collect();
    rules.sort_by_key(|&(rule, number)| (std::cmp::Reverse(number), rule));
    let rules: Vec<String> = rules.into_iter().map(|(rule, number)| format!("{number} {rule}")).collect();
    let (findings, files) = (count(fixed.len(), "finding"), count(files.len(), "file"));
    Some(format!("{findings} in {files}: {}", rules.join(", ")))
}

/// What `--fix` could do; `None` where that is nothing.
pub(super) fn left(report: &Report<'_>) -> Option<String> {
    let findings = &report.outcome.findings;
    let from = |least| findings.iter().filter(|finding| finding.fix_from(least).is_some()).count();
    let (now, all) = (from(report.applies), from(Applicability::Unsafe));
    let more = all - now;
    match (now, more) {
        (0, 0) => None,
        (0, more) => Some(format!("{more} fixable with `--fix --unsafe-fixes`")),
        (now, 0) => Some(format!("[*] {now} fixable with `--fix`")),
        (now, more) => Some(format!("[*] {now} fixable with `--fix`, {more} more with `--unsafe-fixes`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Edit;
    use crate::lint::Outcome;
    use crate::report::testing::{finding, report, sources, span};

    fn fix(applicability: Applicability) -> Fix {
        let edits = vec![Edit::Replace { span: span(0, 5..6), text: "b".into() }];
        Fix { title: "Use b".into(), applicability, edits }
    }

    fn outcome() -> Outcome {
        use Applicability::{DisplayOnly, Safe, Unsafe};
        let with = |fixes: &[Applicability]| {
            let mut one = finding("non-slim-base", 0, 5..6, "full");
            one.fixes = fixes.iter().copied().map(fix).collect();
            one
        };
        let findings = vec![with(&[Safe]), with(&[Unsafe, Safe]), with(&[Unsafe]), with(&[DisplayOnly])];
        Outcome { findings, ..Outcome::default() }
    }

    #[test]
    fn what_is_left_depends_on_what_is_asked_for() {
        let (sources, outcome) = (sources(&[("Dockerfile", "FROM a\n")]), outcome());
        let safe = report(&sources, &outcome);
        let expected = "[*] 2 fixable with `--fix`, 1 more with `--unsafe-fixes`";
        assert_eq!(left(&safe).as_deref(), Some(expected));
        let all = Report { applies: Applicability::Unsafe, ..safe };
        assert_eq!(left(&all).as_deref(), Some("[*] 3 fixable with `--fix`"));
        let taken = |least| outcome.findings[1].fix_from(least).map(|fix| fix.applicability);
        assert_eq!(taken(Applicability::Safe), Some(Applicability::Safe));
        assert_eq!(taken(Applicability::Unsafe), Some(Applicability::Unsafe), "the one that does most");
        let nothing = Outcome::default();
        assert_eq!(left(&report(&sources, &nothing)), None);
    }

    #[test]
    fn what_was_done_is_counted_by_rule() {
        let (sources, outcome) = (sources(&[]), Outcome::default());
        let one = |path: &str, rule| Fixed { path: path.into(), rule, title: String::new() };
        let fixed = [one("b", "a-rule"), one("a", "the-rule"), one("b", "the-rule")];
        let done = Report { fixed: Some(&fixed), ..report(&sources, &outcome) };
        assert_eq!(applied(&done).as_deref(), Some("Fixed 3 findings in 2 files: 2 the-rule, 1 a-rule"));
        assert_eq!(applied(&Report { fixed: Some(&[]), ..done }).as_deref(), Some("Nothing fixed"));
        assert_eq!(applied(&report(&sources, &outcome)), None);
    }
}
