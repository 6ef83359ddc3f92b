//! What the findings of a run add up to.

use std::collections::{BTreeMap, BTreeSet};

use crate::lint::{Category, Finding, Of, Saving};
use crate::settings::Severity;
use crate::source::FileId;

/// Counts and the saving over all findings that nothing silences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Findings by rule id.
    pub by_rule: BTreeMap<&'static str, usize>,
    /// Findings by category.
    pub by_category: BTreeMap<Category, usize>,
    /// Findings by severity.
    pub by_severity: BTreeMap<Severity, usize>,
    /// Files that findings lie in.
    pub files: usize,
    /// What following all of them would save.
    pub saving: Option<Saving>,
}

impl Totals {
    /// Adds up `findings`.
    pub fn of(findings: &[Finding]) -> Self {
        let mut totals = Self {
            by_rule: BTreeMap::new(),
            by_category: BTreeMap::new(),
            by_severity: BTreeMap::new(),
            files: findings.iter().map(|finding| finding.primary.span.file).collect::<BTreeSet<_>>().len(),
            saving: saving(findings),
        };
        for finding in findings {
            *totals.by_rule.entry(finding.rule).or_default() += 1;
            *totals.by_category.entry(finding.category).or_default() += 1;
            *totals.by_severity.entry(finding.severity).or_default() += 1;
        }
        totals
    }
}

/// Savings overlap: a slimmer base and a second stage may drop the same compiler. So the least is the largest single
/// one, the most is all of them added, and the likely value takes the largest of each file and adds the files.
/// Only savings counted in the same unit are added; the unit with the most to save is the one that is said.
fn saving(findings: &[Finding]) -> Option<Saving> {
    let units = [Of::Sum, Of::Unique, Of::Pull];
    let totals = units.into_iter().filter_map(|of| saving_in(of, findings));
    // the first unit wins among equals
    totals.reduce(|best, next| if next.expected > best.expected { next } else { best })
}

fn saving_in(of: Of, findings: &[Finding]) -> Option<Saving> {
    let mut by_file: BTreeMap<FileId, u64> = BTreeMap::new();
    let mut total = Saving { low: 0, expected: 0, high: 0, of, times: 1, weight: None };
    let savings = findings.iter().filter_map(|finding| Some((finding, finding.saving?)));
    for (finding, saving) in savings.filter(|(_, saving)| saving.of == of) {
        total.low = total.low.max(saving.low);
        total.high = total.high.saturating_add(saving.high);
        let file = by_file.entry(finding.primary.span.file).or_default();
        *file = (*file).max(saving.expected);
    }
    total.expected = by_file.values().fold(0, |sum, &bytes| u64::saturating_add(sum, bytes));
    (!by_file.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Estimate;
    use crate::report::testing::finding;

    fn saving_of(savings: &[(u32, u64, Of)]) -> Option<Saving> {
        let findings: Vec<Finding> = savings
            .iter()
            .map(|&(file, bytes, of)| {
                let mut finding = finding("non-slim-base", file, 0..0, "");
                finding.saving =
                    Saving::of(Estimate { low: bytes - 1, expected: bytes, high: bytes + 1 }, of);
                finding
            })
            .collect();
        Totals::of(&findings).saving
    }

    #[test]
    fn savings_of_one_file_overlap() {
        let total = saving_of(&[(0, 100, Of::Sum), (0, 60, Of::Sum), (1, 30, Of::Sum)]);
        assert_eq!(total, Saving::of(Estimate { low: 99, expected: 130, high: 193 }, Of::Sum));
    }

    #[test]
    fn units_are_not_mixed() {
        let total = saving_of(&[(0, 100, Of::Sum), (1, 300, Of::Unique)]);
        assert_eq!(total, Saving::of(Estimate { low: 299, expected: 300, high: 301 }, Of::Unique));
        assert_eq!(saving_of(&[]), None);
    }
}
