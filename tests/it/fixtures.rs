//! What careen says of the small repositories in `fixtures/`, as a whole: each has its expected outputs beside it.
//! `CAREEN_BLESS=1 cargo test --test it fixtures` rewrites them; the diff then tells what changed.
//!
//! Every fixture is copied into a folder of its own first, away from this repository's git and its `.gitignore`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const FIXTURES: [&str; 4] = ["broken", "monorepo", "three-generations", "well-kept"];

/// Each expected output with the arguments that make it.
const OUTPUTS: [(&str, &[&str]); 6] = [
    ("check.txt", &["check", "repo"]),
    ("check.concise.txt", &["check", "repo", "--format", "concise"]),
    ("check.json", &["check", "repo", "--format", "json"]),
    ("fixes.diff", &["check", "repo", "--diff", "--unsafe-fixes"]),
    ("inspect.txt", &["inspect", "repo"]),
    ("inspect.json", &["inspect", "repo", "--format", "json"]),
];

/// A Compose file of this size was not written by hand; careen says so and leaves it unread.
const HUGE: usize = 5_000_000;

/// A fixture's repository in a folder of its own.
struct Copied(tempfile::TempDir);

impl Copied {
    fn of(fixture: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&beside(fixture, "repo"), &folder.path().join("repo"));
        if fixture == "broken" {
            let huge = "# ".to_owned() + &"x".repeat(HUGE) + "\nservices: {}\n";
            std::fs::write(folder.path().join("repo/stacks/huge.compose.yaml"), huge).unwrap();
        }
        Self(folder)
    }

    fn careen(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_careen"));
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        // 2026-11-22: what has reached its end by today would change with the day
        command
            .env("NO_COLOR", "1")
            .env("SOURCE_DATE_EPOCH", "1795305600")
            .current_dir(self.0.path())
            .args(arguments)
            .output()
            .unwrap()
    }

    fn stdout(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.careen(arguments).stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.stdout(arguments)).unwrap()
    }

    /// Path and rule of every finding.
    fn findings(&self) -> Vec<(String, String)> {
        let document = self.json(&["check", "repo", "--format", "json"]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let findings = document["findings"].as_array().unwrap();
        findings.iter().map(|finding| (text(&finding["path"]), text(&finding["rule"]))).collect()
    }
}

/// A file of a fixture.
fn beside(fixture: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture).join(name)
}

/// Copies a folder; links stay links.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_symlink() {
            #[cfg(unix)]
            std::os::unix::fs::symlink(std::fs::read_link(entry.path()).unwrap(), target).unwrap();
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn every_fixture_is_known() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, FIXTURES);
}

#[test]
fn outputs_are_as_expected() {
    let mut wrong = String::new();
    for fixture in FIXTURES {
        let copied = Copied::of(fixture);
        for (name, arguments) in OUTPUTS {
            let said = copied.stdout(arguments);
            let path = beside(fixture, name);
            let expected = std::fs::read_to_string(&path).unwrap_or_default();
            if said == expected {
                continue;
            }
            if crate::blessed::wanted() {
                std::fs::write(&path, said).unwrap();
            } else {
                let diff = similar::TextDiff::from_lines(&expected, &said);
                let _ = writeln!(wrong, "fixtures/{fixture}/{name}:\n{}", diff.unified_diff());
            }
        }
    }
    assert!(wrong.is_empty(), "CAREEN_BLESS=1 would change:\n{wrong}");
}

#[test]
fn outputs_are_the_same_every_time() {
    let copied = Copied::of("three-generations");
    for (_, arguments) in OUTPUTS {
        let first = copied.stdout(arguments);
        assert!((0..5).all(|_| copied.stdout(arguments) == first), "{arguments:?}");
    }
}

/// The four formats show one set of findings.
#[test]
fn formats_agree() {
    for fixture in FIXTURES {
        let copied = Copied::of(fixture);
        let findings = copied.json(&["check", "repo", "--format", "json"])["findings"].take();
        let findings = findings.as_array().unwrap();
        let log = copied.json(&["check", "repo", "--format", "sarif"]);
        let results = log["runs"][0]["results"].as_array().unwrap();
        let concise = copied.stdout(&["check", "repo", "--format", "concise"]);
        assert_eq!(findings.len(), results.len(), "{fixture}");
        for (finding, result) in findings.iter().zip(results) {
            assert_eq!(finding["rule"], result["ruleId"]);
            let region = &result["locations"][0]["physicalLocation"]["region"];
            let start = &finding["range"]["start"];
            assert_eq!((&start["line"], &start["column"]), (&region["startLine"], &region["startColumn"]));
            let fixes = |of: &Value| of["fixes"].as_array().map_or(0, Vec::len);
            assert_eq!(fixes(finding), fixes(result), "{fixture}: {}", finding["rule"]);
            let (path, rule) = (finding["path"].as_str().unwrap(), finding["rule"].as_str().unwrap());
            let place = format!("{path}:{}:{}: ", start["line"], start["column"]);
            assert!(
                concise.lines().any(|line| line.starts_with(&place) && line.contains(&format!("[{rule}]"))),
                "{place}{rule}"
            );
        }
    }
}

