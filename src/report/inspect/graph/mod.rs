//! The repository as a graph: Compose files hold services, services build Dockerfiles, Dockerfiles stand on bases.
//!
//! Nodes have numbers for ids, never names. A graph that nobody could read is folded, step by step: services that build
//! the same, then all services of a file, then Dockerfiles on one base.

mod build;
mod dot;
mod fold;
mod mermaid;

pub use dot::write as write_dot;
pub use mermaid::write as write_mermaid;

/// Colours that families are marked with; there may be more families than colours.
const FILLS: [&str; 8] =
    ["#cfe8ff", "#ffe3b3", "#d8f0c8", "#f3d1f4", "#ffd6d0", "#d3f2ee", "#e6dcff", "#f0e9a8"];

/// What is drawn.
#[derive(Debug, Default)]
struct Graph {
    /// Compose files.
    clusters: Vec<Cluster>,
    /// Dockerfiles and bases.
    nodes: Vec<Node>,
    /// Between nodes, each once.
    edges: Vec<Edge>,
    /// Between Compose files, each once.
    relations: Vec<Relation>,
    /// What was put together, for the reader.
    folded: Option<&'static str>,
}

/// A Compose file.
#[derive(Debug)]
struct Cluster {
    id: String,
    label: String,
    is_dead: bool,
    /// Its services; never empty.
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    id: String,
    /// One line each.
    label: Vec<String>,
    shape: Shape,
    is_dead: bool,
    /// The number of the family it is of.
    family: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Service,
    Dockerfile,
    Base,
}

/// From one node to another, by their ids.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Edge {
    from: String,
    to: String,
}

/// How one Compose file stands to another, by their places in [`Graph::clusters`].
#[derive(Debug, Clone, PartialEq, Eq)]
struct Relation {
    from: usize,
    to: usize,
    says: &'static str,
}

impl Graph {
    fn all_nodes(&self) -> impl Iterator<Item = &Node> {
        self.clusters.iter().flat_map(|cluster| &cluster.nodes).chain(&self.nodes)
    }
}
