//! `--statistics`: how often each rule speaks, instead of where.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::report::{Report, Totals, count, megabytes};

/// Writes one line a rule, the most frequent first, with the largest single saving.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let totals = Totals::of(&report.outcome.findings);
    let mut largest: BTreeMap<&str, u64> = BTreeMap::new();
    for finding in &report.outcome.findings {
        let bytes = finding.saving.map_or(0, |saving| saving.expected);
        let entry = largest.entry(finding.rule).or_default();
        *entry = (*entry).max(bytes);
    }
    let mut rules: Vec<(&str, usize)> =
        totals.by_rule.iter().map(|(&rule, &number)| (rule, number)).collect();
    rules.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let width = rules.iter().map(|(rule, _)| rule.len()).max().unwrap_or(0);
    for (rule, number) in &rules {
        match largest.get(rule) {
            Some(&bytes) if bytes > 0 => {
                writeln!(out, "{number:>5}  {rule:width$}  up to {} each", megabytes(bytes))?;
            }
            _ => writeln!(out, "{number:>5}  {rule}")?,
        }
    }
    writeln!(out, "{:>5}  in {}", report.outcome.findings.len(), count(totals.files, "file"))
}
