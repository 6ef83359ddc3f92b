//! `inspect --format dot` and `--format mermaid`, read again: the languages' grammars as far as careen uses them, names
//! that want to break out of them, and repositories too large to be drawn one by one.
//!
//! Where `CAREEN_DOT` names Graphviz' `dot` (or a program like it), that reads the graphs, too.

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
    let drawn = if format == "dot" { Dot::read(&text) } else { mermaid(&text) };
    drawn.check();
    (text, drawn)
}

/// A reader of the part of Graphviz' grammar that is used here; panics at anything else.
struct Dot {
    tokens: Vec<String>,
    at: usize,
    drawn: Drawn,
}

impl Dot {
    fn read(text: &str) -> Drawn {
        let mut reader = Self { tokens: tokens(text), at: 0, drawn: Drawn::default() };
        reader.expect("digraph");
        reader.next();
        reader.statements(None);
        assert_eq!(reader.at, reader.tokens.len(), "nothing follows the graph");
        reader.drawn
    }

    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens.get(self.at - 1).expect("the graph ends").clone()
    }

    fn expect(&mut self, token: &str) {
        assert_eq!(self.next(), token);
    }

    fn statements(&mut self, cluster: Option<&str>) {
        self.expect("{");
        while self.peek() != "}" {
            match self.next().as_str() {
                "subgraph" => {
                    let id = self.next();
                    let id = id.strip_prefix("cluster_").expect("a cluster's name").to_owned();
                    self.statements(Some(&id));
                    continue;
                }
                id => {
                    assert!(id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "an id: {id}");
                    self.statement(id, cluster);
                }
            }
            self.expect(";");
        }
        self.expect("}");
    }

    fn statement(&mut self, id: &str, cluster: Option<&str>) {
        match self.peek() {
            "=" => {
                self.next();
                let value = self.next();
                if let ("label", Some(cluster)) = (id, cluster) {
                    self.drawn.clusters.insert(cluster.to_owned(), unquoted(&value).join("\n"));
                }
            }
            "->" => {
                self.next();
                let to = self.next();
                self.drawn.edges.push((id.to_owned(), to));
                self.attributes();
            }
            _ => {
                let attributes = self.attributes();
                if !matches!(id, "node" | "edge") {
                    let known = self.drawn.nodes.insert(id.to_owned(), unquoted(&attributes["label"]));
                    assert!(known.is_none(), "{id} is drawn twice");
                }
            }
        }
    }

    fn attributes(&mut self) -> BTreeMap<String, String> {
        let mut attributes = BTreeMap::new();
        if self.peek() != "[" {
            return attributes;
        }
        while self.next() != "]" {
            let key = self.next();
            self.expect("=");
            let value = self.next();
            attributes.insert(key, value);
            if !matches!(self.peek(), "," | "]") {
                panic!("after an attribute: {}", self.peek());
            }
        }
        attributes
    }
}

/// Ids, quoted strings with their quotes, and signs.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        let mut token = String::from(character);
        match character {
            ' ' | '\n' => continue,
            '"' => loop {
                let next = rest.next().expect("the string ends");
                assert_ne!(next, '\n', "a line breaks in a string");
                token.push(next);
                match next {
                    '\\' => token.push(rest.next().expect("the escape ends")),
                    '"' => break,
                    _ => {}
                }
            },
            '-' => token.push(rest.next().filter(|next| *next == '>').expect("an arrow")),
            '{' | '}' | '[' | ']' | ';' | '=' | ',' => {}
            _ => {
                while let Some(next) = rest.next_if(|next| next.is_ascii_alphanumeric() || *next == '_') {
                    token.push(next);
                }
            }
        }
        tokens.push(token);
    }
    tokens
}

/// What Graphviz draws for a quoted string.
fn unquoted(value: &str) -> Vec<String> {
    let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).expect("a string");
    let mut lines = vec![String::new()];
    let mut rest = inner.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => match rest.next().expect("the escape ends") {
                'n' => lines.push(String::new()),
                escaped => lines.last_mut().unwrap().push(escaped),
            },
            plain => lines.last_mut().unwrap().push(plain),
        }
    }
    lines.iter().map(|line| line.replace("&amp;", "&")).collect()
}

/// A reader of the part of Mermaid's grammar that is used here, line by line; panics at anything else.
fn mermaid(text: &str) -> Drawn {
    let mut drawn = Drawn::default();
    let mut lines = text.lines().map(str::trim);
    let mut open = 0;
    assert_eq!(lines.next(), Some("flowchart LR"));
    for line in lines {
        let is_id =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if let Some(rest) = line.strip_prefix("subgraph ") {
            let (id, label) = rest.split_once('[').unwrap();
            assert!(is_id(id));
            drawn.clusters.insert(id.to_owned(), label_of(label.strip_suffix(']').unwrap()).join("\n"));
            open += 1;
        } else if line == "end" {
            open -= 1;
        } else if line.starts_with("%% ") || line.starts_with("classDef ") {
        } else if let Some(rest) = line.strip_prefix("class ") {
            let (ids, class) = rest.split_once(' ').unwrap();
            assert!(is_id(class) && ids.split(',').all(is_id), "{line}");
        } else if let Some((from, to)) = line.split_once(" --> ") {
            drawn.edges.push((from.to_owned(), to.to_owned()));
        } else if let Some((from, rest)) = line.split_once(" -. \"") {
            let (says, to) = rest.split_once("\" .-> ").unwrap();
            assert!(["superseded by", "on top of", "beside"].contains(&says), "{line}");
            drawn.edges.push((from.to_owned(), to.to_owned()));
        } else {
            let at = line.find(['(', '[']).unwrap_or_else(|| panic!("what is this? {line}"));
            let (id, shape) = line.split_at(at);
            assert!(is_id(id), "{line}");
            let label = [("[(", ")]"), ("(", ")"), ("[", "]")]
                .iter()
                .find_map(|(open, close)| shape.strip_prefix(open)?.strip_suffix(close))
                .unwrap();
            assert!(drawn.nodes.insert(id.to_owned(), label_of(label)).is_none(), "{id} is drawn twice");
        }
    }
    assert_eq!(open, 0, "every subgraph ends");
    drawn
}

/// What Mermaid draws for a quoted label: `#35;` is a character, and nothing but letters and a few signs stands there.
fn label_of(quoted: &str) -> Vec<String> {
    let inner = quoted.strip_prefix('"').and_then(|label| label.strip_suffix('"')).expect("quotes");
    let line = |line: &str| {
        let mut text = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('#') {
            let (number, after) = after.split_once(';').expect("an entity ends");
            text += before;
            text.push(char::from_u32(number.parse().unwrap()).unwrap());
            rest = after;
        }
        let harmless = |c: char| c.is_alphanumeric() || "-_./:,() #;".contains(c);
        assert!(line.chars().all(harmless), "{line}");
        text + rest
    };
    inner.split("<br/>").map(line).collect()
}

fn repository(files: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
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
