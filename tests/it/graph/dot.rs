//! Graphviz' grammar, as far as it is used here.

use std::collections::BTreeMap;

use super::Drawn;

pub(super) fn read(text: &str) -> Drawn {
    Dot::read(text)
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
