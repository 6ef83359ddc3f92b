//! `<<`: entries of other mappings that stand in for missing ones.
//!
//! A mapping's own keys win, then the first source that has the key, where a source's own sources come right after
//! it (go-yaml's `Constructor.merge`). A mapping that is reached twice adds nothing the second time, so each is
//! visited once, however often it is merged.

use rustc_hash::FxHashSet;

use super::node::{Entry, Node};
use super::tree::{NodeId, Tree};
use crate::source::Span;

/// The entry of `key`, looked up through merges.
pub(super) fn entry<'a>(mapping: Node<'a>, key: &str) -> Option<Entry<'a>> {
    let tree = mapping.tree;
    if !tree.pairs(mapping.id).any(|(key, _)| tree.is_merge_key(key)) {
        let (key, value) = tree.pairs(mapping.id).find(|&(k, _)| is_key(tree, k, key))?;
        return Some(Entry { key: mapping.with(key), value: mapping.with(value), merged: false });
    }
    let mut search = Search::new(mapping);
    while let Some((node, merged)) = search.next() {
        let tree = node.tree;
        let found = tree.pairs(node.id).find(|&(k, _)| is_key(tree, k, key));
        if let Some((key, value)) = found {
            return Some(Entry { key: node.with(key), value: node.with(value), merged });
        }
    }
    None
}

/// All entries, merges resolved.
pub(super) fn entries(mapping: Node<'_>) -> Vec<Entry<'_>> {
    let tree = mapping.tree;
    let mut entries = Vec::with_capacity(tree.children(mapping.id).len() / 2);
    let merges = tree.pairs(mapping.id).any(|(key, _)| tree.is_merge_key(key));
    let mut taken: FxHashSet<&str> = FxHashSet::default();
    let mut search = Search::new(mapping);
    while let Some((node, merged)) = search.next() {
        for (key, value) in tree.pairs(node.id) {
            if tree.is_merge_key(key) || tree.repeated.binary_search(&key).is_ok() {
                continue;
            }
            let text = tree.text(key).unwrap_or_default();
            if !merges || taken.insert(text) {
                entries.push(Entry { key: node.with(key), value: node.with(value), merged });
            }
        }
    }
    entries
}

fn is_key(tree: &Tree, id: NodeId, key: &str) -> bool {
    tree.text(id) == Some(key) && !tree.is_merge_key(id) && !Node::new(tree, id, None).is_null()
}

/// A mapping and then the mappings it merges, in the order in which go-yaml reads them.
struct Search<'a> {
    pending: Vec<(Node<'a>, bool)>,
    seen: FxHashSet<NodeId>,
}

impl<'a> Search<'a> {
    fn new(mapping: Node<'a>) -> Self {
        Self { pending: vec![(mapping, false)], seen: FxHashSet::default() }
    }

    fn next(&mut self) -> Option<(Node<'a>, bool)> {
        let (node, merged) = loop {
            let (node, merged) = self.pending.pop()?;
            if !node.is_mapping() {
                continue;
            }
            if !merged || self.seen.insert(node.id) {
                break (node, merged);
            }
        };
        self.queue_sources(node);
        Some((node, merged))
    }

    /// Puts what `mapping` merges on the stack, the first source on top.
    fn queue_sources(&mut self, mapping: Node<'a>) {
        let tree = mapping.tree;
        for (key, value) in tree.pairs(mapping.id).rev() {
            if !tree.is_merge_key(key) {
                continue;
            }
            let whole = tree.span(key).to(tree.span(value));
            if tree.is_sequence(value) {
                // each source of a list has a place of its own, unless the whole list is an alias
                let in_place = tree.followed(value) == value;
                for &item in tree.children(value).iter().rev() {
                    let at = if in_place { tree.span(item) } else { whole };
                    self.push(mapping, item, at);
                }
            } else {
                self.push(mapping, value, whole);
            }
        }
    }

    fn push(&mut self, mapping: Node<'a>, source: NodeId, at: Span) {
        let used = Some(mapping.used.unwrap_or(at));
        self.pending.push((Node::new(mapping.tree, source, used), true));
    }
}
