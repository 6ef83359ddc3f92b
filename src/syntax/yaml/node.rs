//! The handle through which a tree is read.

use super::merge;
use super::resolve::{Resolved, resolve};
use super::scalar::{Scalar, Style};
use super::text;
use super::tree::{NodeId, Shape, Tree};
use crate::source::{Mapped, Span, Spanned};

/// A value at the place where it is used. Aliases are followed: [`Node::span`] is where the value is written,
/// [`Node::used_at`] where the alias or the merge stands.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(super) tree: &'a Tree,
    /// Never an alias that can be followed.
    pub(super) id: NodeId,
    /// The outermost alias or `<<` entry this came through.
    pub(super) used: Option<Span>,
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    /// `key: value` entries.
    Mapping,
    /// A list.
    Sequence,
    /// Text, a number, a boolean or null.
    Scalar(&'a Scalar),
}

/// One `key: value` of a mapping.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value.
    pub value: Node<'a>,
    /// Whether it came in by `<<`.
    pub merged: bool,
}

impl<'a> Node<'a> {
    pub(super) fn new(tree: &'a Tree, id: NodeId, used: Option<Span>) -> Self {
        let target = tree.followed(id);
        let used = if target == id { used } else { used.or(Some(tree.span(id))) };
        Self { tree, id: target, used }
    }

    /// Another node, used through the same alias or merge as this.
    pub(super) fn with(self, id: NodeId) -> Self {
        Self::new(self.tree, id, self.used)
    }

    /// Where the value is written: quotes included; a block scalar from its `|` or `>` to its last line that isn't
    /// blank, line end excluded; a block mapping from its first key, a block sequence from its first `-`, to the end
    /// of the last value. A value left out is empty, just behind its `:` or `-`. Tag and anchor aren't included.
    pub fn span(self) -> Span {
        self.tree.span(self.id)
    }

    /// Where the value is used: the outermost alias (`*x`) or `<<` entry it came through, and [`Node::span`] where it
    /// is written in place.
    pub fn used_at(self) -> Span {
        self.used.unwrap_or_else(|| self.span())
    }

    /// What the value is.
    pub fn kind(self) -> Kind<'a> {
        match self.tree.shape(self.id) {
            Shape::Mapping(_) => Kind::Mapping,
            Shape::Sequence(_) => Kind::Sequence,
            Shape::Scalar(scalar) => Kind::Scalar(scalar),
            Shape::Alias(_) | Shape::Lost => Kind::Scalar(&Scalar::EMPTY),
        }
    }

    /// Its tag: core tags in short form (`!!str`), others resolved (`!reset`, `!override`).
    pub fn tag(self) -> Option<Spanned<&'a str>> {
        self.tree.tag(self.id).map(|tag| Spanned::new(&*tag.value, tag.span))
    }

    /// Its anchor without the `&`; the span includes it.
    pub fn anchor(self) -> Option<Spanned<&'a str>> {
        self.tree.anchor(self.id).map(|anchor| Spanned::new(&*anchor.value, anchor.span))
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        self.tree.is_mapping(self.id)
    }

    /// Whether it is a sequence.
    pub fn is_sequence(self) -> bool {
        self.tree.is_sequence(self.id)
    }

    /// Whether it is a scalar; null is one.
    pub fn is_scalar(self) -> bool {
        matches!(self.kind(), Kind::Scalar(_))
    }

    /// Whether it is null: `~`, `null`, nothing at all, or an alias that can't be followed.
    pub fn is_null(self) -> bool {
        self.scalar() == Some(Resolved::Null)
    }

    /// How a scalar is written.
    pub fn style(self) -> Option<Style> {
        match self.kind() {
            Kind::Scalar(scalar) => Some(scalar.style),
            _ => None,
        }
    }

    /// The value of a key, merges resolved: the mapping's own keys first, then the first merge source that has it.
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.entry(key).map(|entry| entry.value)
    }

    /// The entry of a key, merges resolved as in [`Node::get`].
    pub fn entry(self, key: &str) -> Option<Entry<'a>> {
        merge::entry(self, key)
    }

    /// The entries with merges resolved: its own in source order, then those merged in. Each key once.
    pub fn entries(self) -> Vec<Entry<'a>> {
        merge::entries(self)
    }

    /// The entries as written, `<<` and repeated keys included.
    pub fn own_entries(self) -> impl DoubleEndedIterator<Item = Entry<'a>> {
        self.tree.pairs(self.id).map(move |(key, value)| Entry {
            key: self.with(key),
            value: self.with(value),
            merged: false,
        })
    }

    /// The items of a sequence; nothing of anything else.
    pub fn items(self) -> impl DoubleEndedIterator<Item = Node<'a>> {
        let items = if self.is_sequence() { self.tree.children(self.id) } else { &[] };
        items.iter().map(move |&item| self.with(item))
    }

    /// The text of any scalar except null; numbers and booleans as written.
    pub fn as_str(self) -> Option<&'a str> {
        if self.is_null() { None } else { self.tree.text(self.id) }
    }

    /// The text of any scalar except null, with the place where it is written.
    pub fn string(self) -> Option<Spanned<String>> {
        self.as_str().map(|text| Spanned::new(text.to_owned(), self.span()))
    }

    /// A scalar's value as go-yaml types it.
    pub fn scalar(self) -> Option<Resolved<'a>> {
        let Kind::Scalar(scalar) = self.kind() else { return None };
        let tag = self.tree.tag(self.id).map(|tag| &*tag.value);
        Some(resolve(scalar.style, tag, scalar.text(&self.tree.source)))
    }

    /// A scalar's content, each byte of which knows its place in the file; nothing for null.
    pub fn text(self) -> Option<Mapped> {
        let Kind::Scalar(scalar) = self.kind() else { return None };
        let value = self.as_str()?;
        Some(text::mapped(scalar, value, self.span(), &self.tree.source))
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({:?}, {:?})", self.kind(), self.span().range())
    }
}
