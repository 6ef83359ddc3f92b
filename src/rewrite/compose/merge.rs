//! Compose files that run together → one text. Names stay: of services but where two files have the same one, of
//! volumes and networks by `name:`, of hosts by an alias.

use std::collections::BTreeMap;

use super::moved;
use super::names::Names;
use super::sections::{self, Sections};
use crate::edit::splice;
use crate::source::FileId;
use crate::syntax::yaml::{self, Node, Yaml};

/// One of the files, its paths leading from the new place already.
#[derive(Debug, Clone)]
pub(in crate::rewrite) struct Member {
    /// The project's name.
    pub(in crate::rewrite) project: String,
    /// The original's path.
    pub(in crate::rewrite) path: String,
    /// The text.
    pub(in crate::rewrite) text: String,
}

/// One file for all.
#[derive(Debug, Clone)]
pub(in crate::rewrite) struct Merged {
    pub(in crate::rewrite) text: String,
    /// By member: services that have another name, old to new.
    pub(in crate::rewrite) renamed: Vec<BTreeMap<String, String>>,
}

/// The first member keeps its project, and so all its names.
pub(in crate::rewrite) fn merge(members: &[Member]) -> Result<Merged, String> {
    let trees: Vec<Yaml> = members.iter().map(|member| yaml::parse(FileId(0), &member.text)).collect();
    let Some((main, _)) = members.split_first() else { return Err("there is none".to_owned()) };
    anchors(&trees)?;
    let mut names = Names::new(&trees, members);
    let mut renamed = vec![BTreeMap::new(); members.len()];
    let mut added: Vec<Sections> = Vec::new();
    for (at, (tree, member)) in trees.iter().zip(members).enumerate().skip(1) {
        let moves = names.moves(tree, member)?;
        let edits = moved::edits(tree, member, &moves)?;
        let text = splice(&member.text, edits).ok_or("its services are woven together by anchors")?;
        added.push(sections::read(&text)?);
        renamed[at] = moves.services;
    }
    let provided = names.provided(&trees[0], main)?;
    let text = splice(&main.text, provided).ok_or("its networks are woven together by anchors")?;
    let mut all = sections::read(&text)?;
    for (sections, member) in added.into_iter().zip(&members[1..]) {
        all.append(sections, &format!("# of {}", member.path))?;
    }
    Ok(Merged { text: all.text(), renamed })
}

/// An anchor means the last one of its name above: two files may not have the same one.
fn anchors(trees: &[Yaml]) -> Result<(), String> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (at, tree) in trees.iter().enumerate() {
        let mut nodes: Vec<Node<'_>> = tree.root().into_iter().collect();
        let mut left = 100_000u32;
        while let Some(node) = nodes.pop() {
            left = left.checked_sub(1).ok_or("they are too large")?;
            if let Some(anchor) = node.anchor() {
                let first = *known.entry(anchor.value.to_owned()).or_insert(at);
                if first != at {
                    return Err(format!("two of them have an anchor `{}`", anchor.value));
                }
            }
            nodes.extend(node.own_entries().map(|entry| entry.value));
            nodes.extend(node.items());
        }
    }
    Ok(())
}
