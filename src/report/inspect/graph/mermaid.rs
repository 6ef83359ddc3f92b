//! The graph as a Mermaid flowchart: <https://mermaid.js.org/syntax/flowchart.html>.

use std::io::{self, Write};

use super::{FILLS, Graph, Node, Shape};
use crate::report::inspect::Inspection;
use crate::report::printable;

/// Writes the flowchart.
pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = Graph::of(inspection);
    writeln!(out, "flowchart LR")?;
    if let Some(folded) = graph.folded {
        writeln!(out, "  %% folded: {folded}")?;
    }
    for cluster in &graph.clusters {
        writeln!(out, "  subgraph {}[{}]", cluster.id, quoted(std::slice::from_ref(&cluster.label)))?;
        cluster.nodes.iter().try_for_each(|node| write_node(node, "    ", out))?;
        writeln!(out, "  end")?;
    }
    graph.nodes.iter().try_for_each(|node| write_node(node, "  ", out))?;
    for edge in &graph.edges {
        writeln!(out, "  {} --> {}", edge.from, edge.to)?;
    }
    for relation in &graph.relations {
        let (from, to) = (&graph.clusters[relation.from].id, &graph.clusters[relation.to].id);
        writeln!(out, "  {from} -. \"{}\" .-> {to}", relation.says)?;
    }
    write_classes(&graph, out)
}

fn write_node(node: &Node, indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let (open, close) = match node.shape {
        Shape::Service => ("(", ")"),
        Shape::Dockerfile => ("[", "]"),
        Shape::Base => ("[(", ")]"),
    };
    writeln!(out, "{indent}{}{open}{}{close}", node.id, quoted(&node.label))
}

/// Families by colour, and last the dead: dashed and grey.
fn write_classes(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    for (number, fill) in FILLS.iter().enumerate() {
        let is_of = |node: &&Node| node.family.is_some_and(|family| family % FILLS.len() == number);
        let ids: Vec<&str> = graph.all_nodes().filter(is_of).map(|node| node.id.as_str()).collect();
        if !ids.is_empty() {
            writeln!(out, "  classDef f{number} fill:{fill},color:#111")?;
            writeln!(out, "  class {} f{number}", ids.join(","))?;
        }
    }
    let clusters = graph.clusters.iter().filter(|cluster| cluster.is_dead).map(|cluster| cluster.id.as_str());
    let nodes = graph.all_nodes().filter(|node| node.is_dead).map(|node| node.id.as_str());
    let dead: Vec<&str> = clusters.chain(nodes).collect();
    if dead.is_empty() {
        return Ok(());
    }
    writeln!(out, "  classDef dead stroke:#999,stroke-dasharray:4 3,color:#777")?;
    writeln!(out, "  class {} dead", dead.join(","))
}

/// Lines as one quoted string. All that isn't plainly harmless becomes the number of its character: quotes end the
/// string, backticks start Markdown, percent signs directives.
fn quoted(lines: &[String]) -> String {
    let mut text = String::from('"');
    for (index, line) in lines.iter().enumerate() {
        text += if index > 0 { "<br/>" } else { "" };
        // Mermaid looks for these words before it parses, and eats what follows their colon
        let is_keyword = line.contains("style") || line.contains("classDef");
        for character in printable(line).chars() {
            match character {
                ':' if is_keyword => text += "#58;",
                '-' | '_' | '.' | '/' | ':' | ',' | '(' | ')' | ' ' => text.push(character),
                _ if character.is_alphanumeric() => text.push(character),
                _ => text += &format!("#{};", u32::from(character)),
            }
        }
    }
    text.push('"');
    text
}
