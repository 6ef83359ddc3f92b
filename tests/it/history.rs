//! What careen reads of git's own files, beside what `git` says: careen itself never runs it, but here it makes
//! repositories. Where there is no `git`, that is said aloud.

use std::path::Path;
use std::process::{Command, Stdio};

use careen::repository::history::{Changes, History};
use serde_json::Value;

const PATHS: [&str; 4] = ["compose.yaml", "deploy/old.compose.yaml", "a/b/c/Dockerfile", "never/there"];

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder)
        .env("TZ", "UTC")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[allow(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn has_git() -> bool {
    let found = Command::new("git").arg("--version").stdout(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("skipped: there is no git");
    }
    found
}

fn commit(folder: &Path, path: &str, text: &str, day: u32) {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    git(folder, &["add", "."]);
    let date = format!("2024-01-{day:02}T12:00:00Z");
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=A >< B",
            "-c",
            "user.email=a@example.com",
            "commit",
            "-qm",
            "tree x\n\nparent y",
        ])
        .envs([("GIT_COMMITTER_DATE", &date), ("GIT_AUTHOR_DATE", &date)])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Twenty commits: a file that stops, one that comes later, one deep down, and a merge.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    git(at, &["init", "-q", "."]);
    let long: String = (0..400).map(|line| format!("line {line}\n")).collect();
    for day in 1..=20 {
        match day {
            2 | 5 => {
                commit(at, "deploy/old.compose.yaml", &format!("services: {{a: {{image: a:{day}}}}}\n"), day)
            }
            7 | 12 | 13 => commit(at, "compose.yaml", &format!("services: {{a: {{image: a:{day}}}}}\n"), day),
            9 | 17 => commit(at, "a/b/c/Dockerfile", &format!("FROM a:{day}\n"), day),
            15 => {
                git(at, &["checkout", "-qb", "side", "HEAD~3"]);
                commit(at, "a/b/side", "x", 14);
                commit(at, "a/b/c/Dockerfile", "FROM side\n", 15);
                git(at, &["checkout", "-q", "main"]);
                git(at, &["merge", "-q", "--no-ff", "-m", "merge", "side"]);
            }
            _ => commit(at, &format!("other/{}", day % 3), &format!("{day}\n{long}"), day),
        }
    }
    folder
}

/// What careen says of each path, as days.
fn read(root: &Path) -> Vec<(Option<String>, Option<String>)> {
    let history = History::read(root, PATHS.into_iter());
    let days = |changes: Changes| (changes.first.map(|at| at.day()), changes.last.map(|at| at.day()));
    PATHS.iter().map(|path| history.of(path).map(days).unwrap_or_default()).collect()
}

/// What git says.
fn told(root: &Path) -> Vec<(Option<String>, Option<String>)> {
    let days = |path: &&str| {
        let format = ["log", "--first-parent", "-m", "--format=%cd", "--date=short-local", "--", path];
        let output = git(root, &format);
        let days: Vec<&str> = output.lines().collect();
        (days.last().map(|day| (*day).to_owned()), days.first().map(|day| (*day).to_owned()))
    };
    PATHS.iter().map(days).collect()
}

#[test]
fn days_are_those_that_git_says() {
    if !has_git() {
        return;
    }
    let folder = repository();
    let expected = told(folder.path());
    assert!(expected[..3].iter().all(|(first, last)| first.is_some() && last.is_some()));
    assert_eq!(read(folder.path()), expected, "loose");

    git(folder.path(), &["repack", "-adfq", "--depth=50", "--window=50"]);
    git(folder.path(), &["pack-refs", "--all"]);
    assert_eq!(read(folder.path()), expected, "packed");

    let beside = tempfile::tempdir().unwrap();
    let further = beside.path().join("further");
    git(folder.path(), &["worktree", "add", "-q", further.to_str().unwrap(), "-b", "further"]);
    assert_eq!(read(&further), expected, "a further work tree");
}

