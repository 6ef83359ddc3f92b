//! Findings as SARIF results.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::line_hash::line_hashes;
use super::log::{
    ArtifactChange, Fix, FixProperties, Location, PhysicalLocation, Region, Replacement, ResultProperties,
    SarifResult, Suppression, Text,
};
use super::{artifact, rules};
use crate::edit::Edit;
use crate::lint::{Finding, Label};
use crate::report::bytes::Saving;
use crate::report::shown::Shown;
use crate::report::{Report, patch, place};
use crate::source::FileId;

/// GitHub shows no more than this many places of one result.
const MOST_RELATED: usize = 100;

/// Every finding the report shows.
pub(super) fn results(report: &Report<'_>) -> Vec<SarifResult> {
    let mut hashes: FxHashMap<FileId, Vec<String>> = FxHashMap::default();
    let mut result = |shown: Shown<'_>| {
        let span = shown.finding.primary.span;
        let source = &report.sources[span.file];
        let hashes = hashes.entry(span.file).or_insert_with(|| line_hashes(&source.text));
        let hash = hashes.get(source.line(span.start) as usize - 1).cloned().unwrap_or_default();
        self::result(report, shown, hash)
    };
    report.shown().into_iter().map(&mut result).collect()
}

fn result(report: &Report<'_>, shown: Shown<'_>, line_hash: String) -> SarifResult {
    let finding = shown.finding;
    let related = &finding.related[..finding.related.len().min(MOST_RELATED)];
    let suppression =
        shown.suppressed.map(|by| Suppression { kind: "inSource", justification: by.reason.clone() });
    SarifResult {
        rule_id: finding.rule,
        rule_index: report.rules.iter().position(|rule| rule.id == finding.rule),
        level: rules::level(finding.severity),
        message: Text { text: message(finding, related) },
        locations: vec![location(report, &finding.primary, None)],
        related_locations: (1..).zip(related).map(|(id, label)| location(report, label, Some(id))).collect(),
        partial_fingerprints: BTreeMap::from([("primaryLocationLineHash", line_hash)]),
        fixes: fixes(report, finding),
        suppressions: suppression.into_iter().collect(),
        properties: ResultProperties {
            confidence: finding.confidence.as_str(),
            saving: finding.saving.map(Saving::from),
        },
    }
}

/// The message as sentences. GitHub shows a related place only where the message links to it.
fn message(finding: &Finding, related: &[Label]) -> String {
    let mut text = sentence(&finding.message);
    if !related.is_empty() {
        let links = (1..).zip(related).map(|(id, label)| format!("[{}]({id})", link_text(label)));
        text += &format!(" See {}.", links.collect::<Vec<_>>().join(", "));
    }
    if let Some(help) = &finding.help {
        text += &format!(" {}", sentence(&capitalised(help)));
    }
    text
}

fn link_text(label: &Label) -> String {
    if label.message.is_empty() { "here".to_owned() } else { escaped(&label.message) }
}

fn sentence(text: &str) -> String {
    let text = escaped(text.trim_end());
    if text.ends_with(['.', '!', '?']) { text } else { text + "." }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// Brackets open links in a SARIF message.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// One line only: pull requests show a finding if all its lines are in the diff.
fn location(report: &Report<'_>, label: &Label, id: Option<usize>) -> Location {
    let source = &report.sources[label.span.file];
    let mut region = region(place::Region::on_one_line(report.sources, label.span));
    let snippet = source.slice(place::first_line(source, label.span));
    region.snippet = (!snippet.is_empty()).then(|| Text { text: snippet.to_owned() });
    Location {
        id,
        physical_location: PhysicalLocation {
            artifact_location: artifact(report, &source.path),
            region: Some(region),
        },
        message: (!label.message.is_empty()).then(|| Text { text: sentence(&label.message) }),
    }
}

fn region(region: place::Region) -> Region {
    Region {
        start_line: region.start.line,
        start_column: region.start.column,
        end_line: region.end.line,
        end_column: region.end.column,
        snippet: None,
    }
}

/// All that change something, what is only to be looked at included: a viewer shows the change before it applies one.
fn fixes(report: &Report<'_>, finding: &Finding) -> Vec<Fix> {
    finding
        .fixes
        .iter()
        .map(|fix| Fix {
            description: Text { text: sentence(&fix.title) },
            artifact_changes: changes(report, &fix.edits),
            properties: FixProperties {
                applicability: fix.applicability.as_str(),
                diff: patch::patch(report.sources, fix, report.prefix),
            },
        })
        .filter(|fix| !fix.artifact_changes.is_empty())
        .collect()
}

/// One change a file, with all its replacements.
fn changes(report: &Report<'_>, edits: &[Edit]) -> Vec<ArtifactChange> {
    let mut by_path: BTreeMap<&str, Vec<Replacement>> = BTreeMap::new();
    for edit in edits {
        let (path, deleted_region, text) = match edit {
            Edit::Replace { span, text } => {
                (report.sources.path(*span), region(place::Region::of(report.sources, *span)), text)
            }
            Edit::Create { path, text } => {
                let start =
                    Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1, snippet: None };
                (path.as_str(), start, text)
            }
        };
        let replacement = Replacement { deleted_region, inserted_content: Text { text: text.clone() } };
        by_path.entry(path).or_default().push(replacement);
    }
    let change =
        |(path, replacements)| ArtifactChange { artifact_location: artifact(report, path), replacements };
    by_path.into_iter().map(change).collect()
}
