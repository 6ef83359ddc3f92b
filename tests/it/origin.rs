//! The origin story: twenty images of three generations become four, and what is left has nothing to complain about.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use careen::analysis::Analysis;
use careen::lint::{self, Context, Finding, Rewrites};
use careen::repository::{Changes, Repository, changed, load};
use careen::rewrite::{Place, Plan, Request, plan};
use careen::rules;
use careen::settings::Settings;
use serde_json::Value;

use crate::compose_tool::Compose;

const DIR: &str = "careen-rewrite";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/three-generations/repo")
}

fn planned(repository: &Repository, settings: &Settings) -> Plan {
    let analysis = Analysis::new(repository, settings);
    plan(repository, &analysis, &Request { place: Place::within(DIR), family: None, merge_containers: false })
}

/// Every finding of `careen check`.
pub(crate) fn findings(repository: &Repository, settings: &Settings) -> Vec<Finding> {
    let analysis = Analysis::new(repository, settings);
    let rewrites = Rewrites::left_out(repository, &analysis);
    lint::run(Context { repository, analysis: &analysis, settings, rewrites: &rewrites }, rules::ALL).findings
}

/// The repository with the plan's files in it, and without those that nothing needs any more.
pub(crate) fn applied(repository: &Repository, plan: &Plan) -> Repository {
    let put = plan.files.iter().map(|file| (format!("{DIR}/{}", file.path), file.text.clone())).collect();
    changed(repository, Changes { put, gone: plan.unneeded.iter().cloned().collect() })
}

#[test]
fn twenty_images_become_four() {
    let settings = Settings::default();
    let repository = load(&root(), &settings).unwrap();
    let plan = planned(&repository, &settings);
    assert_eq!(plan.ledger.before.len(), 20);
    let after: Vec<&str> = plan.ledger.after.iter().map(|image| image.name.as_str()).collect();
    assert_eq!(
        after,
        [
            "crypto-intelligence-v2",
            "crypto-intelligence-v2-market-data",
            "crypto-intelligence-v2-telegram-bot",
            "redis:alpine"
        ]
    );
    let unified = &plan.ledger.after[0];
    assert_eq!(unified.services.len(), 11);
    let (before, after) = (plan.ledger.total_before, plan.ledger.total_after);
    let expected = |estimate: Option<careen::analysis::Estimate>| estimate.unwrap().expected;
    assert!(expected(after.sum) * 10 < expected(before.sum), "{:?} {:?}", before.sum, after.sum);
    assert!(expected(after.unique) * 2 < expected(before.unique), "{:?} {:?}", before.unique, after.unique);
    // a line for each image, and the totals
    let lines = plan.ledger.lines();
    assert_eq!(lines.len(), 22);
    let dead = lines.iter().filter(|line| line.after == "left out: dead").count();
    assert_eq!(dead, 6);
    assert!(lines[20].before.starts_with("20 images") && lines[20].after == "4 images", "{:?}", lines[20]);
    assert!(plan.files.iter().any(|file| file.path == "README.md" && file.text.contains("| 4 images |")));
}

#[test]
fn nothing_is_left_to_complain_about() {
    let settings = Settings::default();
    let repository = load(&root(), &settings).unwrap();
    assert!(!findings(&repository, &settings).is_empty());
    let plan = planned(&repository, &settings);
    let after = applied(&repository, &plan);
    let left: Vec<String> = findings(&after, &settings)
        .iter()
        .filter(|finding| matches!(finding.category.as_str(), "size" | "duplication" | "dead"))
        .map(|finding| format!("{}: {}", finding.rule, finding.message))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    // done once, nothing is left to do
    let again = planned(&after, &settings);
    assert!(again.is_empty(), "{again:#?}");

    let folder = tempfile::tempdir().unwrap();
    let alone = folder.path().join(DIR);
    std::fs::create_dir(&alone).unwrap();
    for file in &plan.files {
        std::fs::write(alone.join(&file.path), &file.text).unwrap();
    }
    let left = findings(&load(&alone, &settings).unwrap(), &settings);
    assert!(left.is_empty(), "{left:#?}");
}

