//! What services of one image say in the same words, said once: an `x-` block that they merge in.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::edit::splice;
use crate::repository::ComposeId;
use crate::repository::compose as model;
use crate::rewrite::compose::value;
use crate::source::FileId;
use crate::syntax::yaml::{self, Node};

/// Fewer services share nothing worth a name.
const LEAST_SERVICES: usize = 3;
/// Fewer lines saved aren't worth the reading.
const LEAST_SAVED: usize = 6;

/// The text with a block for each image that several services run, where that shortens it; as it was where it doesn't,
/// or where it would not mean the same.
pub(in crate::rewrite) fn share(text: &str) -> String {
    let tree = yaml::parse(FileId(0), text);
    let services = tree.root().and_then(|root| root.get("services")).map(Node::own_entries);
    let mut by_image: BTreeMap<String, Vec<Service<'_>>> = BTreeMap::new();
    for entry in services.into_iter().flatten() {
        let image = entry.value.get("image").and_then(Node::as_str);
        if let Some((image, service)) = image.zip(Service::of(entry.value, text)) {
            by_image.entry(image.to_owned()).or_default().push(service);
        }
    }
    let mut edits = Vec::new();
    let mut blocks = String::new();
    for (image, services) in &by_image {
        blocks.extend(block(image, services, text, &mut edits));
    }
    let Some(at) = services_line(&tree, text).filter(|_| !blocks.is_empty()) else { return text.to_owned() };
    edits.push((at..at, blocks));
    match splice(text, edits) {
        Some(shorter) if meaning(&shorter).is_some() && meaning(&shorter) == meaning(text) => shorter,
        _ => text.to_owned(),
    }
}

/// A service whose keys have their lines for themselves.
struct Service<'a> {
    indent: &'a str,
    /// Key, its lines, and their text without the indentation that all services' keys have.
    keys: Vec<(&'a str, Range<usize>, String)>,
}

impl<'a> Service<'a> {
    fn of(body: Node<'a>, text: &'a str) -> Option<Self> {
        let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
        let mut keys = Vec::new();
        let mut indent = "";
        for entry in body.own_entries() {
            let key = entry.key.span().start as usize;
            let start = line_start(key);
            indent = &text[start..key];
            let end = entry.value.span().end as usize;
            let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
            let name = entry.key.as_str()?;
            if !indent.bytes().all(|byte| byte == b' ') || name == "<<" || entry.value.anchor().is_some() {
                return None;
            }
            let lines = text.get(start..end)?.lines().map(|line| line.strip_prefix(indent).unwrap_or(line));
            keys.push((name, start..end, lines.collect::<Vec<_>>().join("\n")));
        }
        Some(Self { indent, keys })
    }
}

/// The block for an image, and the edits that make its services use it.
fn block(
    image: &str,
    services: &[Service<'_>],
    text: &str,
    edits: &mut Vec<(Range<usize>, String)>,
) -> Option<String> {
    if services.len() < LEAST_SERVICES {
        return None;
    }
    let of = |service: &'_ Service<'_>, key: &str| -> Option<(Range<usize>, String)> {
        service.keys.iter().find(|it| it.0 == key).map(|it| (it.1.clone(), it.2.clone()))
    };
    let mut shared: Vec<(&str, String, usize)> = Vec::new();
    let mut candidates: Vec<&str> = Vec::new();
    for service in services {
        candidates.extend(
            service.keys.iter().map(|it| it.0).filter(|key| !candidates.contains(key)).collect::<Vec<_>>(),
        );
    }
    for key in candidates {
        let said: Vec<Option<(Range<usize>, String)>> =
            services.iter().map(|service| of(service, key)).collect();
        // a service without the key would get it
        if said.iter().any(Option::is_none) {
            continue;
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        said.iter().flatten().for_each(|(_, words)| *counts.entry(words).or_default() += 1);
        let Some((words, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else { continue };
        if count >= LEAST_SERVICES && !words.contains('#') {
            shared.push((key, words.to_owned(), count));
        }
    }
    let saved: usize = shared.iter().map(|(_, words, count)| words.lines().count() * count).sum();
    let spent = services.len() + 2 + shared.iter().map(|it| it.1.lines().count()).sum::<usize>();
    if saved < spent + LEAST_SAVED {
        return None;
    }
    let name: String =
        image.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' }).collect();
    if text.contains(&format!("&{name}")) || text.contains(&format!("x-{name}")) {
        return None;
    }
    let mut out = format!("x-{name}: &{name}\n");
    for (_, words, _) in &shared {
        words.lines().for_each(|line| out.push_str(&format!("  {line}\n")));
    }
    out.push('\n');
    for service in services {
        let first = service.keys.first()?.1.start;
        edits.push((first..first, format!("{}<<: *{name}\n", service.indent)));
        for (key, words, _) in &shared {
            if let Some((lines, own)) = of(service, key)
                && own == *words
            {
                edits.push((lines, String::new()));
            }
        }
    }
    Some(out)
}

/// The line of `services:`, or that of the comments directly above it.
fn services_line(tree: &yaml::Yaml, text: &str) -> Option<usize> {
    let key = tree.root()?.entry("services")?.key.span().start as usize;
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let mut start = line_start(key);
    while start > 0 && text[line_start(start - 1)..start].starts_with('#') {
        start = line_start(start - 1);
    }
    Some(start)
}

/// All that it says, but for the blocks themselves.
fn meaning(text: &str) -> Option<serde_json::Value> {
    let tree = yaml::parse(FileId(0), text);
    if !tree.problems.is_empty() {
        return None;
    }
    let file = model::read(ComposeId(0), String::new(), FileId(0), tree);
    let mut value = value::of(&file, &str::to_owned).ok()?;
    value.as_object_mut()?.retain(|key, _| !key.starts_with("x-"));
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_three_services_say_alike_is_said_once() {
        let service = |name: &str, on: &str| {
            format!(
                "  {name}:\n    image: app\n    command: run {name}\n    restart: always\n    depends_on:\n      - {on}\n      - db\n"
            )
        };
        let services = ["a", "b", "c", "d"].map(|name| service(name, "store")).concat();
        let text = format!("name: x\n\n# all of it\nservices:\n{services}{}", service("e", "a"));
        let expected = "\
name: x

x-app: &app
  image: app
  restart: always
  depends_on:
    - store
    - db

# all of it
services:
  a:
    <<: *app
    command: run a
";
        let shorter = share(&text);
        assert!(shorter.starts_with(expected), "{shorter}");
        let own = "  e:\n    <<: *app\n    command: run e\n    depends_on:\n      - a\n      - db\n";
        assert!(shorter.ends_with(own), "{shorter}");
        assert_eq!(meaning(&shorter), meaning(&text));
        assert_eq!(share(&shorter), shorter);
    }
}
