//! `--format json`: version 1 of a contract; fields are only ever added.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::edit::{Edit, Fix};
use crate::lint::{Finding, Fixed, Label};
use crate::report::bytes::{BeforeAndAfter, Saving};
use crate::report::fingerprint::fingerprints;
use crate::report::place::{Range, Region};
use crate::report::shown::Shown;
use crate::report::{Failure, Report, Totals};
use crate::source::Sources;

/// Writes the whole report as one JSON object, indented.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let totals = Totals::of(&report.outcome.findings);
    let document = Document {
        version: 1,
        tool: Tool { name: "careen", version: report.version },
        root: report.root,
        findings: findings(report),
        errors: report.errors.iter().map(Error::from).collect(),
        fixed: report.fixed.map(|fixed| fixed.iter().map(FixedEntry::from).collect()),
        summary: Summary {
            files: report.checked.compose_files + report.checked.dockerfiles,
            by_rule: totals.by_rule,
            saving: report.outcome.saving().or(totals.saving).map(Saving::from),
            footprint: report.footprint.map(BeforeAndAfter::from),
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn findings<'a>(report: &'a Report<'_>) -> Vec<Entry<'a>> {
    let shown = report.shown();
    let fingerprints = fingerprints(report.sources, shown.iter().map(|shown| shown.finding));
    let entries = shown.into_iter().zip(fingerprints);
    entries.map(|(shown, fingerprint)| Entry::new(report.sources, shown, fingerprint)).collect()
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    tool: Tool<'a>,
    root: &'a str,
    findings: Vec<Entry<'a>>,
    errors: Vec<Error<'a>>,
    /// Only with `--fix`: what was applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<Vec<FixedEntry<'a>>>,
    summary: Summary,
}

#[derive(Serialize)]
struct FixedEntry<'a> {
    rule: &'a str,
    path: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Error<'a> {
    path: Option<&'a str>,
    message: &'a str,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    by_rule: BTreeMap<&'static str, usize>,
    saving: Option<Saving>,
    /// Where a finding has a say about images.
    footprint: Option<BeforeAndAfter>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'a str,
    category: &'a str,
    severity: &'a str,
    confidence: &'a str,
    message: &'a str,
    path: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    help: Option<&'a str>,
    fixes: Vec<FixEntry<'a>>,
    saving: Option<Saving>,
    fingerprint: String,
    /// Only with `--include-suppressed`: the reason the ignore comment gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    path: &'a str,
    range: Range,
    message: &'a str,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: &'a str,
    applicability: &'a str,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EditEntry<'a> {
    Replace { path: &'a str, range: Range, text: &'a str },
    Create { path: &'a str, create: bool, text: &'a str },
}

impl<'a> Entry<'a> {
    fn new(sources: &'a Sources, shown: Shown<'a>, fingerprint: String) -> Self {
        let Finding { rule, category, severity, confidence, message, primary, .. } = shown.finding;
        Self {
            rule,
            category: category.as_str(),
            severity: severity.as_str(),
            confidence: confidence.as_str(),
            message,
            path: sources.path(primary.span),
            range: Region::of(sources, primary.span).into(),
            related: shown.finding.related.iter().map(|label| Related::new(sources, label)).collect(),
            help: shown.finding.help.as_deref(),
            fixes: shown.finding.fixes.iter().map(|fix| FixEntry::new(sources, fix)).collect(),
            saving: shown.finding.saving.map(Saving::from),
            fingerprint,
            suppressed: shown.suppressed.map(|by| by.reason.as_str()),
        }
    }
}

impl<'a> Related<'a> {
    fn new(sources: &'a Sources, label: &'a Label) -> Self {
        Self {
            path: sources.path(label.span),
            range: Region::of(sources, label.span).into(),
            message: &label.message,
        }
    }
}

impl<'a> FixEntry<'a> {
    fn new(sources: &'a Sources, fix: &'a Fix) -> Self {
        let edit = |edit: &'a Edit| match edit {
            Edit::Replace { span, text } => EditEntry::Replace {
                path: sources.path(*span),
                range: Region::of(sources, *span).into(),
                text,
            },
            Edit::Create { path, text } => EditEntry::Create { path, create: true, text },
        };
        Self {
            title: &fix.title,
            applicability: fix.applicability.as_str(),
            edits: fix.edits.iter().map(edit).collect(),
        }
    }
}

impl<'a> From<&'a Fixed> for FixedEntry<'a> {
    fn from(fixed: &'a Fixed) -> Self {
        Self { rule: fixed.rule, path: &fixed.path, title: &fixed.title }
    }
}

