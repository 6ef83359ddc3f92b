//! Our YAML reader against `serde_yaml` (the maintained `yaml_serde`), a reader without places: where both accept a file,
//! both see the same values.

use std::path::Path;

use careen::source::{FileId, Source};
use careen::syntax::yaml::{self, Kind, Node, Resolved};
use serde_yaml::Value;

/// Files in which the two differ, and why.
const DIFFERENT: &[(&str, &str)] = &[
    ("env_types.yaml", "it takes YAML 1.1's octal numbers and digit groups for text; go-yaml, and we, don't"),
    ("octal.yaml", "as above"),
    ("reset_tag.yaml", "what stands behind an unknown tag is text for go-yaml and for us"),
];

#[test]
fn both_see_the_same_in_every_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["fixtures", "tests/oracle/yaml", "."];
    let depth = |folder: &str| if folder == "." { 1 } else { 12 };
    let mut wrong = Vec::new();
    let mut compared = 0;
    for entry in
        files.iter().flat_map(|folder| walkdir::WalkDir::new(root.join(folder)).max_depth(depth(folder)))
    {
        let entry = entry.unwrap();
        let is_yaml =
            entry.path().extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if !is_yaml || !entry.file_type().is_file() {
            continue;
        }
        let source = Source::new("file", std::fs::read(entry.path()).unwrap());
        let ours = yaml::parse(FileId(0), &source.text);
        let Ok(mut theirs) = serde_yaml::from_str::<Value>(&source.text) else { continue };
        let name = entry.file_name().to_str().unwrap();
        if let (Some(root), true) = (ours.root(), ours.problems.is_empty()) {
            theirs.apply_merge().unwrap();
            let same = value(root) == untagged(theirs.clone());
            if same == DIFFERENT.iter().any(|(file, _)| *file == name) {
                wrong.push(format!("{name}:\n  ours   {:?}\n  theirs {theirs:?}", value(root)));
            }
            compared += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 20, "only {compared} files");
}

fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let entries = node.entries();
            Value::Mapping(entries.iter().map(|entry| (value(entry.key), value(entry.value))).collect())
        }
        Kind::Sequence => node.items().map(value).collect(),
        Kind::Scalar(_) => match node.scalar().unwrap() {
            Resolved::Null => Value::Null,
            Resolved::Bool(value) => value.into(),
            Resolved::Int(value) => value.into(),
            Resolved::Float(value) => value.into(),
            Resolved::Str(text) => text.into(),
        },
    }
}

/// Our tree keeps tags beside the values.
fn untagged(value: Value) -> Value {
    match value {
        Value::Tagged(tagged) => untagged(tagged.value),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(untagged).collect()),
        Value::Mapping(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (untagged(key), untagged(value)));
            Value::Mapping(entries.collect())
        }
        other => other,
    }
}
