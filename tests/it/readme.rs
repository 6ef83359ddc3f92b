//! The README's promises: its two commands work as written, and CI runs what it says.

use std::path::Path;
use std::process::Command;

use crate::blessed;

/// What must stand in front of a command line that runs careen from its sources.
const FROM_SOURCES: &str = "cargo run --release --locked -- ";

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The commands of the first two console blocks.
fn commands() -> [String; 2] {
    let readme = read("README.md");
    let mut blocks = readme.split("```console\n").skip(1).map(|block| block.split("```").next().unwrap());
    [(); 2].map(|()| {
        let block = blocks.next().expect("two console blocks").trim_end();
        let command = block.strip_prefix("$ ").expect("a prompt");
        assert!(!command.contains('\n'), "one command a block: {block}");
        command.to_owned()
    })
}

#[test]
fn the_first_screen_holds_both_commands() {
    let readme = read("README.md");
    let screen: Vec<&str> = readme.lines().take(30).collect();
    for command in commands() {
        assert!(screen.iter().any(|line| line.strip_prefix("$ ") == Some(&command)), "{command}");
    }
}

#[test]
fn the_main_job_does_what_the_readme_shows() {
    let [main_job, _] = commands();
    let arguments = main_job.strip_prefix(FROM_SOURCES).expect("it runs from the sources");
    assert!(arguments.ends_with(" --exit-zero"), "a demonstration that works does not look like a failure");
    let output = Command::new(env!("CARGO_BIN_EXE_careen"))
        .args(arguments.split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    for category in ["size", "duplication", "dead"] {
        assert!(said.contains(&format!("] {category}\n")), "nothing of {category}");
    }

    shows_excerpt(&said);
}

/// The README shows the first finding of each of these rules, and the end.
fn shows_excerpt(said: &str) {
    let blocks: Vec<&str> = said.split("\n\n").collect();
    let of = |rule: &&str| {
        blocks.iter().find(|block| block.lines().next().is_some_and(|head| head.contains(*rule)))
    };
    let shown: Vec<&str> = ["[orphaned-compose-file]", "[rebuilt-image]", "[non-slim-base]"]
        .iter()
        .map(|rule| *of(rule).unwrap_or_else(|| panic!("no finding of {rule}")))
        .collect();
    let last = blocks.last().unwrap().trim_end();
    let expected = format!("```text\n{}\n\n…\n\n{last}\n```\n", shown.join("\n\n…\n\n"));
    blessed::readme_part("excerpt", &expected);
}

#[test]
fn ci_runs_the_commands_of_the_readme() {
    let ci = read(".ci/run");
    for command in commands() {
        assert!(
            ci.lines().any(|line| line.trim() == format!("step {command}")),
            "{command} isn't in .ci/run"
        );
    }
}

#[test]
#[cfg(unix)]
fn ci_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run");
    assert_ne!(script.metadata().unwrap().permissions().mode() & 0o111, 0, "the executable bit");
    let checked = Command::new("bash").arg("-n").arg(&script).status().unwrap();
    assert!(checked.success());
}

#[test]
fn the_documents_name_no_place_of_a_machine() {
    for path in
        ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ".ci/run", ".pre-commit-hooks.yaml", "Cargo.toml"]
    {
        let text = read(path);
        for word in ["/home/", "/work/", "/root/", "/tmp/", "localhost"] {
            assert!(!text.contains(word), "{path} has {word}");
        }
    }
}
