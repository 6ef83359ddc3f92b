//! Services that wait for each other, or extend each other.

use rustc_hash::FxHashMap;

use super::report::Report;
use super::service::known;
use crate::source::Span;
use crate::syntax::yaml::{Entry, Node};

/// Checks the services of a document. Names that aren't there are the stack's business.
pub(super) fn check(root: Node<'_>, report: &mut Report) {
    let services = root.get("services").map(Node::entries).unwrap_or_default();
    find(&services, waits_for, "wait for each other", report);
    find(&services, extends, "extend each other", report);
}

/// What a service names, with the places.
type Names = Vec<(String, Span)>;

fn find(services: &[Entry<'_>], names: fn(Node<'_>) -> Names, what: &str, report: &mut Report) {
    let numbers: FxHashMap<&str, usize> =
        services.iter().enumerate().filter_map(|(index, entry)| Some((entry.key.as_str()?, index))).collect();
    let edges: Vec<Vec<(usize, Span)>> = services
        .iter()
        .map(|entry| {
            let named = names(entry.value).into_iter();
            named.filter_map(|(name, span)| Some((*numbers.get(name.as_str())?, span))).collect()
        })
        .collect();
    for (path, span) in cycles(&edges) {
        let names: Vec<&str> = path.iter().filter_map(|&index| services[index].key.as_str()).collect();
        let ring = format!("{} -> {}", names.join(" -> "), names[0]);
        report.add(span, format!("services {what}: {ring}"));
    }
}

/// One cycle for each edge that leads back, by a depth-first search with its own stack: the services on it, and where
/// the edge is written.
fn cycles(edges: &[Vec<(usize, Span)>]) -> Vec<(Vec<usize>, Span)> {
    let mut done = vec![false; edges.len()];
    let mut found = Vec::new();
    for start in 0..edges.len() {
        let mut path: Vec<(usize, usize)> = if done[start] { Vec::new() } else { vec![(start, 0)] };
        while let Some((at, next)) = path.last_mut() {
            let Some(&(to, span)) = edges[*at].get(*next) else {
                done[*at] = true;
                path.pop();
                continue;
            };
            *next += 1;
            if let Some(from) = path.iter().position(|(on_path, _)| *on_path == to) {
                found.push((path[from..].iter().map(|(on_path, _)| *on_path).collect(), span));
            } else if !done[to] {
                path.push((to, 0));
            }
        }
    }
    found
}

/// `depends_on` and what implies it. Source: compose-go's `loader/normalize.go`.
fn waits_for(body: Node<'_>) -> Names {
    let mut names = Vec::new();
    let mut add = |node: Node<'_>, name: Option<&str>| {
        names.extend(name.map(|name| (name.to_owned(), node.span())));
    };
    if let Some(node) = body.get("depends_on") {
        node.items().for_each(|item| add(item, item.as_str()));
        // what may be absent is there to be switched off by a profile, and the cycle with it
        let is_required = |entry: &Entry<'_>| !entry.value.get("required").is_some_and(is_no);
        let entries = node.entries();
        entries
            .iter()
            .filter(|entry| is_required(entry))
            .for_each(|entry| add(entry.key, entry.key.as_str()));
    }
    for item in body.get("links").into_iter().flat_map(Node::items) {
        add(item, item.as_str().and_then(|link| link.split(':').next()));
    }
    for item in body.get("volumes_from").into_iter().flat_map(Node::items) {
        let from = item.as_str().filter(|from| !from.starts_with("container:"));
        add(item, from.and_then(|from| from.split(':').next()));
    }
    for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
        let Some(node) = body.get(key) else { continue };
        add(node, node.as_str().and_then(|mode| mode.strip_prefix("service:")));
    }
    names
}

fn is_no(node: Node<'_>) -> bool {
    node.as_str().is_some_and(|text| !text.eq_ignore_ascii_case("true"))
}

fn extends(body: Node<'_>) -> Names {
    let Some(node) = body.get("extends").filter(|node| node.entry("file").is_none()) else {
        return Vec::new();
    };
    let service = node.get("service").unwrap_or(node);
    known(service).map(|name| (name, service.span())).into_iter().collect()
}
