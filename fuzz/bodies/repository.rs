//! The whole line: read, link, analyse, lint and report.

use std::path::Path;

use careen::analysis::Analysis;
use careen::edit::{Applicability, Edit};
use careen::lint::{self, Context, Finding, Rewrites};
use careen::report::{self, Checked, Look, Report, inspect};
use careen::repository::{self, Repository};
use careen::rules;
use careen::settings::Settings;
use careen::source::Span;

use super::inside;

/// The files that the bytes between two `0xFF` are, in turn. Whatever stands in them, the others refer to it.
const FILES: [&str; 12] = [
    "compose.yaml",
    "Dockerfile",
    "Makefile",
    "README.md",
    "compose.override.yaml",
    "api/Dockerfile",
    "deploy.sh",
    ".env",
    "docker-bake.hcl",
    ".github/workflows/ci.yaml",
    ".dockerignore",
    "package.json",
];

/// One Compose file.
pub(crate) fn compose(data: &[u8]) {
    repository_of(&[("compose.yaml", data), ("Dockerfile", b"FROM python:3.11\nCOPY . .\n")]);
}

/// A repository of several files, see [`FILES`].
pub(crate) fn repository(data: &[u8]) {
    let files: Vec<(&str, &[u8])> = FILES.into_iter().zip(data.split(|byte| *byte == 0xFF)).collect();
    repository_of(&files);
}

/// Nothing panics, and every place that is named lies in the text of a file.
pub(crate) fn repository_of(files: &[(&str, &[u8])]) {
    let Ok(folder) = tempfile::tempdir() else { panic!("a folder can be made") };
    for (path, bytes) in files {
        write(&folder.path().join(path), bytes);
    }
    let settings = Settings::default();
    let Ok(repository) = repository::load(folder.path(), &settings) else { panic!("a folder can be read") };
    let analysis = Analysis::new(&repository, &settings);
    let rewrites = Rewrites::shown(&repository, &analysis);
    let context =
        Context { repository: &repository, analysis: &analysis, settings: &settings, rewrites: &rewrites };
    let outcome = lint::run(context, rules::ALL);
    repository.comments().for_each(|span| placed(&repository, span));
    repository.unreadable.iter().for_each(|problem| placed(&repository, problem.span));
    repository.references.iter().for_each(|reference| placed(&repository, reference.span));
    for finding in outcome.findings.iter().chain(outcome.suppressed.iter().map(|by| &by.finding)) {
        check(&repository, finding);
    }
    let shown = shown(&repository, &outcome);
    assert!(shown.is_ok(), "{shown:?}");
    let inspection = inspect::Inspection::of(&repository, &analysis);
    let look = Look { colour: true, width: 80 };
    assert!(inspect::write_json(&inspection, &mut Vec::new()).is_ok());
    assert!(inspect::write_full(&inspection, &mut Vec::new(), look).is_ok());
}

fn write(path: &Path, bytes: &[u8]) {
    let made = path.parent().map(std::fs::create_dir_all).map(|_| std::fs::write(path, bytes));
    assert!(matches!(made, Some(Ok(()))), "{} can be written", path.display());
}

fn placed(repository: &Repository, span: Span) {
    assert!((span.file.0 as usize) < repository.sources.len(), "{span:?} is in no file");
    inside(&repository.sources[span.file].text, span);
}

fn check(repository: &Repository, finding: &Finding) {
    placed(repository, finding.primary.span);
    finding.related.iter().for_each(|label| placed(repository, label.span));
    assert!(!finding.message.is_empty(), "{finding:?}");
    for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
        match edit {
            Edit::Replace { span, .. } => placed(repository, *span),
            Edit::Create { path, .. } => assert!(!Path::new(path).is_absolute(), "{path}"),
        }
    }
}

/// What the formats come to; their text is of no interest here.
fn shown(repository: &Repository, outcome: &lint::Outcome) -> std::io::Result<()> {
    let report = Report {
        sources: &repository.sources,
        outcome,
        rules: rules::ALL,
        root: ".",
        prefix: "",
        version: "0",
        errors: &[],
        checked: Checked::default(),
        footprint: None,
        include_suppressed: true,
        applies: Applicability::Safe,
        fixed: None,
        next: &[],
    };
    let out = &mut Vec::new();
    report::full::write(&report, out, Look { colour: true, width: 80 })?;
    report::concise::write(&report, out)?;
    report::json::write(&report, out)?;
    report::sarif::write(&report, out)
}
