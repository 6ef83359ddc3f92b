//! Findings and reports made by hand, for the tests of the formats.

use std::ops::Range;

use crate::edit::Applicability;
use crate::lint::{Category, Check, Confidence, Finding, Label, Outcome, Rule};
use crate::report::{Checked, Report};
use crate::settings::{Level, Severity};
use crate::source::{FileId, Source, Sources, Span};

/// Two rules with short pages.
pub(crate) static RULES: &[Rule] = &[
    Rule {
        id: "non-slim-base",
        category: Category::Size,
        level: Level::At(Severity::Warning),
        check: Check::Repository(|_, _| {}),
        page: "# non-slim-base\n\nThe final image stands on a full base.\n\n## Why\n\nIt is *big*.\n",
    },
    Rule {
        id: "orphaned-compose-file",
        category: Category::Dead,
        level: Level::At(Severity::Warning),
        check: Check::Repository(|_, _| {}),
        page: "# orphaned-compose-file\n\nNobody runs this Compose file.\n",
    },
];

/// Files in memory.
pub(crate) fn sources(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(path, text)| Source::new(*path, text.as_bytes().to_vec())).collect()
}

/// A warning at `range` of the file with this number.
pub(crate) fn finding(rule: &'static str, file: u32, range: Range<usize>, message: &str) -> Finding {
    let category = RULES.iter().find(|known| known.id == rule).map_or(Category::Size, |rule| rule.category);
    Finding {
        rule,
        category,
        severity: Severity::Warning,
        confidence: Confidence::High,
        message: message.to_owned(),
        primary: Label { span: span(file, range), message: String::new() },
        related: Vec::new(),
        help: None,
        fixes: Vec::new(),
        saving: None,
        changes: Vec::new(),
    }
}

/// Shorthand for a span.
pub(crate) fn span(file: u32, range: Range<usize>) -> Span {
    Span::new(FileId(file), range.start, range.end)
}

/// A report over `outcome` with nothing else in it.
pub(crate) fn report<'a>(sources: &'a Sources, outcome: &'a Outcome) -> Report<'a> {
    Report {
        sources,
        outcome,
        rules: RULES,
        root: ".",
        prefix: "",
        version: "1.2.3",
        errors: &[],
        checked: Checked { compose_files: 1, dockerfiles: 2 },
        footprint: None,
        include_suppressed: false,
        applies: Applicability::Safe,
        fixed: None,
        next: &[],
    }
}

/// What a format writes, as text.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}
