//! Our Compose checks against what compose-go's loader said about the files in `tests/oracle/yaml`, and what holds of
//! them whatever the text is.

use std::fs;
use std::path::Path;

use careen::repository::{ComposeId, compose};
use careen::source::{Encoding, FileId, Source};
use careen::syntax::yaml;
use proptest::prelude::*;
use serde_json::Value;

/// Files on which we and the loader differ, with the reason.
const DIFFERENT: &[(&str, &str)] =
    &[("interp.yaml", "refused for a variable that is required and unset: the environment may set it")];

#[test]
fn verdicts_agree_with_compose_go() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in fs::read_to_string(oracle.join("yaml.jsonl")).unwrap().lines() {
        let golden: Value = serde_json::from_str(line).unwrap();
        let name = golden["file"].as_str().unwrap();
        let source = Source::new(name, fs::read(oracle.join("yaml").join(name)).unwrap());
        let tree = yaml::parse(FileId(0), &source.text);
        let file = compose::read(ComposeId(0), "compose.yaml".to_owned(), FileId(0), tree);
        // a file's encoding is known to its source, not to its tree
        let accepted = file.problems.is_empty() && source.encoding != Encoding::Lossy;
        let differs = DIFFERENT.iter().any(|(file, _)| *file == name);
        if (accepted == golden["load_ok"]) == differs {
            wrong.push(format!("{name}: {accepted} {:?}, theirs {}", file.problems, golden["load_err"]));
        }
        compared += 1;
    }
    assert!(compared >= 70);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Compose files, more or less: every key meets values it isn't made for.
fn composeish() -> impl Strategy<Value = String> {
    let keys = prop::sample::select(vec![
        "services",
        "a",
        "b",
        "image",
        "build",
        "ports",
        "volumes",
        "tmpfs",
        "depends_on",
        "environment",
        "deploy",
        "resources",
        "limits",
        "memory",
        "mem_limit",
        "healthcheck",
        "test",
        "interval",
        "command",
        "extends",
        "service",
        "secrets",
        "external",
        "name",
        "networks",
        "network_mode",
        "include",
        "scale",
        "<<",
        "x-a",
        "1",
    ]);
    let values = prop::sample::select(vec![
        "",
        "1",
        "1.5",
        "true",
        "~",
        "a",
        "'80:é'",
        "':'",
        "${",
        "${A:-é}",
        "'$'",
        "\"a 'é\"",
        "[a, a]",
        "[1, {a: b}]",
        "{a: {b: [é]}}",
        "{}",
        "[]",
        "!reset x",
        "&x {a: 1}",
        "*x",
        "1é",
        "5 k",
        "service:a",
        "-1",
        "'é'",
        "80-é/é",
    ]);
    let line = (0usize..5, keys, values, any::<bool>()).prop_map(|(depth, key, value, item)| {
        format!("{}{}{key}: {value}\n", "  ".repeat(depth), if item { "- " } else { "" })
    });
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

/// The same, but always well-formed: keys nest, so that the checks are reached.
fn nested() -> impl Strategy<Value = String> {
    let leaf =
        prop::sample::select(vec!["1", "1.5", "true", "~", "a", "'80:é'", "'${A:-é}'", "'${'", "1é", "5 k"])
            .prop_map(str::to_owned);
    let keys = prop::sample::select(vec![
        "image",
        "build",
        "ports",
        "volumes",
        "tmpfs",
        "depends_on",
        "environment",
        "deploy",
        "resources",
        "limits",
        "memory",
        "mem_limit",
        "healthcheck",
        "test",
        "interval",
        "command",
        "extends",
        "cpus",
        "replicas",
        "scale",
        "target",
        "type",
        "source",
        "develop",
        "watch",
        "action",
        "gpus",
        "count",
    ]);
    let value = leaf.prop_recursive(5, 40, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map(keys.clone(), inner, 0..5).prop_map(|map| {
                let entries: Vec<String> =
                    map.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
        ]
    });
    prop::collection::vec(value, 3).prop_map(|values| {
        format!("services: {{a: {}, b: {}}}\nsecrets: {{s: {}}}\n", values[0], values[1], values[2])
    })
}

fn check(text: &str) {
    let file =
        compose::read(ComposeId(0), "compose.yaml".to_owned(), FileId(0), yaml::parse(FileId(0), text));
    for problem in &file.problems {
        assert!(text.get(problem.span.range()).is_some(), "{problem:?} of {text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_checks(text in prop_oneof![composeish(), nested(), "(?s).{0,100}"]) {
        check(&text);
    }
}
