//! What findings save, from what to what, and what they save together.

use super::*;

/// The report on a folder by some rules.
fn report(folder: &Path, rules: &[&str]) -> Value {
    let select = rules.iter().flat_map(|rule| ["--select", rule]);
    let arguments: Vec<&str> = ["check", "--format", "json"].into_iter().chain(select).collect();
    serde_json::from_str(&stdout(&careen(folder, &arguments))).unwrap()
}

fn inspection(folder: &Path) -> Value {
    serde_json::from_str(&stdout(&careen(folder, &["inspect", "--format", "json"]))).unwrap()
}

/// A copy away from this repository's git.
fn three_generations() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/three-generations/repo");
    crate::fixtures::copy(&fixture, folder.path());
    folder
}

fn expected(of: &Value) -> u64 {
    of["expected"].as_u64().unwrap_or_else(|| panic!("no figure: {of}"))
}

/// The saving of the only finding.
fn saving(report: &Value) -> &Value {
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report}");
    &findings[0]["saving"]
}

/// What everything found saves of the sum of images.
fn together(report: &Value) -> u64 {
    let summary = &report["summary"];
    let (before, after) = (&summary["footprint"]["before"], &summary["footprint"]["after"]);
    let saved = expected(&before["sum_of_images"]) - expected(&after["sum_of_images"]);
    assert_eq!(expected(&summary["saving"]), saved);
    saved
}

#[test]
fn a_saving_says_from_what_to_what_and_how_often() {
    let compose = "name: shop\nservices:\n  api:\n    build: .\n  worker:\n    build: .\n";
    let folder =
        repository(&[("compose.yaml", compose), ("Dockerfile", "FROM python:3.11\nCMD [\"python\"]\n")]);
    let found = report(folder.path(), &["non-slim-base"]);
    let saving = saving(&found);
    assert_eq!((&saving["of"], &saving["times"]), (&json!("sum"), &json!(2)));
    let image = &inspection(folder.path())["images"][0];
    assert_eq!(saving["before"], image["size"]);
    assert_eq!(expected(&saving["after"]), expected(&image["size"]) - expected(saving));
    assert_eq!(together(&found), 2 * expected(saving));
}

#[test]
fn where_an_image_cannot_be_weighed_nothing_is_said_of_it() {
    let dockerfile = "FROM python:3.11\nRUN curl -O https://example.com/x\nCMD [\"python\"]\n";
    let folder = repository(&[("Dockerfile", dockerfile)]);
    let found = report(folder.path(), &["non-slim-base"]);
    let saving = saving(&found);
    assert!(expected(saving) > 0 && saving["before"].is_null() && saving["after"].is_null(), "{saving}");
    assert_eq!(found["summary"]["footprint"]["after"]["partial"], true);
}

/// A build argument that names a slim base already has nothing to save.
#[test]
fn only_images_on_the_full_base_get_smaller() {
    let compose =
        "services:\n  api:\n    build: .\n  worker:\n    build: {context: ., args: {VARIANT: 3.11-slim}}\n";
    let dockerfile = "ARG VARIANT=3.11\nFROM python:${VARIANT}\nCMD [\"python\"]\n";
    let folder = repository(&[("compose.yaml", compose), ("Dockerfile", dockerfile)]);
    let found = report(folder.path(), &["non-slim-base"]);
    assert_eq!(saving(&found)["times"], 1);
    assert_eq!(together(&found), expected(saving(&found)));
}

/// Of two that are both run it isn't known which goes, and what others stand on stays.
#[test]
fn a_service_too_many_saves_the_layers_that_only_it_has() {
    let folder = three_generations();
    let found = report(folder.path(), &["duplicate-service-family"]);
    let findings = found["findings"].as_array().unwrap();
    let saving =
        &findings.iter().find(|it| it["path"] == "crypto-assistant/docker-compose.yml").unwrap()["saving"];
    let inspection = inspection(folder.path());
    let image = |name: &str| {
        inspection["images"].as_array().unwrap().iter().find(|image| image["name"] == name).unwrap()
    };
    let (small, large) =
        (image("crypto-assistant-telegram-bot"), image("crypto-intelligence-v2-v2-telegram-bot"));
    let layers = small["layers"].as_array().unwrap().iter();
    let own = layers.filter(|layer| layer["shared_with"].as_array().unwrap().is_empty()).map(expected);
    assert_eq!((&saving["of"], expected(saving)), (&json!("unique"), own.sum::<u64>()));
    assert!(expected(saving) > 0);
    assert_eq!(expected(&saving["before"]), expected(&small["size"]) + expected(&large["size"]));
    assert_eq!(expected(&saving["after"]), expected(&saving["before"]) - expected(saving));
}

/// Services of a dead file go with the file, and as older names of others, and count once.
#[test]
fn what_goes_for_two_reasons_is_saved_once() {
    let folder = three_generations();
    let saved = |rules: &[&str]| together(&report(folder.path(), rules));
    let (dead, twice) =
        (saved(&["orphaned-compose-file"]), saved(&["orphaned-compose-file", "duplicate-service-family"]));
    let inspection = inspection(folder.path());
    let size = |name: &str| {
        let images = inspection["images"].as_array().unwrap();
        expected(&images.iter().find(|image| image["name"] == name).unwrap()["size"])
    };
    assert_eq!(twice, dead + size("crypto-assistant-telegram-bot"));
    let replaced = ["oi-detector", "alert-dispatcher", "liquidation-monitor", "telegram-bot"];
    let replaced: u64 = replaced.iter().map(|name| size(&format!("crypto-assistant-{name}"))).sum();
    assert_eq!(saved(&["duplicate-service-family"]), replaced + size("crypto-v2-orchestrator"));
}

/// Two names of one build, and a Dockerfile that starts something else in the same image.
#[test]
fn what_becomes_one_image_in_two_ways_is_one() {
    let compose = "name: shop\nservices:\n  api:\n    build: .\n  jobs:\n    build: .\n    command: python jobs.py\n  worker:\n    build: {context: ., dockerfile: Dockerfile.worker}\n";
    let dockerfile = |start: &str| {
        format!(
            "FROM python:3.12-slim\nWORKDIR /app\nRUN apt-get update && apt-get install -y --no-install-recommends curl\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD [\"python\", \"{start}.py\"]\n"
        )
    };
    let folder = repository(&[
        ("compose.yaml", compose),
        ("Dockerfile", &dockerfile("api")),
        ("Dockerfile.worker", &dockerfile("worker")),
        ("requirements.txt", "numpy\n"),
    ]);
    let sizes: Vec<u64> = inspection(folder.path())["images"]
        .as_array()
        .unwrap()
        .iter()
        .map(|image| expected(&image["size"]))
        .collect();
    assert_eq!(sizes.len(), 3);
    let found = report(folder.path(), &["rebuilt-image", "near-duplicate-dockerfile"]);
    assert_eq!(found["summary"]["by_rule"], json!({"near-duplicate-dockerfile": 1, "rebuilt-image": 1}));
    assert_eq!(together(&found), sizes[1] + sizes[2]);
}