/// Where the standard's own validator is at hand; `tests/it/sarif.rs` says how to name it.
#[test]
fn the_official_validator_agrees() {
    let Ok(validator) = std::env::var("CAREEN_SARIF_VALIDATOR") else {
        eprintln!("skipped: no SARIF validator");
        return;
    };
    for fixture in FIXTURES {
        let copied = Copied::of(fixture);
        copied.careen(&["check", "repo", "--format", "sarif", "--output-file", "careen.sarif"]);
        let output = Command::new(&validator).arg(copied.0.path().join("careen.sarif")).output().unwrap();
        assert!(output.status.success(), "{fixture}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn three_generations_are_told() {
    let copied = Copied::of("three-generations");
    assert_eq!(copied.careen(&["check", "repo"]).status.code(), Some(1));
    let findings = copied.findings();
    let has = |path: &str, rule: &str| {
        findings.iter().any(|found| (found.0.as_str(), found.1.as_str()) == (path, rule))
    };
    let superseded = ["crypto-assistant/docker-compose.monitoring.yml", "crypto-v2/docker-compose.yml"];
    for path in superseded {
        assert!(has(path, "orphaned-compose-file"), "{path}");
    }
    for path in ["crypto-assistant/docker-compose.yml", "crypto-intelligence-v2/docker-compose.yml"] {
        assert!(!has(path, "orphaned-compose-file"), "{path} is alive");
    }
    assert!(has("crypto-intelligence-v2/Dockerfile", "non-slim-base"));
    assert!(has("crypto-assistant/market-data/Dockerfile", "single-stage-build"));
    let rules = |rule: &str| findings.iter().filter(|found| found.1 == rule).count();
    assert_ne!(rules("rebuilt-image") + rules("duplicate-service-family"), 0, "one build has six names");
    assert_ne!(rules("duplicate-service-family"), 0, "services came back in the next generation");
    assert_eq!(rules("syntax-error") + rules("missing-build-input"), 0);
}

#[test]
fn a_well_kept_repository_is_left_alone() {
    let copied = Copied::of("well-kept");
    assert_eq!(copied.careen(&["check", "repo"]).status.code(), Some(0));
    assert_eq!(copied.findings(), Vec::new());
}

#[test]
fn a_monorepo_has_one_full_base_and_a_dead_file() {
    let findings = Copied::of("monorepo").findings();
    let of = |rule: &str| -> Vec<&str> {
        findings.iter().filter(|found| found.1 == rule).map(|found| found.0.as_str()).collect()
    };
    assert_eq!(of("non-slim-base"), ["services/shipping/Dockerfile"]);
    assert_eq!(of("orphaned-compose-file"), ["deploy/docker-compose.2023.yml"]);
    // a Dockerfile of the plain name may be built by a platform that the repository doesn't show
    assert!(of("orphaned-dockerfile").iter().all(|path| *path == "services/invoices/Dockerfile"));
}

/// Each broken file is one finding of its own, and takes nothing from the others.
#[test]
fn broken_files_are_one_finding_each() {
    let copied = Copied::of("broken");
    assert_eq!(copied.careen(&["check", "repo"]).status.code(), Some(1));
    let findings = copied.findings();
    let of = |path: &str| -> Vec<&str> {
        findings.iter().filter(|found| found.0 == path).map(|found| found.1.as_str()).collect()
    };
    let unreadable = [
        "stacks/bad-indent.compose.yaml",
        "stacks/duplicate-key.compose.yaml",
        "stacks/empty/compose.yaml",
        "stacks/huge.compose.yaml",
        "stacks/latin1.compose.yaml",
        "stacks/tab.compose.yaml",
        "stacks/unclosed.compose.yaml",
        "stacks/unknown-alias.compose.yaml",
        "stacks/wrong-type.compose.yaml",
        "tools/binary/Dockerfile",
        "tools/empty/Dockerfile",
        "tools/unknown-instruction/Dockerfile",
    ];
    for path in unreadable {
        assert_eq!(of(path), ["syntax-error"], "{path}");
    }
    for path in ["stacks/missing-context.compose.yaml", "stacks/missing-dockerfile.compose.yaml"] {
        assert_eq!(of(path), ["missing-build-input"], "{path}");
    }
    assert!(of("api/Dockerfile").contains(&"non-slim-base"), "the good pair keeps its findings");
    for path in ["templates/Dockerfile", "templates/Dockerfile.j2", "chart/docker-compose.yml"] {
        assert_eq!(of(path), Vec::<&str>::new(), "{path} is a template");
    }
    assert!(!findings.iter().any(|found| found.0.starts_with("links/")), "links are not followed");
}
