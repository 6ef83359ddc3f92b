//! The arena that a file's nodes lie in.

use std::ops::Range;

use super::scalar::Scalar;
use crate::source::{FileId, Span, Spanned};

/// Index of a node in its [`Tree`]; counts up in source order.
pub(super) type NodeId = u32;

/// All nodes of a file. Nodes refer to each other by index, so an alias costs nothing and nothing is expanded.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) file: FileId,
    /// The whole text; most scalars are ranges of it.
    pub(super) source: Box<str>,
    pub(super) nodes: Vec<Data>,
    /// Children of all collections, each collection's in one run; of a mapping key, value, key, value...
    pub(super) children: Vec<NodeId>,
    /// Tags by node, ascending.
    pub(super) tags: Vec<(NodeId, Spanned<Box<str>>)>,
    /// Anchors by node, ascending.
    pub(super) anchors: Vec<(NodeId, Spanned<Box<str>>)>,
    /// Keys that repeat an earlier key of their mapping, ascending.
    pub(super) repeated: Vec<NodeId>,
    /// The root of each document.
    pub(super) roots: Vec<NodeId>,
    /// See [`super::Yaml::visits`].
    pub(super) visits: u32,
}

/// One node as written.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) shape: Shape,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What a node is, before aliases are followed.
#[derive(Debug)]
pub(super) enum Shape {
    Scalar(Scalar),
    /// A range of [`Tree::children`].
    Sequence(Range<u32>),
    /// A range of [`Tree::children`].
    Mapping(Range<u32>),
    /// A reference to a node that stands earlier in the file and is never itself an alias.
    Alias(NodeId),
    /// An alias that can't be followed; a problem says why, and it reads as null.
    Lost,
}

impl Tree {
    /// The bytes `start..end` of the file.
    pub(super) fn place(&self, start: u32, end: u32) -> Span {
        Span { file: self.file, start, end: end.max(start) }
    }

    /// Where a node is written.
    pub(super) fn span(&self, id: NodeId) -> Span {
        let data = &self.nodes[id as usize];
        self.place(data.start, data.end)
    }

    /// What a node is, aliases not followed.
    pub(super) fn shape(&self, id: NodeId) -> &Shape {
        &self.nodes[id as usize].shape
    }

    /// The node an alias stands for; any other node itself.
    pub(super) fn followed(&self, id: NodeId) -> NodeId {
        match self.shape(id) {
            Shape::Alias(target) => *target,
            _ => id,
        }
    }

    /// The children of a collection, aliases followed; none of a scalar.
    pub(super) fn children(&self, id: NodeId) -> &[NodeId] {
        match self.shape(self.followed(id)) {
            Shape::Sequence(range) | Shape::Mapping(range) => {
                self.children.get(range.start as usize..range.end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Key and value of each entry of a mapping, aliases followed; nothing of anything else.
    pub(super) fn pairs(&self, id: NodeId) -> impl DoubleEndedIterator<Item = (NodeId, NodeId)> + use<'_> {
        let children = if self.is_mapping(id) { self.children(id) } else { &[] };
        children.chunks_exact(2).map(|pair| (pair[0], pair[1]))
    }

    /// Whether a node is a mapping, aliases followed.
    pub(super) fn is_mapping(&self, id: NodeId) -> bool {
        matches!(self.shape(self.followed(id)), Shape::Mapping(_))
    }

    /// Whether a node is a sequence, aliases followed.
    pub(super) fn is_sequence(&self, id: NodeId) -> bool {
        matches!(self.shape(self.followed(id)), Shape::Sequence(_))
    }

    /// A node's tag, aliases not followed.
    pub(super) fn tag(&self, id: NodeId) -> Option<&Spanned<Box<str>>> {
        find(&self.tags, id)
    }

    /// A node's anchor.
    pub(super) fn anchor(&self, id: NodeId) -> Option<&Spanned<Box<str>>> {
        find(&self.anchors, id)
    }

    /// The text of a scalar, aliases followed.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match self.shape(self.followed(id)) {
            Shape::Scalar(scalar) => Some(scalar.text(&self.source)),
            _ => None,
        }
    }

    /// Whether a key is YAML's merge key: `<<` without quotes.
    pub(super) fn is_merge_key(&self, id: NodeId) -> bool {
        let Shape::Scalar(scalar) = self.shape(id) else { return false };
        match self.tag(id) {
            Some(tag) => *tag.value == *"!!merge",
            None => scalar.style.is_plain() && scalar.text(&self.source) == "<<",
        }
    }
}

fn find(marks: &[(NodeId, Spanned<Box<str>>)], id: NodeId) -> Option<&Spanned<Box<str>>> {
    let index = marks.binary_search_by_key(&id, |(node, _)| *node).ok()?;
    marks.get(index).map(|(_, mark)| mark)
}
