//! A Compose file as plain values: aliases and merges resolved, paths made absolute, so that two files can be compared.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::paths;
use crate::repository::ComposeFile;
use crate::source::Span;
use crate::syntax::yaml::Node;

/// More values than this are not compared: compose-go itself refuses a file that holds more.
const MOST: usize = 100_000;

/// The file's first document, every relative path put through `resolve`; `None` where it is too large.
pub(in crate::rewrite) fn of(file: &ComposeFile, resolve: &dyn Fn(&str) -> String) -> Result<Value, String> {
    let mut resolved = BTreeMap::new();
    for path in paths::find(file)? {
        resolved.insert(path.scalar, (path.text.len(), resolve(&path.text)));
    }
    let root = file.yaml.root().ok_or("it is empty")?;
    let mut reading = Reading { resolved, left: MOST };
    reading.value(root).ok_or_else(|| "it is too large".to_owned())
}

/// What a service's `build:` says apart from its context and Dockerfile.
pub(in crate::rewrite) fn build_settings(file: &ComposeFile, service: &str) -> Value {
    let build = file.yaml.root().and_then(|root| root.get("services")?.get(service)?.get("build"));
    let mut reading = Reading { resolved: BTreeMap::new(), left: MOST };
    let mut value = build.and_then(|build| reading.value(build)).unwrap_or(Value::Null);
    match &mut value {
        Value::Object(map) => {
            map.shift_remove("context");
            map.shift_remove("dockerfile");
            value
        }
        _ => Value::Object(Map::new()),
    }
}

struct Reading {
    /// By the place of a scalar: how much of it is a path, and which.
    resolved: BTreeMap<Span, (usize, String)>,
    left: usize,
}

impl Reading {
    fn value(&mut self, node: Node<'_>) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let value = if node.is_mapping() {
            let mut map = Map::new();
            for entry in node.entries() {
                map.insert(entry.key.as_str().unwrap_or_default().to_owned(), self.value(entry.value)?);
            }
            Value::Object(map)
        } else if node.is_sequence() {
            Value::Array(node.items().map(|item| self.value(item)).collect::<Option<_>>()?)
        } else {
            self.scalar(node)
        };
        Some(match node.tag() {
            Some(tag) => Value::Array(vec![Value::String(tag.value.to_owned()), value]),
            None => value,
        })
    }

    fn scalar(&self, node: Node<'_>) -> Value {
        let Some(text) = node.as_str() else { return Value::Null };
        let text = match self.resolved.get(&node.span()) {
            Some((length, path)) => format!("{path}{}", text.get(*length..).unwrap_or_default()),
            None => text.to_owned(),
        };
        // `8080` and `"8080"` differ in type
        match node.style().is_some_and(|style| style.is_plain()) {
            true => Value::String(text),
            false => Value::Array(vec![Value::String(text)]),
        }
    }
}