impl<'a> From<&'a Failure> for Error<'a> {
    fn from(failure: &'a Failure) -> Self {
        Self { path: failure.path.as_deref(), message: &failure.message }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::analysis::Estimate;
    use crate::edit::Applicability;
    use crate::lint::{self, Of, Outcome, Suppressed};
    use crate::report::testing::{finding, report, sources, span, written};
    use crate::report::{Footprint, Weight};

    fn saving() -> Option<lint::Saving> {
        let saving = lint::Saving::of(Estimate { low: 1, expected: 2, high: 3 }, Of::Sum)?;
        Some(lint::Saving {
            times: 2,
            ..saving.between(Estimate::exactly(9), Estimate { low: 6, expected: 7, high: 8 })
        })
    }

    fn outcome() -> Outcome {
        let mut first = finding("non-slim-base", 0, 5..16, "`python:3.11` is full");
        first.related(span(1, 10..11), "`api` is built from it").help("use slim");
        first.saving(saving());
        let edits = vec![
            Edit::Replace { span: span(0, 5..16), text: "python:3.11-slim".into() },
            Edit::Create { path: "new".into(), text: "x".into() },
        ];
        first.fix(Fix { title: "Use slim".into(), applicability: Applicability::Unsafe, edits });
        let silenced = finding("orphaned-compose-file", 1, 0..8, "dead");
        let suppressed = Suppressed { finding: silenced, by: span(1, 0..0), reason: "kept".into() };
        Outcome { findings: vec![first], suppressed: vec![suppressed], ..Outcome::default() }
    }

    #[test]
    fn the_contract_holds() {
        let sources =
            sources(&[("api/Dockerfile", "FROM python:3.11\n"), ("compose.yml", "services:\n  api: {}\n")]);
        let (outcome, errors) = (outcome(), [Failure { path: None, message: "no".into() }]);
        let weight = |sum, unique| Weight {
            sum_of_images: Estimate::exactly(sum),
            unique_on_disk: Estimate::exactly(unique),
        };
        let after = Some(weight(7, 4));
        let footprint = Some(Footprint { now: weight(9, 5), is_partial: true, after, rewritten: None });
        let bytes = |bytes: u64| json!({"low": bytes, "expected": bytes, "high": bytes});
        let report = Report { errors: &errors, footprint, ..report(&sources, &outcome) };
        let value: Value = serde_json::from_str(&written(|out| write(&report, out))).unwrap();
        let point = |line: u32, column: u32| json!({"line": line, "column": column});
        let range = json!({"start": point(1, 6), "end": point(1, 17), "bytes": [5, 16]});
        let fingerprint = value["findings"][0]["fingerprint"].clone();
        assert_eq!(fingerprint.as_str().map(str::len), Some(16));
        let expected = json!({
            "version": 1,
            "tool": {"name": "careen", "version": "1.2.3"},
            "root": ".",
            "findings": [{
                "rule": "non-slim-base", "category": "size", "severity": "warning", "confidence": "high",
                "message": "`python:3.11` is full", "path": "api/Dockerfile", "range": range,
                "related": [{
                    "path": "compose.yml",
                    "range": {"start": point(2, 1), "end": point(2, 2), "bytes": [10, 11]},
                    "message": "`api` is built from it"
                }],
                "help": "use slim",
                "fixes": [{"title": "Use slim", "applicability": "unsafe", "edits": [
                    {"path": "api/Dockerfile", "range": range, "text": "python:3.11-slim"},
                    {"path": "new", "create": true, "text": "x"}
                ]}],
                "saving": {
                    "low": 1, "expected": 2, "high": 3, "of": "sum", "times": 2,
                    "before": {"low": 9, "expected": 9, "high": 9},
                    "after": {"low": 6, "expected": 7, "high": 8}
                },
                "fingerprint": fingerprint,
            }],
            "errors": [{"path": null, "message": "no"}],
            "summary": {
                "files": 3,
                "by_rule": {"non-slim-base": 1},
                "saving": {
                    "low": 1, "expected": 2, "high": 3, "of": "sum", "times": 1, "before": null, "after": null
                },
                "footprint": {
                    "before": {"sum_of_images": bytes(9), "unique_on_disk": bytes(5), "partial": true},
                    "after": {"sum_of_images": bytes(7), "unique_on_disk": bytes(4), "partial": true}
                }
            }
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn silenced_findings_show_only_on_request() {
        let sources =
            sources(&[("api/Dockerfile", "FROM python:3.11\n"), ("compose.yml", "services:\n  api: {}\n")]);
        let outcome = outcome();
        let report = Report { include_suppressed: true, ..report(&sources, &outcome) };
        let value: Value = serde_json::from_str(&written(|out| write(&report, out))).unwrap();
        assert_eq!(value["findings"].as_array().map(Vec::len), Some(2));
        assert_eq!(value["findings"][1]["suppressed"], "kept");
        assert_eq!(value["summary"]["by_rule"], json!({"non-slim-base": 1}));
    }
}
