//! What go-yaml and compose-go refuse in a mapping or a scalar that is well-formed YAML.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::resolve;
use super::tree::{NodeId, Shape, Tree};
use crate::source::LineIndex;
use crate::syntax::Problem;

/// Looks over nodes as they are completed.
#[derive(Default)]
pub(super) struct Checks {
    lines: OnceCell<LineIndex>,
}

impl Checks {
    /// A mapping's keys are scalars, each stands once, and `<<` has something to merge.
    pub(super) fn mapping(&self, tree: &mut Tree, problems: &mut Vec<Problem>, mapping: NodeId) {
        let repeated = repeated_keys(tree, mapping);
        for &(first, second) in &repeated {
            let name = tree.text(second).unwrap_or_default();
            let lines = self.lines.get_or_init(|| LineIndex::new(&tree.source));
            let line = lines.line(tree.span(first).start);
            let message = format!("mapping key `{name}` is already defined on line {line}");
            problems.push(Problem { span: tree.span(second), message });
        }
        for (key, value) in tree.pairs(mapping) {
            if tree.text(key).is_none() && !is_lost(tree, key) {
                let message =
                    "a list or a mapping cannot be a key; quote it if it is meant as text".to_owned();
                problems.push(Problem { span: tree.span(key), message });
            }
            if tree.is_merge_key(key) && !is_mergeable(tree, value) {
                let span = tree.span(key).to(tree.span(value));
                let message = "`<<` can only merge a mapping or a list of mappings".to_owned();
                problems.push(Problem { span, message });
            }
        }
        tree.repeated.extend(repeated.iter().map(|&(_, second)| second));
    }
}

/// A scalar agrees with its tag.
pub(super) fn tagged_scalar(tree: &Tree, problems: &mut Vec<Problem>, scalar: NodeId) {
    let (Some(tag), Some(text)) = (tree.tag(scalar), tree.text(scalar)) else { return };
    if resolve::contradicts(&tag.value, text) {
        let message = format!("`{text}` cannot be read as `{}`", tag.value);
        problems.push(Problem { span: tree.span(scalar), message });
    }
}

/// Pairs of an earlier key and a later one like it. go-yaml compares what is written: `11` and `0xB` differ.
fn repeated_keys(tree: &Tree, mapping: NodeId) -> Vec<(NodeId, NodeId)> {
    /// Up to this many keys, comparing each with each is faster than hashing.
    const FEW: usize = 12;
    let identity = |key| Some((is_alias(tree, key), tree.text(key)?));
    if tree.children(mapping).len() <= 2 * FEW {
        let keys: Vec<_> = tree.pairs(mapping).filter_map(|(key, _)| Some((identity(key)?, key))).collect();
        let earlier = |at: usize| keys[..at].iter().find(|(name, _)| *name == keys[at].0);
        return (1..keys.len()).filter_map(|at| Some((earlier(at)?.1, keys[at].1))).collect();
    }
    let mut seen = FxHashMap::default();
    let keys = tree.pairs(mapping).filter_map(|(key, _)| Some((identity(key)?, key)));
    keys.filter_map(|(name, key)| {
        let first = *seen.entry(name).or_insert(key);
        (first != key).then_some((first, key))
    })
    .collect()
}

fn is_alias(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.shape(id), Shape::Alias(_))
}

fn is_lost(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.shape(id), Shape::Lost)
}

/// compose-go takes an alias to a list of mappings, too, which go-yaml alone refuses.
fn is_mergeable(tree: &Tree, value: NodeId) -> bool {
    // a lost alias has its own problem
    let fits = |id| tree.is_mapping(id) || is_lost(tree, id);
    fits(value) || tree.is_sequence(value) && tree.children(value).iter().all(|&item| fits(item))
}