/// `docker compose config` means the same of the one file as of the two, service by service.
#[test]
fn compose_means_the_same_by_both() {
    let Some(compose) = Compose::find() else { return };
    let settings = Settings::default();
    let folder = tempfile::tempdir().unwrap();
    let top = folder.path().join("repo");
    crate::fixtures::copy(&root(), &top);
    let plan = planned(&load(&top, &settings).unwrap(), &settings);
    std::fs::create_dir(top.join(DIR)).unwrap();
    for file in &plan.files {
        std::fs::write(top.join(DIR).join(&file.path), &file.text).unwrap();
    }
    let meaning = |files: &[&str]| -> Value {
        compose.config(&files.iter().map(|file| top.join(file)).collect::<Vec<_>>())
    };
    let new = meaning(&["careen-rewrite/compose.yaml"]);
    let mut count = 0;
    for (path, renamed) in [
        ("crypto-intelligence-v2/docker-compose.yml", BTreeMap::new()),
        ("crypto-assistant/docker-compose.yml", BTreeMap::from([("redis", "crypto-assistant-redis")])),
    ] {
        let old = meaning(&[path]);
        for (name, body) in old["services"].as_object().unwrap() {
            let now = renamed.get(name.as_str()).copied().unwrap_or(name);
            let (mut before, mut after) = (body.clone(), new["services"][now].clone());
            let waits = |body: &mut Value, to: &BTreeMap<&str, &str>| -> BTreeMap<String, Value> {
                let on = body.as_object_mut().unwrap().remove("depends_on").unwrap_or(Value::Null);
                let pairs = on.as_object().cloned().unwrap_or_default().into_iter();
                pairs
                    .map(|(on, how)| (to.get(on.as_str()).map_or(on.clone(), |it| (*it).to_owned()), how))
                    .collect()
            };
            assert_eq!(waits(&mut before, &renamed), waits(&mut after, &BTreeMap::new()), "{name}");
            let on = |body: &mut Value, file: &Value, named: &str| -> BTreeMap<String, BTreeSet<String>> {
                let on = body.as_object_mut().unwrap().remove("networks").unwrap();
                let of = |(key, how): (&String, &Value)| {
                    let real = file["networks"][key]["name"].as_str().unwrap().to_owned();
                    let aliases = how["aliases"].as_array().cloned().unwrap_or_default();
                    let names = aliases.iter().map(|it| it.as_str().unwrap().to_owned());
                    (real, names.chain([named.to_owned()]).collect())
                };
                on.as_object().unwrap().iter().map(of).collect()
            };
            let (was, is) = (on(&mut before, &old, name), on(&mut after, &new, now));
            assert_eq!(was.keys().collect::<Vec<_>>(), is.keys().collect::<Vec<_>>(), "{name}");
            assert!(was.iter().all(|(network, names)| is[network].is_superset(names)), "{name}");
            let mounts = |body: &mut Value, file: &Value| -> Vec<Value> {
                let mounts = body.as_object_mut().unwrap().remove("volumes").unwrap_or(Value::Array(vec![]));
                let mut mounts = mounts.as_array().unwrap().clone();
                for mount in mounts.iter_mut().filter(|mount| mount["type"] == "volume") {
                    let real = file["volumes"][mount["source"].as_str().unwrap()]["name"].clone();
                    mount["source"] = real;
                }
                mounts
            };
            assert_eq!(mounts(&mut before, &old), mounts(&mut after, &new), "{name}");
            for body in [&mut before, &mut after] {
                let body = body.as_object_mut().unwrap();
                body.remove("build");
                body.remove("image");
            }
            // what the image started by itself is said now
            if before["command"].is_null() {
                let command = after.as_object_mut().unwrap().insert("command".to_owned(), Value::Null);
                let is_unified = new["services"][now]["image"] == "crypto-intelligence-v2";
                assert_eq!(command.is_some_and(|it| !it.is_null()), is_unified, "{name}");
            }
            assert_eq!(before, after, "{name}");
            count += 1;
        }
    }
    assert_eq!(new["services"].as_object().unwrap().len(), count);
    meaning(&["careen-rewrite/compose.yaml", "careen-rewrite/compose.beside.yaml"]);
}
