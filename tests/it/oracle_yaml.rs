//! Our YAML reader against what go-yaml and compose-go said about the files in `tests/oracle/yaml`.

use std::fs;
use std::path::Path;

use careen::source::{Encoding, FileId, Source};
use careen::syntax::yaml::{self, Kind, Node, Resolved};
use serde_json::{Map, Value, json};

/// Files whose typed values differ from go-yaml's, with what differs and why.
const DIFFERENT_VALUES: &[(&str, &str, &str)] = &[
    ("binary_tag.yaml", "/services/a/x-b", "`!!binary` stays as written: no Compose field takes one"),
    ("env_types.yaml", "/services/a/environment/G", "a date stays text: no Compose field takes a time"),
];

/// Files go-yaml refuses over their bytes, before it reads YAML: `Source` knows, not the tree.
const REFUSED_FOR_ENCODING: &[&str] = &["nonutf8.yaml"];

#[test]
fn verdicts_and_values_agree_with_go_yaml() {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let mut wrong = Vec::new();
    let mut compared = 0;
    for line in fs::read_to_string(oracle.join("yaml.jsonl")).unwrap().lines() {
        let golden: Value = serde_json::from_str(line).unwrap();
        let name = golden["file"].as_str().unwrap();
        let source = Source::new(name, fs::read(oracle.join("yaml").join(name)).unwrap());
        let yaml = yaml::parse(FileId(0), &source.text);
        let accepted = yaml.problems.is_empty();
        assert_eq!(source.encoding == Encoding::Lossy, REFUSED_FOR_ENCODING.contains(&name), "{name}");
        if accepted != golden["yaml_ok"] && !REFUSED_FOR_ENCODING.contains(&name) {
            wrong.push(format!("{name}: accepted {accepted}, {:?}", yaml.problems));
        }
        if let Some(expected) = golden.get("docs").and_then(Value::as_array) {
            let mut ours = Value::from_iter(yaml.documents().map(plain));
            let mut theirs = Value::from_iter(expected.iter().map(normal));
            for (_, pointer, _) in DIFFERENT_VALUES.iter().filter(|(file, ..)| *file == name) {
                let pointer = format!("/0{pointer}");
                let (a, b) = (
                    ours.pointer_mut(&pointer).unwrap().take(),
                    theirs.pointer_mut(&pointer).unwrap().take(),
                );
                assert_ne!(a, b, "{name}{pointer} agrees after all");
            }
            if sorted(&ours) != sorted(&theirs) {
                wrong.push(format!("{name}:\n  ours   {ours}\n  theirs {theirs}"));
            }
        }
        compared += 1;
    }
    assert!(compared >= 70);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A tree in the goldens' notation: `int:1`, `bool:true`, `null`, else the text.
fn plain(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries();
            Value::Object(entries.iter().map(|entry| (key(entry.key), plain(entry.value))).collect())
        }
        Kind::Sequence => node.items().map(plain).collect(),
        Kind::Scalar(_) => scalar(node),
    }
}

fn scalar(node: Node<'_>) -> Value {
    match node.scalar().unwrap() {
        Resolved::Null => json!("null"),
        Resolved::Bool(value) => json!(format!("bool:{value}")),
        Resolved::Int(value) => json!(format!("int:{value}")),
        Resolved::Float(value) => json!(format!("float:{value}")),
        Resolved::Str(text) => json!(text),
    }
}

/// Go's `%v` of a key.
fn key(node: Node<'_>) -> String {
    match scalar(node) {
        Value::String(text) if node.is_null() => text.replace("null", "<nil>"),
        Value::String(text) => {
            text.split_once(':').filter(|_| is_typed(node)).map_or(text.clone(), |(_, v)| v.into())
        }
        other => other.to_string(),
    }
}

fn is_typed(node: Node<'_>) -> bool {
    !matches!(node.scalar(), Some(Resolved::Str(_)))
}

/// Go prints floats in its own way; bring them to ours.
fn normal(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            Value::Object(map.iter().map(|(key, value)| (key.clone(), normal(value))).collect())
        }
        Value::Array(items) => items.iter().map(normal).collect(),
        Value::String(text) => {
            match text.strip_prefix("float:").and_then(|number| number.parse::<f64>().ok()) {
                Some(number) => json!(format!("float:{number}")),
                None => value.clone(),
            }
        }
        other => other.clone(),
    }
}

/// The goldens sort their keys.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(Map::from_iter(entries))
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