#[test]
fn where_it_cannot_be_known_there_is_no_history() {
    if !has_git() {
        return;
    }
    let (folder, beside) = (repository(), tempfile::tempdir().unwrap());
    let nothing = vec![(None, None); PATHS.len()];
    assert_eq!(read(&folder.path().join("deploy")), nothing, "not the top");
    let url = format!("file://{}", folder.path().display());
    git(beside.path(), &["clone", "-q", "--depth", "3", &url, "shallow"]);
    assert_eq!(read(&beside.path().join("shallow")), nothing);
    git(beside.path(), &["clone", "-q", "--shared", &url["file://".len()..], "shared"]);
    assert_eq!(read(&beside.path().join("shared")), nothing);
    assert_eq!(read(beside.path()), nothing);
}

/// Any bytes in git's files end in "unknown", never in a panic.
#[test]
fn broken_repositories_are_survived() {
    if !has_git() {
        return;
    }
    let folder = repository();
    git(folder.path(), &["repack", "-adfq"]);
    let pack = folder.path().join(".git/objects/pack");
    let files: Vec<_> = std::fs::read_dir(pack).unwrap().map(|entry| entry.unwrap().path()).collect();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "pack" || end == "idx"))
    {
        let sound = std::fs::read(file).unwrap();
        let mut permissions = file.metadata().unwrap().permissions();
        #[allow(clippy::permissions_set_readonly_false, reason = "in a folder of the test's own")]
        permissions.set_readonly(false);
        std::fs::set_permissions(file, permissions).unwrap();
        let mut seed = 1_u64;
        for round in 0..300 {
            let mut broken = sound.clone();
            for _ in 0..=round % 8 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let at = (seed >> 33) as usize % broken.len();
                broken[at] = (seed >> 24) as u8;
            }
            if round % 5 == 0 {
                broken.truncate((seed >> 33) as usize % broken.len());
            }
            std::fs::write(file, broken).unwrap();
            read(folder.path());
        }
        std::fs::write(file, sound).unwrap();
    }
    assert!(read(folder.path())[0].0.is_some());
}

#[test]
fn history_changes_how_sure_a_verdict_is() {
    if !has_git() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    git(at, &["init", "-q", "."]);
    let services =
        |tag: u32| format!("services:\n  api:\n    image: example/api:{tag}\n    container_name: api\n");
    commit(at, "docker-compose.old.yml", &services(1), 1);
    commit(at, "compose.yaml", &services(2), 2);
    commit(at, "Makefile", "up:\n\tdocker compose up -d\n", 3);
    let orphan = |arguments: &[&str]| -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_careen"))
            .args(["inspect", "--format", "json"])
            .args(arguments)
            .current_dir(at)
            .output()
            .unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut files = document["compose_files"].as_array().unwrap().iter();
        files.find(|file| file["path"] == "docker-compose.old.yml").unwrap().clone()
    };
    let says = |file: &Value, text: &str| {
        file["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .any(|reason| reason["text"].as_str().unwrap().contains(text))
    };
    let unread = orphan(&["--no-history"]);
    assert_eq!((&unread["role"], &unread["changed"]["last"]), (&"orphan".into(), &Value::Null));

    let rests = orphan(&[]);
    assert_eq!((&rests["role"], &rests["changed"]["last"]), (&"orphan".into(), &"2024-01-01".into()));
    assert!(
        says(&rests, "was last changed on 2024-01-01, before `compose.yaml` came on 2024-01-02"),
        "{rests}"
    );

    commit(at, "docker-compose.old.yml", &services(3), 4);
    let changed = orphan(&[]);
    assert_eq!(changed["role"], "orphan", "never the role");
    assert!(
        says(&changed, "was changed on 2024-01-04, after the last change of `compose.yaml`"),
        "{changed}"
    );
    assert_ne!(changed["confidence"], rests["confidence"]);
}
