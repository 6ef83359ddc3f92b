//! YAML as one tree of spans, read as Docker Compose reads it: go-yaml's scalar types, anchors as references,
//! `<<` resolved when asked for, and a problem at each place that go-yaml or compose-go would refuse.
//!
//! ```text
//! text ── read, build (granit-parser's events) ──► tree ◄── node, merge (looking things up)
//!           ├ aliases   what may be expanded             ├ resolve   null, bool, number or text
//!           ├ checks    what Compose refuses             └ text      scalar content with its places
//!           └ places    spans granit leaves out
//! ```

mod aliases;
mod build;
mod checks;
mod json;
mod merge;
mod message;
mod node;
mod places;
mod read;
mod resolve;
mod scalar;
mod text;
mod tree;

pub use json::parse_json_with_comments;
pub use node::{Entry, Kind, Node};
pub use resolve::Resolved;
pub use scalar::{Scalar, Style};

use crate::source::{FileId, Span};
use crate::syntax::Problem;
use tree::Tree;

/// How many flow and how many block collections may be nested: far above what people write, far below what would
/// hurt whoever walks the tree. go-yaml's own limit is 10,000.
pub const MAX_DEPTH: usize = 200;

/// How many values compose-go visits in one document before it refuses it (`defaultMaxNodeVisits` of its
/// `loader/reset.go`); compare with [`Yaml::visits`].
pub const COMPOSE_VISITS: u32 = 100_000;

/// A YAML file: its documents, its comments, and what is wrong with it.
#[derive(Debug)]
pub struct Yaml {
    /// What go-yaml or compose-go would refuse, in source order. The tree holds what could be read all the same.
    pub problems: Vec<Problem>,
    /// Each comment from its `#` to the end of its line, in source order.
    pub comments: Vec<Span>,
    tree: Tree,
}

/// Reads a file. Never fails: what is wrong lands in [`Yaml::problems`], what could be read is kept.
pub fn parse(file: FileId, text: &str) -> Yaml {
    read::read(file, text)
}

impl Yaml {
    /// The documents' root values; a document that holds nothing at all has none.
    pub fn documents(&self) -> impl Iterator<Item = Node<'_>> {
        self.tree.roots.iter().map(|&root| Node::new(&self.tree, root, None))
    }

    /// The first document's root value.
    pub fn root(&self) -> Option<Node<'_>> {
        self.documents().next()
    }

    /// How many values (keys not counted, an alias counted once) the fullest document holds: what compose-go
    /// refuses above [`COMPOSE_VISITS`].
    pub fn visits(&self) -> u32 {
        self.tree.visits
    }
}

#[cfg(test)]
mod tests;
