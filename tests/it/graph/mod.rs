//! `inspect --format dot` and `--format mermaid`, read again: the languages' grammars as far as careen uses them, names
//! that want to break out of them, and repositories too large to be drawn one by one.
//!
//! Where `CAREEN_DOT` names Graphviz' `dot` (or a program like it), that reads the graphs, too.

mod dot;
mod mermaid;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a text of either language draws.
#[derive(Debug, Default)]
struct Drawn {
    /// Labels by id; a line each.
    nodes: BTreeMap<String, Vec<String>>,
    clusters: BTreeMap<String, String>,
    edges: Vec<(String, String)>,
}

impl Drawn {
    fn has(&self, name: &str) -> bool {
        self.nodes.values().flatten().chain(self.clusters.values()).any(|label| label.contains(name))
    }

    fn check(&self) {
        for (from, to) in &self.edges {
            for id in [from, to] {
                assert!(self.nodes.contains_key(id) || self.clusters.contains_key(id), "no node {id}");
            }
        }
    }
}

fn drawn(folder: &Path, format: &str) -> (String, Drawn) {
    let output = Command::new(env!("CARGO_BIN_EXE_careen"))
        .args(["inspect", "--format", format])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let drawn = if format == "dot" { dot::read(&text) } else { mermaid::read(&text) };
    drawn.check();
    (text, drawn)
}

fn repository(files: &[(&str, String)]) -> tempfile::TempDir {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    crate::cli::repository(&files)
}

/// Whether the real thing takes it, where it is at hand.
#[allow(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn ask_graphviz(text: &str) {
    let Ok(dot) = std::env::var("CAREEN_DOT") else {
        eprintln!("skipped: CAREEN_DOT names no Graphviz");
        return;
    };
    let mut child =
        Command::new(dot).arg("-Tsvg").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stdout.windows(4).any(|part| part == b"<svg"));
}

#[test]
fn fixtures_are_drawn() {
    for fixture in ["broken", "monorepo", "three-generations", "well-kept"] {
        let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", fixture, "repo"].iter().collect();
        let (text, dot) = drawn(&folder, "dot");
        ask_graphviz(&text);
        let (_, mermaid) = drawn(&folder, "mermaid");
        assert_eq!(dot.nodes, mermaid.nodes, "{fixture}");
        assert_eq!(dot.clusters, mermaid.clusters, "{fixture}");
    }
}

#[test]
fn generations_families_and_builds_are_drawn() {
    let folder: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "fixtures", "three-generations", "repo"].iter().collect();
    let (text, drawn) = drawn(&folder, "mermaid");
    let id = |name: &str| {
        let found = drawn.nodes.iter().find(|(_, label)| label[0] == name);
        found.unwrap_or_else(|| panic!("no node {name}")).0.clone()
    };
    let cluster = |name: &str| {
        let found = drawn.clusters.iter().find(|(_, label)| label.starts_with(name));
        found.unwrap_or_else(|| panic!("no cluster {name}")).0.clone()
    };
    let edges = [
        (id("oi-detector"), id("crypto-assistant/monitoring/oi-detector/Dockerfile")),
        (id("crypto-v2/scheduler/Dockerfile"), id("python:3.11")),
        (cluster("crypto-v2/docker-compose.yml"), cluster("crypto-intelligence-v2/docker-compose.yml")),
    ];
    for edge in edges {
        assert!(drawn.edges.contains(&edge), "{edge:?}");
    }
    let dead = text.lines().find(|line| line.ends_with(" dead")).expect("the dead are marked");
    let dead: Vec<&str> = dead.trim().split([' ', ',']).collect();
    let is_dead = |id: &String| dead.contains(&id.as_str());
    assert!(is_dead(&id("oi-detector")) && is_dead(&cluster("crypto-v2/docker-compose.yml")));
    assert!(!is_dead(&id("oi-monitor")) && !is_dead(&cluster("crypto-assistant/docker-compose.yml (live)")));
    assert!(drawn.nodes[&id("oi-detector")].contains(&"family oi-monitor".to_owned()));
}

#[cfg(unix)]
#[test]
fn names_cannot_break_out() {
    let names = [
        r#"a"];evil->b;x["#,
        r"back\slash\",
        "`code`",
        "%%{init: {}}%%",
        "end",
        "<b>&quot;</b>#quot;",
        "style: x#35;y",
        "classDef: z#1;",
        "é 漢字",
        "click s0 call()",
        "line\nbreak",
    ];
    let quoted = |name: &str| serde_json::to_string(name).unwrap();
    let mut files = Vec::new();
    let mut compose = "services:\n".to_owned();
    for name in names {
        compose += &format!("  {}:\n    build: {}\n", quoted(name), quoted(&format!("./{name}/b")));
        files.push((format!("{name}/b/Dockerfile"), "FROM example/base:1\n".to_owned()));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
    let folder = repository(&[files.as_slice(), &[("compose.yaml", compose)]].concat());
    for format in ["dot", "mermaid"] {
        let (text, drawn) = drawn(folder.path(), format);
        if format == "dot" {
            ask_graphviz(&text);
        }
        for name in names {
            // what would move a cursor is escaped in every output
            assert!(drawn.has(&name.replace('\n', "\\n")), "{format}: {name:?}\n{text}");
        }
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    }
}

#[test]
fn large_repositories_are_folded() {
    let file = |services: std::ops::Range<usize>, build: &dyn Fn(usize) -> String| {
        let service = |number| format!("  s{number}:\n    build: {}\n", build(number));
        format!("services:\n{}", services.map(service).collect::<String>())
    };
    let dockerfile =
        |number: usize| (format!("d{number}/Dockerfile"), format!("FROM example/{}:1\n", number % 3));
    let nodes = |files: Vec<(String, String)>| {
        let files: Vec<(&str, String)> =
            files.iter().map(|(path, text)| (path.as_str(), text.clone())).collect();
        let folder = repository(&files);
        let (text, dot) = drawn(folder.path(), "dot");
        ask_graphviz(&text);
        let (_, mermaid) = drawn(folder.path(), "mermaid");
        assert_eq!(dot.nodes, mermaid.nodes);
        (text, dot)
    };
    let (text, few) =
        nodes(vec![("compose.yaml".to_owned(), file(0..40, &|_| "d0".to_owned())), dockerfile(0)]);
    assert!(few.nodes.len() == 42 && !text.contains("folded"));

    let (text, many) =
        nodes(vec![("compose.yaml".to_owned(), file(0..200, &|_| "d0".to_owned())), dockerfile(0)]);
    assert!(text.contains("services that build the same are one node") && many.has("and 199 more"), "{text}");

    let mut files = vec![("compose.yaml".to_owned(), file(0..60, &|number| format!("d{number}")))];
    files.extend((0..60).map(dockerfile));
    let (text, more) = nodes(files);
    assert!(
        text.contains("the services of a Compose file are one node") && more.has("60 services"),
        "{text}"
    );
    assert_eq!(more.nodes.len(), 1 + 60 + 3);

    let mut files: Vec<_> = (0..100)
        .map(|number| {
            (format!("c{number}/compose.yaml"), file(0..3, &|other| format!("../d{}", number * 3 + other)))
        })
        .collect();
    files.extend((0..300).map(dockerfile));
    let (text, most) = nodes(files);
    assert!(
        text.contains("and so are Dockerfiles on one base") && most.has("and 40 more Compose files"),
        "{text}"
    );
    assert!(most.nodes.len() < 80, "{}", most.nodes.len());
}
