//! Commits, newest first → when each path changed. Trees are only opened where their names differ.

use std::collections::BTreeMap;

use super::objects::{Id, Objects};
use super::parse::{Commit, Found, entry};
use super::{Changes, Moment};

/// A folder or file on the way to a path that is asked for.
struct Node {
    /// Its parent among the nodes; the top is its own.
    parent: usize,
    name: String,
    is_file: bool,
    /// What it was in the commit above the one that is looked at.
    above: Option<Id>,
    /// What it is in the commit that is looked at.
    here: Option<Id>,
    changes: Changes,
    /// Whether its beginning was found.
    done: bool,
}

/// When each of `paths` changed, as of `head`, looking at no more than `furthest` commits; `None` where the history can't
/// be read.
pub(super) fn changes(
    objects: &Objects,
    head: Id,
    paths: &[&str],
    furthest: usize,
) -> Option<BTreeMap<String, Changes>> {
    let mut nodes = nodes(paths);
    let mut commit = Commit::read(objects, head)?;
    look(objects, &mut nodes, commit.tree)?;
    for node in &mut nodes {
        // what isn't committed has no history
        node.done = node.is_file && node.here.is_none();
    }
    for age in 0..furthest {
        let moment = commit.moment(age);
        let below = match commit.parent {
            Some(parent) => Some(Commit::read(objects, parent)?),
            None => None,
        };
        for node in &mut nodes {
            node.above = node.here;
        }
        match &below {
            Some(below) => look(objects, &mut nodes, below.tree)?,
            None => nodes.iter_mut().for_each(|node| node.here = None),
        }
        note(&mut nodes, moment);
        match below {
            Some(below) if nodes.iter().any(|node| node.is_file && !node.done) => commit = below,
            _ => break,
        }
    }
    let files =
        nodes.iter().enumerate().filter(|(_, node)| node.is_file && node.changes != Changes::default());
    Some(files.map(|(index, node)| (path(&nodes, index), node.changes)).collect())
}

/// Notes what changed between a commit and the one below it.
fn note(nodes: &mut [Node], moment: Moment) {
    for node in nodes.iter_mut().filter(|node| node.is_file && !node.done && node.above != node.here) {
        node.changes.last.get_or_insert(moment);
        if node.here.is_none() {
            node.changes.first = Some(moment);
            node.done = true;
        }
    }
}

/// Finds every node in the commit of this tree; `None` where an object can't be read.
fn look(objects: &Objects, nodes: &mut [Node], tree: Id) -> Option<()> {
    for index in 0..nodes.len() {
        let parent = nodes[index].parent;
        let here = if parent == index {
            Some(tree)
        } else {
            // parents come first, so theirs is known
            match (nodes[parent].here, nodes[parent].above) {
                (None, _) => None,
                (Some(_), _) if nodes[index].done => nodes[index].above,
                (Some(here), Some(above)) if here == above => nodes[index].above,
                (Some(here), _) => match entry(objects, here, &nodes[index].name)? {
                    Found::There(id) => Some(id),
                    Found::Missing => None,
                },
            }
        };
        nodes[index].here = here;
    }
    Some(())
}

/// The top, then folders and files, each after its folder.
fn nodes(paths: &[&str]) -> Vec<Node> {
    let node = |parent, name: &str, is_file| Node {
        parent,
        name: name.to_owned(),
        is_file,
        above: None,
        here: None,
        changes: Changes::default(),
        done: false,
    };
    let mut nodes = vec![node(0, "", false)];
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let mut parent = 0;
        let mut end = 0;
        for name in path.split('/') {
            end += name.len();
            let so_far = &path[..end];
            end += 1;
            parent = *known.entry(so_far).or_insert_with(|| {
                nodes.push(node(parent, name, so_far.len() == path.len()));
                nodes.len() - 1
            });
        }
    }
    nodes
}

fn path(nodes: &[Node], index: usize) -> String {
    let mut names = Vec::new();
    let mut at = index;
    while nodes[at].parent != at {
        names.push(nodes[at].name.as_str());
        at = nodes[at].parent;
    }
    names.reverse();
    names.join("/")
}
