//! The graph in Graphviz' language: <https://graphviz.org/doc/info/lang.html>.

use std::io::{self, Write};

use super::{FILLS, Graph, Node, Shape};
use crate::report::inspect::Inspection;
use crate::report::printable;

/// Writes the graph for `dot`.
pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::of(inspection);
    writeln!(out, "digraph careen {{")?;
    if let Some(folded) = graph.folded {
        writeln!(out, "  label=\"folded: {folded}\";")?;
    }
    writeln!(out, "  rankdir=LR;\n  compound=true;\n  fontname=\"Helvetica\";")?;
    writeln!(
        out,
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\"];"
    )?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=10, color=\"#555555\"];")?;
    for cluster in &graph.clusters {
        let style = match cluster.is_dead {
            true => "style=dashed; color=\"#999999\"; fontcolor=\"#777777\";",
            false => "style=solid; color=\"#333333\";",
        };
        writeln!(out, "  subgraph cluster_{} {{", cluster.id)?;
        writeln!(out, "    label={}; {style}", quoted(std::slice::from_ref(&cluster.label)))?;
        cluster.nodes.iter().try_for_each(|node| write_node(node, "    ", out))?;
        writeln!(out, "  }}")?;
    }
    graph.nodes.iter().try_for_each(|node| write_node(node, "  ", out))?;
    for edge in &graph.edges {
        writeln!(out, "  {} -> {};", edge.from, edge.to)?;
    }
    for relation in &graph.relations {
        let (from, to) = (&graph.clusters[relation.from], &graph.clusters[relation.to]);
        // an edge between clusters is one between nodes in them that is clipped
        let (Some(tail), Some(head)) = (from.nodes.first(), to.nodes.first()) else { continue };
        writeln!(
            out,
            "  {} -> {} [ltail=cluster_{}, lhead=cluster_{}, label=\"{}\", style=dashed];",
            tail.id, head.id, from.id, to.id, relation.says
        )?;
    }
    writeln!(out, "}}")
}

fn write_node(node: &Node, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut attributes = format!("label={}", quoted(&node.label));
    attributes += match node.shape {
        Shape::Service => "",
        Shape::Dockerfile => ", shape=note",
        Shape::Base => ", shape=cylinder",
    };
    if let Some(family) = node.family {
        attributes += &format!(", fillcolor=\"{}\"", FILLS[family % FILLS.len()]);
    }
    if node.is_dead {
        attributes += ", style=\"dashed,filled\", color=\"#999999\", fontcolor=\"#777777\"";
    } else if node.shape != Shape::Service {
        attributes += ", style=filled";
    }
    writeln!(out, "{indent}{} [{attributes}];", node.id)
}

/// Lines as one quoted string. Graphviz reads `\n` and the like in it, and entities of HTML.
fn quoted(lines: &[String]) -> String {
    let mut text = String::from('"');
    for (index, line) in lines.iter().enumerate() {
        text += if index > 0 { "\\n" } else { "" };
        for character in printable(line).chars() {
            match character {
                '"' | '\\' => text.extend(['\\', character]),
                '&' => text += "&amp;",
                _ => text.push(character),
            }
        }
    }
    text.push('"');
    text
}
