//! The command as it is typed: exit codes, where output goes, and what is said when it makes no sense.

mod inspect;
mod savings;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

pub(crate) fn careen(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_careen"));
    for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(name);
    }
    // 2026-11-22: what has reached its end by today would change with the day
    command.env("SOURCE_DATE_EPOCH", "1795305600").current_dir(folder).args(arguments).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

const COMPOSE: &str = "services:\n  api:\n    build: ./api\n    image: example/api:1\n";
const DOCKERFILE: &str = "FROM golang:1.22 AS build\nFROM scratch\nCOPY --from=build /x /x\n";

fn small() -> tempfile::TempDir {
    repository(&[
        ("compose.yaml", COMPOSE),
        ("api/Dockerfile", DOCKERFILE),
        ("Makefile", "up:\n\tdocker compose up -d\n"),
    ])
}

pub(crate) fn sized() -> tempfile::TempDir {
    repository(&[
        ("compose.yaml", "name: shop\nservices:\n  api:\n    build: .\n  worker:\n    build: .\n"),
        (
            "Dockerfile",
            "FROM debian:12-slim\nRUN apt-get update && apt-get install -y \\\n    curl\nCOPY data /data\n",
        ),
        ("data", &"x".repeat(2_500_000)),
    ])
}

#[test]
fn json_follows_the_contract() {
    let output = careen(small().path(), &["check", "--format", "json", "--exit-zero"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let keys: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["version", "tool", "root", "findings", "errors", "summary"]);
    assert_eq!(document["root"], ".");
    assert_eq!(document["tool"]["name"], "careen");
    assert_eq!(document["summary"]["files"], 2);
}

#[test]
fn nothing_here_is_said_and_is_clean() {
    let folder = repository(&[("README.md", "x")]);
    let output = careen(folder.path(), &[]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "No Compose files and no Dockerfiles here.\n")
    );
}

