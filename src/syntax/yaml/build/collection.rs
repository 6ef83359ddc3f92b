//! Collections: from their first event to their last.

use granit_parser::{Span as Place, StructureStyle, Tag};

use super::Builder;
use crate::syntax::yaml::aliases::Extent;
use crate::syntax::yaml::places;
use crate::syntax::yaml::scalar::Scalar;
use crate::syntax::yaml::tree::{NodeId, Shape};

/// A collection whose end hasn't been reached.
pub(super) struct Open {
    pub(super) node: NodeId,
    pub(super) anchor: usize,
    pub(super) first_child: usize,
    pub(super) is_mapping: bool,
    pub(super) is_flow: bool,
    pub(super) counted_before: u64,
    pub(super) deepest_child: usize,
}

impl Builder<'_> {
    pub(super) fn open(
        &mut self,
        is_mapping: bool,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        place: &Place,
    ) {
        let start = place.byte_range().map_or(0, |range| range.start);
        let is_flow = style == StructureStyle::Flow;
        let start = if is_mapping || is_flow { start } else { places::first_dash(self.text, start) };
        let node = self.node(Shape::Lost, start, start);
        self.tag(node, tag, place);
        self.aliases.anchor(anchor, node, None);
        self.open.push(Open {
            node,
            anchor,
            first_child: self.pending.len(),
            is_mapping,
            is_flow,
            counted_before: self.aliases.count(),
            deepest_child: 0,
        });
    }

    /// Closes the innermost collection; without `end` where its end is missing.
    pub(super) fn close(&mut self, end: Option<usize>) {
        let Some(open) = self.open.pop() else { return };
        if open.is_mapping && (self.pending.len() - open.first_child) % 2 == 1 {
            // broken off behind a key
            let at = self.pending.last().map_or(0, |&key| self.tree.span(key).end as usize);
            let value = self.node(Shape::Scalar(Scalar::EMPTY), at, at);
            self.pending.push(value);
        }
        let first = self.tree.children.len() as u32;
        let (mut start, mut last) = (None, None);
        for &child in &self.pending[open.first_child..] {
            let span = self.tree.span(child);
            start = start.or(Some(span.start));
            // in broken text an empty value may stand before the end of what comes before it
            last = last.max(Some(span.end));
            self.tree.children.push(child);
        }
        self.pending.truncate(open.first_child);
        let range = first..self.tree.children.len() as u32;
        let data = &mut self.tree.nodes[open.node as usize];
        data.shape = if open.is_mapping { Shape::Mapping(range) } else { Shape::Sequence(range) };
        if let (Some(start), false) = (start, open.is_flow) {
            data.start = if open.is_mapping { start } else { data.start.min(start) };
        }
        data.end = match end {
            Some(end) if open.is_flow => end as u32,
            _ => last.unwrap_or(data.start),
        };
        if open.is_mapping {
            self.checks.mapping(&mut self.tree, &mut self.problems, open.node);
        }
        let extent = Extent { nodes: self.aliases.since(open.counted_before), depth: open.deepest_child + 1 };
        self.aliases.close(open.anchor, extent);
        self.add(open.node, extent.depth);
    }

    /// Hands a complete node to the collection it lies in, or makes it a document's root.
    pub(super) fn add(&mut self, node: NodeId, depth: usize) {
        match self.open.last_mut() {
            Some(open) => {
                let is_key = open.is_mapping && (self.pending.len() - open.first_child).is_multiple_of(2);
                self.visits += u32::from(!is_key);
                open.deepest_child = open.deepest_child.max(depth);
                self.pending.push(node);
            }
            None => {
                self.visits += 1;
                self.tree.roots.push(node);
            }
        }
    }
}
