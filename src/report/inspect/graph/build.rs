//! From what is known to what is drawn.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::fold::{self, Detail, Ties};
use super::{Cluster, Edge, Graph, Node, Relation, Shape};
use crate::report::count;
use crate::report::inspect::view::{ComposeFile, Inspection};

/// A graph with more nodes is folded further.
const MOST_NODES: usize = 80;
/// Compose files drawn even in the coarsest graph.
const MOST_FILES: usize = 60;

impl Graph {
    /// The finest graph that can still be read.
    pub(super) fn of(inspection: &Inspection<'_>) -> Self {
        let ties = Ties::of(inspection);
        let mut graph = Self::default();
        for detail in Detail::ALL {
            graph = Builder { inspection, ties: &ties, detail }.build();
            if graph.all_nodes().count() <= MOST_NODES {
                break;
            }
        }
        graph
    }
}

struct Builder<'a, 'i> {
    inspection: &'i Inspection<'a>,
    ties: &'i Ties<'a>,
    detail: Detail,
}

impl<'a> Builder<'a, '_> {
    fn build(&self) -> Graph {
        let mut graph = Graph { folded: self.detail.folded(), ..Graph::default() };
        let mut edges: IndexSet<Edge> = IndexSet::new();
        let drawn = self.dockerfiles(&mut graph, &mut edges);
        let (files, hidden) = self.files();
        for (number, file) in files.iter().enumerate() {
            let cluster = self.cluster(number, file, &drawn, &mut edges);
            graph.clusters.push(cluster);
        }
        if hidden > 0 {
            let label = vec![format!("and {}", count(hidden, "more Compose file"))];
            let node =
                Node { id: "more".to_owned(), label, shape: Shape::Service, is_dead: false, family: None };
            graph.nodes.push(node);
        }
        graph.relations = relations(&files);
        graph.edges = edges.into_iter().collect();
        graph
    }

    /// The Compose files that are drawn, the living before the dead, and how many are not.
    fn files(&self) -> (Vec<&ComposeFile<'a>>, usize) {
        let mut files: Vec<&ComposeFile<'a>> = self.inspection.compose_files.iter().collect();
        let hidden = files.len().saturating_sub(MOST_FILES);
        if self.detail == Detail::Bases && hidden > 0 {
            files.sort_by_key(|file| matches!(file.role, "orphan" | "unknown"));
            files.truncate(MOST_FILES);
            return (files, hidden);
        }
        (files, 0)
    }

    /// Draws Dockerfiles and bases; returns the id of each Dockerfile's node.
    fn dockerfiles(&self, graph: &mut Graph, edges: &mut IndexSet<Edge>) -> Vec<String> {
        let all = &self.inspection.dockerfiles;
        let mut drawn = vec![String::new(); all.len()];
        let mut bases: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (number, group) in fold::dockerfiles(all, self.detail).into_iter().enumerate() {
            let id = format!("d{number}");
            let first = &all[group[0]];
            let family = if group.len() == 1 { self.ties.family(first.path) } else { None };
            let mut label = match group.len() {
                1 => vec![first.path.to_owned()],
                several if first.used_by.is_empty() => {
                    vec![count(several, "Dockerfile"), "built by no service".to_owned()]
                }
                several => vec![count(several, "Dockerfile")],
            };
            label.extend(self.mark(family));
            bases
                .entry(first.final_base.as_deref().unwrap_or("an unknown base"))
                .or_default()
                .push(id.clone());
            group.iter().for_each(|&index| drawn[index].clone_from(&id));
            let is_dead = first.role == "orphan";
            graph.nodes.push(Node { id, label, shape: Shape::Dockerfile, is_dead, family });
        }
        for (number, (base, users)) in bases.into_iter().enumerate() {
            let id = format!("b{number}");
            edges.extend(users.into_iter().map(|from| Edge { from, to: id.clone() }));
            let label = vec![base.to_owned()];
            graph.nodes.push(Node { id, label, shape: Shape::Base, is_dead: false, family: None });
        }
        drawn
    }

    fn cluster(
        &self,
        number: usize,
        file: &ComposeFile<'a>,
        drawn: &[String],
        edges: &mut IndexSet<Edge>,
    ) -> Cluster {
        let is_dead = file.role == "orphan";
        let mut nodes = Vec::new();
        for (index, group) in self.ties.services(file, self.detail).into_iter().enumerate() {
            let id = format!("s{number}_{index}");
            for &build in &group.builds {
                edges.insert(Edge { from: id.clone(), to: drawn[build].clone() });
            }
            let mut label = match (group.names.as_slice(), self.detail) {
                ([only], _) => vec![(*only).to_owned()],
                (names, Detail::Files | Detail::Bases) => vec![count(names.len(), "service")],
                (names, _) => vec![names[0].to_owned(), format!("and {} more", names.len() - 1)],
            };
            label.extend(self.mark(group.family));
            nodes.push(Node { id, label, shape: Shape::Service, is_dead, family: group.family });
        }
        if nodes.is_empty() {
            let (id, label) = (format!("s{number}_0"), vec!["no service".to_owned()]);
            nodes.push(Node { id, label, shape: Shape::Service, is_dead, family: None });
        }
        Cluster { id: format!("c{number}"), label: format!("{} ({})", file.path, file.role), is_dead, nodes }
    }

    /// What a member's label says of its family.
    fn mark(&self, family: Option<usize>) -> Option<String> {
        Some(format!("family {}", self.inspection.families.get(family?)?.name))
    }
}

fn relations(files: &[&ComposeFile<'_>]) -> Vec<Relation> {
    let place: BTreeMap<&str, usize> =
        files.iter().enumerate().map(|(index, file)| (file.path, index)).collect();
    let mut relations = Vec::new();
    for (from, file) in files.iter().enumerate() {
        let mut add = |path: &str, says| {
            if let Some(&to) = place.get(path).filter(|to| **to != from) {
                relations.push(Relation { from, to, says });
            }
        };
        file.superseded_by.iter().for_each(|path| add(path, "superseded by"));
        let relation = if file.role == "override" { "on top of" } else { "beside" };
        file.of.iter().for_each(|path| add(path, relation));
    }
    relations
}