#[test]
fn nonsense_exits_with_two() {
    let folder = small();
    let cases: [(&[&str], &str); 6] = [
        (&["check", "no/such/place"], "careen: cannot read `no/such/place`"),
        (
            &["check", "--select", "sise"],
            "careen: --select: there is no rule or category `sise`; did you mean `size`?",
        ),
        (&["check", "--ignore", "dead,x"], "careen: --ignore: there is no rule or category `x`"),
        (&["check", "--format", "xml"], "error: invalid value 'xml'"),
        (&["rule", "no-such-rule"], "careen: there is no rule `no-such-rule`"),
        (&["inspect", "compose.yaml"], "careen: inspect looks at a folder"),
    ];
    for (arguments, expected) in cases {
        let output = careen(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).starts_with(expected), "{arguments:?}: {}", stderr(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_wrong_configuration_exits_with_two_and_its_place() {
    let folder = small();
    std::fs::write(folder.path().join("careen.toml"), "exclude = []\nentrys = ['x']\n").unwrap();
    let output = careen(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("careen.toml:2:1: unknown key `entrys`; did you mean `entry`?"), "{said}");
    assert_eq!(careen(folder.path(), &["check", "--no-config", "--exit-zero"]).status.code(), Some(0));
}

#[test]
fn an_entry_that_matches_nothing_is_reported() {
    let folder = small();
    std::fs::write(folder.path().join(".careen.toml"), "entry = ['old/*.yml', 'compose.yaml']\n").unwrap();
    let output = careen(folder.path(), &["check", "--format", "json", "--exit-zero"]);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let message = "the entry `old/*.yml` matches no Compose file and no Dockerfile";
    assert_eq!(document["errors"], json!([{"path": ".careen.toml", "message": message}]));
}

#[test]
fn output_may_go_to_a_file() {
    let folder = small();
    let arguments = ["check", "--format", "json", "--exit-zero", "--output-file"];
    let output = careen(folder.path(), &[&arguments[..], &["out.json"]].concat());
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
    let text = std::fs::read_to_string(folder.path().join("out.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&text).is_ok());
    let output = careen(folder.path(), &[&arguments[..], &["no/such/folder/out.json"]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with("careen: cannot write `no/such/folder/out.json`: "),
        "{}",
        stderr(&output)
    );
}

#[test]
fn what_would_be_checked_can_be_asked() {
    let folder = small();
    let output = careen(folder.path(), &["check", "--show-files"]);
    assert_eq!(stdout(&output), "api/Dockerfile\ncompose.yaml\n");
    let output = careen(folder.path(), &["check", "--show-files", "api/Dockerfile"]);
    assert_eq!(stdout(&output), "Dockerfile\n", "no marked folder above: the file's own is the root");
    std::fs::write(folder.path().join("careen.toml"), "fail-on = 'error'\n[rules]\nsize = 'off'\n").unwrap();
    let output = careen(folder.path(), &["check", "--show-files", "api/Dockerfile"]);
    assert_eq!(stdout(&output), "api/Dockerfile\n");
    let settings = stdout(&careen(folder.path(), &["check", "--show-settings"]));
    assert!(settings.contains("fail-on = \"error\"") && settings.contains("size = \"off\""), "{settings}");
}

#[test]
fn colours_are_a_choice_and_no_color_wins() {
    let folder = small();
    let coloured = |environment: &[(&str, &str)], arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_careen"));
        for name in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied()).current_dir(folder.path());
        let output = command.arg("inspect").args(arguments).output().unwrap();
        stdout(&output).contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&[], &["--color", "always"]));
    assert!(coloured(&[("FORCE_COLOR", "1")], &[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "0")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(!coloured(&[("FORCE_COLOR", "1")], &["--color=never"]));
}

#[test]
fn the_day_is_the_clocks_unless_the_environment_fixes_it() {
    let folder = repository(&[("Dockerfile", "FROM python:3.11-slim-bookworm\nCMD [\"python\"]\n")]);
    let ended = |seconds: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_careen"));
        command.env_remove("SOURCE_DATE_EPOCH").envs(seconds.map(|seconds| ("SOURCE_DATE_EPOCH", seconds)));
        let arguments = ["check", "--format", "json", "--select", "end-of-life-base"];
        let output = command.current_dir(folder.path()).args(arguments).output().unwrap();
        let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
        document["findings"].as_array().unwrap().len()
    };
    assert_eq!(ended(Some("1795305600")), 0, "2026-11-22: both get fixes");
    assert_eq!(ended(Some("1893456000")), 1, "2030-01-01");
    assert_eq!(ended(Some("soon")), 0, "on a day that isn't known nothing is said");
    let by_the_clock = ended(None);
    assert_eq!(ended(Some("")), by_the_clock);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    // more than a pipe holds
    let services: String = (0..5000).map(|n| format!("  service-{n}:\n    image: example/{n}:1\n")).collect();
    std::fs::write(folder.path().join("compose.yaml"), format!("services:\n{services}")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_careen"))
        .args(["inspect", "--format", "json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn a_rewrite_that_is_offered_is_the_next_command() {
    let closing = |dockerfile: &str| {
        let folder = repository(&[
            ("compose.yaml", "name: shop\nservices:\n  api:\n    build: .\n    command: python main.py\n"),
            ("Dockerfile", dockerfile),
            ("main.py", "print()\n"),
            ("Makefile", "up:\n\tdocker compose up -d\n"),
            ("requirements.txt", "requests==2.32.0\n"),
        ]);
        let output = careen(folder.path(), &["check", "--exit-zero"]);
        assert!(!stdout(&careen(folder.path(), &["check", "--format", "concise"])).contains("rewrite"));
        stdout(&output)
    };
    let offered = closing(
        "FROM python:3.11\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\n\
         CMD [\"python\", \"main.py\"]\n",
    );
    assert!(offered.contains("Next: careen rewrite --diff "), "{offered}");
    assert!(offered.contains("Images: about "), "{offered}");
    let declined = closing("FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y gcc\n");
    assert!(declined.contains("Next: careen rule"), "{declined}");
}

/// Whoever searches for a dead file finds the script of an archive that runs it: the finding shows it.
#[test]
fn what_of_the_past_runs_a_dead_file_is_shown() {
    let old = "services:\n  api:\n    image: example/api:0\n    container_name: api\n";
    let folder = repository(&[
        ("compose.yaml", &old.replace("api:0", "api:1")),
        ("docker-compose.fast.yml", old),
        ("Makefile", "up:\n\tdocker compose up -d\n"),
        ("archive/up.sh", "#!/bin/sh\ndocker compose -f docker-compose.fast.yml up -d\n"),
    ]);
    let found = stdout(&careen(folder.path(), &["check", "--exit-zero", "--format", "full"]));
    assert!(found.contains("nothing in use runs `docker-compose.fast.yml`"), "{found}");
    assert!(found.contains("archive/up.sh:2:19  runs it, but its own path"), "{found}");
}
