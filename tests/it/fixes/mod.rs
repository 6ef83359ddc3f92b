//! `check --fix` as it is typed: what is written, what is left alone, and what is said.

mod caches;
mod edits;
mod properties;

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::{careen, repository, stderr, stdout};

const COMPOSE: &str = "name: shop\nservices:\n  api:\n    build: .\n    image: shop/api:1\n";
const MAKEFILE: &str = "up:\n\tdocker compose up -d\n";
const REQUIREMENTS: &str = "numpy==2.1.0\n";

/// A finding with a safe fix in line 4, and one with an unsafe fix in line 1.
const DOCKERFILE: &str = "FROM python:3.12-bookworm\nWORKDIR /app\nCOPY requirements.txt .\n\
    RUN pip install -r requirements.txt\nCMD [\"python\", \"-m\", \"http.server\"]\n";

fn with(dockerfile: &str) -> tempfile::TempDir {
    repository(&[
        ("compose.yaml", COMPOSE),
        ("Makefile", MAKEFILE),
        ("requirements.txt", REQUIREMENTS),
        ("Dockerfile", dockerfile),
    ])
}

fn read(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("Dockerfile")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = careen(folder, &[&["check"], arguments].concat());
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn safe_fixes_are_applied_and_what_is_left_is_reported() {
    let folder = with(DOCKERFILE);
    let (code, said, _) = run(folder.path(), &["--format", "concise"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("Dockerfile:4:5: warning[package-cache-kept] [*] "), "{said}");
    assert!(said.contains("Dockerfile:1:6: warning[non-slim-base] `api`"), "{said}");
    assert!(said.ends_with("[*] 1 fixable with `--fix`, 1 more with `--unsafe-fixes`.\n"), "{said}");
    let (code, said, complaints) = run(folder.path(), &["--fix", "--format", "concise"]);
    assert_eq!((code, complaints.as_str()), (Some(1), ""));
    assert_eq!(
        said.lines().skip(1).collect::<Vec<_>>(),
        [
            "Fixed 1 finding in 1 file: 1 package-cache-kept.",
            "1 finding in 1 of 2 files.",
            "1 fixable with `--fix --unsafe-fixes`."
        ]
    );
    assert_eq!(read(folder.path()), DOCKERFILE.replace("install -r", "install --no-cache-dir -r"));
    let (code, said, _) = run(folder.path(), &["--fix", "--unsafe-fixes"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said,
        "Fixed 1 finding in 1 file: 1 non-slim-base\nNo findings in 1 Compose file and 1 Dockerfile.\n"
    );
    let (code, said, _) = run(folder.path(), &["--fix", "--unsafe-fixes"]);
    assert_eq!((code, said.lines().next()), (Some(0), Some("Nothing fixed")));
}

#[test]
fn a_diff_writes_nothing_and_is_a_patch() {
    let folder = with(DOCKERFILE);
    let (code, patch, said) = run(folder.path(), &["--diff"]);
    assert_eq!(
        (code, said.as_str()),
        (Some(1), "careen: would fix 1 finding in 1 file: 1 package-cache-kept\n")
    );
    assert!(patch.starts_with("--- a/Dockerfile\n+++ b/Dockerfile\n@@ "), "{patch}");
    assert!(
        patch.contains("\n-RUN pip install -r requirements.txt\n+RUN pip install --no-cache-dir -r"),
        "{patch}"
    );
    assert_eq!(read(folder.path()), DOCKERFILE);
    assert_eq!(
        run(folder.path(), &["--fix", "--diff"]).1,
        patch,
        "`--diff` changes nothing, whatever stands beside it"
    );
    assert_eq!(run(folder.path(), &["--diff", "--exit-zero"]).0, Some(0));
    let (code, patch, said) = run(folder.path(), &["--diff", "--select", "dead"]);
    assert_eq!((code, patch.as_str(), said.as_str()), (Some(0), "", "careen: nothing to fix\n"));
    assert_eq!(run(folder.path(), &["--diff", "--format", "json"]).0, Some(2));
}

#[test]
fn programs_read_what_was_fixed_and_what_could_be() {
    let folder = with(DOCKERFILE);
    let document = |arguments: &[&str]| -> Value {
        let output = run(folder.path(), &[&["--format", "json"], arguments].concat()).1;
        serde_json::from_str(&output).unwrap()
    };
    let before = document(&[]);
    assert_eq!(before["fixed"], Value::Null);
    let fixes = &before["findings"][0]["fixes"];
    assert_eq!(
        (&fixes[0]["applicability"], &fixes[0]["title"]),
        (&json!("unsafe"), &json!("Use `python:3.12-slim-bookworm`"))
    );
    assert_eq!(fixes[1]["applicability"], "display-only");
    let rewritten = fixes[1]["edits"][0]["text"].as_str().unwrap();
    assert!(rewritten.starts_with("FROM python:3.12"), "{rewritten}");
    assert_eq!(fixes[1]["edits"][0]["range"]["bytes"], json!([0, DOCKERFILE.len()]));
    let after = document(&["--fix"]);
    let fixed =
        json!({"rule": "package-cache-kept", "path": "Dockerfile", "title": "Install without pip's cache"});
    assert_eq!(after["fixed"], json!([fixed]));
    assert_eq!(after["findings"].as_array().unwrap().len(), before["findings"].as_array().unwrap().len() - 1);
    let log: Value = serde_json::from_str(&run(folder.path(), &["--format", "sarif"]).1).unwrap();
    let fixes = log["runs"][0]["results"][0]["fixes"].as_array().unwrap();
    let kinds: Vec<&Value> = fixes.iter().map(|fix| &fix["properties"]["applicability"]).collect();
    assert_eq!(kinds, ["unsafe", "display-only"]);
}

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let text = "\u{FEFF}FROM debian:bookworm-slim\r\nRUN apt-get update \\\r\n    \
        && apt-get install -y --no-install-recommends ffmpeg\r\nCMD [\"ffmpeg\"]\r\n";
    let folder = with(text);
    assert_eq!(run(folder.path(), &["--fix"]).0, Some(0));
    let expected = text.replace("ffmpeg\r\nCMD", "ffmpeg \\\r\n    && rm -rf /var/lib/apt/lists/*\r\nCMD");
    assert_eq!(read(folder.path()), expected);
}

#[test]
fn what_a_comment_silences_is_not_fixed() {
    let silenced =
        DOCKERFILE.replace("RUN pip", "# careen: ignore[package-cache-kept] a local index\nRUN pip");
    let folder = with(&silenced);
    let (_, said, _) = run(folder.path(), &["--fix", "--include-suppressed", "--format", "concise"]);
    assert!(said.contains("Nothing fixed") && !said.contains("[*]"), "{said}");
    assert_eq!(read(folder.path()), silenced);
}

#[test]
fn only_what_is_asked_about_is_fixed() {
    let folder = with(DOCKERFILE);
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    let (_, said, _) = run(folder.path(), &["--fix", "compose.yaml"]);
    assert!(said.starts_with("Nothing fixed"), "{said}");
    let (_, said, _) = run(folder.path(), &["--fix", "--ignore", "package-cache-kept"]);
    assert!(said.contains("Nothing fixed"), "{said}");
    assert_eq!(read(folder.path()), DOCKERFILE);
    let (_, said, _) = run(folder.path(), &["--fix", "Dockerfile"]);
    assert!(said.contains("Fixed 1 finding in 1 file"), "{said}");
}

/// Three rules about one `RUN`, and two that say the same of two images.
#[test]
fn fixes_of_one_line_are_all_made() {
    let folder = with(
        "FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y ffmpeg python3-pip && \\\n    \
         pip install --break-system-packages numpy==2.1.0\nRUN rm -rf /usr/share/doc\nCMD [\"ffmpeg\"]\n",
    );
    let (code, said, complaints) = run(folder.path(), &["--fix", "--unsafe-fixes"]);
    assert_eq!((code, complaints.as_str()), (Some(0), ""), "{said}");
    let run_line = "RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg python3-pip && \\\n    \
        pip install --no-cache-dir --break-system-packages numpy==2.1.0 && \\\n    rm -rf /var/lib/apt/lists/*\n";
    assert!(read(folder.path()).contains(run_line), "{}", read(folder.path()));
}

#[test]
fn an_ignore_file_is_made_but_none_is_changed() {
    let dockerfile = "FROM python:3.12-slim\nCOPY . /app\nCMD [\"python\", \"/app/main.py\"]\n";
    let folder = with(dockerfile);
    std::fs::write(folder.path().join("id_rsa"), "not a real one").unwrap();
    let arguments = ["--fix", "--unsafe-fixes", "--select", "broad-build-context"];
    assert!(run(folder.path(), &arguments).1.starts_with("Fixed 1 finding"));
    let ignore_file = folder.path().join(".dockerignore");
    assert_eq!(std::fs::read_to_string(&ignore_file).unwrap(), "id_rsa\n");
    std::fs::write(&ignore_file, "dist\n").unwrap();
    assert!(run(folder.path(), &arguments).1.contains("Nothing fixed"));
    assert_eq!(std::fs::read_to_string(&ignore_file).unwrap(), "dist\n");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_left_alone_and_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = with(DOCKERFILE);
    let file = folder.path().join("Dockerfile");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o444)).unwrap();
    let (code, said, complaints) = run(folder.path(), &["--fix", "--format", "concise"]);
    assert_eq!(code, Some(2));
    assert_eq!(complaints, "careen: `Dockerfile` is read-only, and is left as it is\n");
    assert!(said.contains("Nothing fixed") && said.contains("[package-cache-kept] [*]"), "{said}");
    assert_eq!(read(folder.path()), DOCKERFILE);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_nothing_outside_is_touched() {
    use std::os::unix::fs::symlink;
    let folder = repository(&[
        (
            "repo/compose.yaml",
            "name: shop\nservices:\n  api:\n    build: {context: ., dockerfile: build/api}\n",
        ),
        ("repo/Makefile", MAKEFILE),
        ("repo/requirements.txt", REQUIREMENTS),
        ("repo/real/api", DOCKERFILE),
        ("outside/Dockerfile", DOCKERFILE),
        ("outside/requirements.txt", REQUIREMENTS),
    ]);
    let root = folder.path().join("repo");
    std::fs::create_dir(root.join("build")).unwrap();
    symlink("../real/api", root.join("build/api")).unwrap();
    symlink("../outside", root.join("sub")).unwrap();
    let (_, said, complaints) = run(&root, &["--fix", "--format", "concise"]);
    assert!(said.contains("Fixed 1 finding in 1 file"), "{said}{complaints}");
    assert!(root.join("build/api").is_symlink());
    let text = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(text("repo/real/api").contains("--no-cache-dir"));
    assert_eq!(text("outside/Dockerfile"), DOCKERFILE);
}
