//! SARIF as those who read it want it: the structure here, and the standard's own validator where it is at hand.

use std::process::Command;

use careen::analysis::{Confidence, Estimate};
use careen::edit::{Applicability, Edit, Fix};
use careen::lint::{Category, Check, Finding, Label, Of, Outcome, Rule, Saving, Suppressed};
use careen::report::{Checked, Failure, Report, sarif};
use careen::settings::{Level, Severity};
use careen::source::{FileId, Source, Sources, Span};
use serde_json::{Value, json};

/// Names the script that checks a SARIF file with the schema and the official validator.
const VALIDATOR: &str = "CAREEN_SARIF_VALIDATOR";

static RULES: &[Rule] = &[
    Rule {
        id: "orphaned-compose-file",
        category: Category::Dead,
        level: Level::At(Severity::Info),
        check: Check::Repository(|_, _| {}),
        page: "# orphaned-compose-file\n\nNobody runs this Compose file.\n\n## Why\n\nIt misleads.\n",
    },
    Rule {
        id: "non-slim-base",
        category: Category::Size,
        level: Level::At(Severity::Warning),
        check: Check::Repository(|_, _| {}),
        page: "# non-slim-base\n\nThe final image stands on a full base image.\n\n## Why\n\nIt is big.\n",
    },
];

fn span(file: u32, start: usize, end: usize) -> Span {
    Span::new(FileId(file), start, end)
}

fn sources() -> Sources {
    let files = [
        ("a pi/Döckerfile", "# é\nFROM python:3.11\nRUN a \\\n b\n"),
        ("compose.yml", "services:\n  api: {}\n"),
    ];
    files.into_iter().map(|(path, text)| Source::new(path, text.as_bytes().to_vec())).collect()
}

fn finding(rule: &'static str, severity: Severity, span: Span) -> Finding {
    Finding {
        rule,
        category: Category::Size,
        severity,
        confidence: Confidence::Medium,
        message: "`python:3.11` is a full base [of 1.0 GB]".into(),
        primary: Label { span, message: String::new() },
        related: vec![Label { span: self::span(1, 12, 19), message: "`api` runs it".into() }],
        help: Some("use `python:3.11-slim`".into()),
        fixes: vec![
            Fix {
                title: "Use slim and ignore what isn't needed".into(),
                applicability: Applicability::Unsafe,
                edits: vec![
                    Edit::Replace { span: self::span(0, 10, 21), text: "python:3.11-slim".into() },
                    Edit::Create { path: ".dockerignore".into(), text: ".git\n".into() },
                ],
            },
            Fix { title: "Look".into(), applicability: Applicability::DisplayOnly, edits: Vec::new() },
        ],
        saving: Saving::of(Estimate { low: 1, expected: 2, high: 3 }, Of::Sum),
        changes: Vec::new(),
    }
}

fn written() -> String {
    let sources = sources();
    let silenced = finding("non-slim-base", Severity::Warning, span(0, 22, 33));
    let outcome = Outcome {
        findings: vec![
            finding("non-slim-base", Severity::Error, span(0, 10, 21)),
            // over two lines: a region has to end with the first
            finding("orphaned-compose-file", Severity::Info, span(0, 22, 33)),
        ],
        suppressed: vec![Suppressed { finding: silenced, by: span(0, 0, 4), reason: "kept".into() }],
        outlook: None,
    };
    let errors =
        [Failure { path: Some("careen.toml".into()), message: "the entry `x` matches nothing".into() }];
    let report = Report {
        sources: &sources,
        outcome: &outcome,
        rules: RULES,
        root: ".",
        prefix: "sub",
        version: "1.2.3",
        errors: &errors,
        checked: Checked::default(),
        footprint: None,
        include_suppressed: true,
        applies: Applicability::Safe,
        fixed: None,
        next: &[],
    };
    let mut bytes = Vec::new();
    sarif::write(&report, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn results_are_as_code_scanning_reads_them() {
    let log: Value = serde_json::from_str(&written()).unwrap();
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["automationDetails"]["id"], "careen/sub/");
    assert_eq!(run["results"].as_array().unwrap().len(), 3);

    let result = &run["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &result["level"]),
        (&json!("non-slim-base"), &json!(1), &json!("error"))
    );
    let message =
        "`python:3.11` is a full base \\[of 1.0 GB\\]. See [`api` runs it](1). Use `python:3.11-slim`.";
    assert_eq!(result["message"]["text"], message);
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        location["artifactLocation"],
        json!({"uri": "sub/a%20pi/D%C3%B6ckerfile", "uriBaseId": "SRCROOT"})
    );
    let region = json!({
        "startLine": 2, "startColumn": 6, "endLine": 2, "endColumn": 17, "snippet": {"text": "python:3.11"}
    });
    // "# é\n" is five bytes, so byte 10 is the sixth column of line 2
    assert_eq!(location["region"], region);
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
    assert!(hash.ends_with(":1") && hash.len() > 10, "{hash}");
    // the silenced one stands between the two, by its place and its rule
    assert_eq!(run["results"][2]["level"], "note");
    assert_eq!(run["results"][2]["locations"][0]["physicalLocation"]["region"]["endLine"], 3);
}

#[test]
fn rules_have_help_and_levels() {
    let log: Value = serde_json::from_str(&written()).unwrap();
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][1];
    assert_eq!(rule["id"], "non-slim-base");
    assert_eq!(rule["name"], "NonSlimBase");
    assert_eq!(rule["shortDescription"]["text"], "The final image stands on a full base image.");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why"));
    assert_eq!(rule["defaultConfiguration"]["level"], "warning");
    assert_eq!(rule["properties"]["problem.severity"], "warning");
    assert_eq!(rule["properties"]["precision"], "high");
    assert_eq!(
        log["runs"][0]["tool"]["driver"]["rules"][0]["properties"]["problem.severity"],
        "recommendation"
    );
}

#[test]
fn fixes_change_and_create_files() {
    let log: Value = serde_json::from_str(&written()).unwrap();
    let fixes = log["runs"][0]["results"][0]["fixes"].as_array().unwrap();
    assert_eq!(fixes.len(), 1, "a fix without a change is none to a viewer");
    let changes = fixes[0]["artifactChanges"].as_array().unwrap();
    assert_eq!(changes[0]["artifactLocation"]["uri"], "sub/.dockerignore");
    assert_eq!(changes[1]["replacements"][0]["insertedContent"]["text"], "python:3.11-slim");
    let diff = fixes[0]["properties"]["diff"].as_str().unwrap();
    assert!(diff.contains("new file mode 100644\n--- /dev/null\n+++ b/sub/.dockerignore\n"), "{diff}");
    assert!(diff.contains("+FROM python:3.11-slim\n"), "{diff}");
}

#[test]
fn silenced_results_and_failures_are_marked() {
    let log: Value = serde_json::from_str(&written()).unwrap();
    let run = &log["runs"][0];
    let silenced: Vec<&Value> = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|result| !result["suppressions"].is_null())
        .collect();
    assert_eq!(silenced[0]["suppressions"], json!([{"kind": "inSource", "justification": "kept"}]));
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["message"]["text"], "the entry `x` matches nothing.");
}

#[test]
fn the_official_validator_agrees() {
    let Ok(validator) = std::env::var(VALIDATOR) else {
        eprintln!("skipped: no SARIF validator; {VALIDATOR} names a script that takes a file");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("careen.sarif");
    std::fs::write(&file, written()).unwrap();
    let output = Command::new(validator).arg(&file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
