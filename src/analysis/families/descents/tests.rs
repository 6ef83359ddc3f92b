//! Dead and living services of small repositories, and which became which.

use std::path::Path;

use super::*;
use crate::analysis::Analysis;
use crate::repository::load;
use crate::settings::Settings;

/// What runs the living file.
const MAKEFILE: &str = "up:\n\tdocker compose -f compose.yaml up -d\n";

/// The ties of a repository with these files, as `old file:service -> living service`, in order.
fn ties(files: &[(&str, &str)]) -> Vec<String> {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files.iter().chain(&[("Makefile", MAKEFILE)]) {
        let at = root.path().join(path);
        std::fs::create_dir_all(at.parent().unwrap_or(Path::new(""))).unwrap();
        std::fs::write(at, text).unwrap();
    }
    let settings = Settings { no_history: true, ..Settings::default() };
    let repository = load(root.path(), &settings).unwrap();
    let analysis = Analysis::new(&repository, &settings);
    let view = View { repository: &repository, likeness: analysis.likeness(), reach: analysis.reach() };
    let name = |id: ServiceId| repository.service(id).name.value.as_str();
    let mut told: Vec<String> = of_the_dead(&view)
        .iter()
        .map(|tie| {
            let [old, living] = tie.ends();
            format!("{}:{} -> {}", repository.compose(old.compose).path, name(old), name(living))
        })
        .collect();
    told.sort();
    told
}

/// A service with these keys in its environment.
fn service(name: &str, build: &str, keys: &[&str], more: &str) -> String {
    let environment: String = keys.iter().map(|key| format!("      {key}: a\n")).collect();
    let environment =
        if keys.is_empty() { String::new() } else { format!("    environment:\n{environment}") };
    format!("  {name}:\n    build: {build}\n{environment}{more}")
}

fn compose(services: &[String]) -> String {
    format!("services:\n{}", services.concat())
}

#[test]
fn a_namesake_in_the_file_that_took_over_needs_no_likeness() {
    let new = compose(&[service("api", "./api", &[], ""), service("jobs", "./jobs", &[], "")]);
    let old = compose(&[service("api", "./legacy-api", &[], ""), service("jobs", "./legacy-jobs", &[], "")]);
    let found = ties(&[("compose.yaml", &new), ("compose.old.yaml", &old)]);
    assert_eq!(found, ["compose.old.yaml:api -> api", "compose.old.yaml:jobs -> jobs"]);
}

#[test]
fn another_name_needs_likeness() {
    let new = compose(&[
        service("api", "./api", &["ORDER_LIMIT", "ORDER_TOPIC"], ""),
        service("web", "./web", &[], ""),
        service("mail", "./mail", &[], ""),
    ]);
    let old = compose(&[
        service("gateway", "./gateway", &["ORDER_LIMIT", "ORDER_TOPIC"], "    ports: [\"9000:9000\"]\n"),
        service("web", "./web", &[], ""),
        service("mail", "./mail", &[], ""),
        service("scheduler", "./scheduler", &["CRON"], ""),
    ]);
    let found = ties(&[("compose.yaml", &new), ("compose.old.yaml", &old)]);
    assert!(!found.iter().any(|tie| tie.contains("scheduler")), "{found:?}");
    let strong = new.replace("api:\n", "order-gateway:\n");
    let found = ties(&[("compose.yaml", &strong), ("compose.old.yaml", &old)]);
    assert!(found.contains(&"compose.old.yaml:gateway -> order-gateway".to_owned()), "{found:?}");
}

#[test]
fn the_dead_of_one_build_go_the_same_way() {
    let new = compose(&[
        service("orders", "./orders", &["ORDER_LIMIT", "ORDER_TOPIC"], ""),
        service("web", "./web", &[], ""),
    ]);
    let first = compose(&[
        service("orders", "./archive", &["ORDER_LIMIT", "ORDER_TOPIC"], ""),
        service("web", "./web", &[], ""),
    ]);
    let second = compose(&[service("app", "./archive", &[], ""), service("web", "./web", &[], "")]);
    let found = ties(&[
        ("compose.yaml", &new),
        ("compose.old.yaml", &first),
        ("compose.older.yaml", &second),
        ("archive/Dockerfile", "FROM python:3.12-slim\nCOPY . /app\nCMD [\"python\", \"/app/orders.py\"]\n"),
    ]);
    assert!(found.contains(&"compose.older.yaml:app -> orders".to_owned()), "{found:?}");
}

#[test]
fn a_parked_service_is_an_older_one_of_its_file() {
    let keys = ["IMPORT_WINDOW", "IMPORT_BATCH", "IMPORT_STATE"];
    let new = compose(&[
        service("watcher", "./watcher", &keys, "    profiles: [watch-old]\n"),
        service("safe-watcher", "./safe-watcher", &keys, "    profiles: [watch]\n"),
        service("mail", "./mail", &["SMTP_SERVER"], ""),
    ]);
    assert_eq!(ties(&[("compose.yaml", &new)]), ["compose.yaml:watcher -> safe-watcher"]);
    let started = new.replace("watch-old", "watch-slow");
    assert!(ties(&[("compose.yaml", &started)]).is_empty(), "a profile alone parks nothing");
}
