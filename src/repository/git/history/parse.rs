//! What commits and trees say.

use super::Moment;
use super::objects::{Id, Kind, Objects};

/// A commit, as far as it is needed.
pub(super) struct Commit {
    pub(super) tree: Id,
    /// The first parent.
    pub(super) parent: Option<Id>,
    pub(super) time: i64,
}

impl Commit {
    pub(super) fn read(objects: &Objects, id: Id) -> Option<Self> {
        let (Kind::Commit, content) = objects.get(id)? else { return None };
        let mut lines = content.split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
        let tree = Id::from_hex(lines.next()?.strip_prefix(b"tree ")?)?;
        let (mut parent, mut time) = (None, None);
        for line in lines {
            if let (Some(name), None) = (line.strip_prefix(b"parent "), parent) {
                parent = Some(Id::from_hex(name)?);
            } else if let (Some(who), None) = (line.strip_prefix(b"committer "), time) {
                // name, address in angle brackets, seconds, zone
                let after = who.iter().rposition(|byte| *byte == b'>')? + 1;
                let when = std::str::from_utf8(who.get(after..)?).ok()?;
                time = Some(when.split_whitespace().next()?.parse().ok()?);
            }
        }
        Some(Self { tree, parent, time: time? })
    }

    /// Its place in time, so many commits back.
    pub(super) fn moment(&self, age: usize) -> Moment {
        Moment { time: self.time, age }
    }
}

/// The entry of this name in a tree.
pub(super) fn entry(objects: &Objects, tree: Id, name: &str) -> Option<Found> {
    let Some((Kind::Tree, content)) = objects.get(tree) else { return None };
    let mut rest: &[u8] = &content;
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let end = space + 1 + rest[space + 1..].iter().position(|byte| *byte == 0)?;
        let id: [u8; 20] = rest.get(end + 1..end + 21)?.try_into().ok()?;
        if &rest[space + 1..end] == name.as_bytes() {
            return Some(Found::There(Id(id)));
        }
        rest = &rest[end + 21..];
    }
    Some(Found::Missing)
}

/// Whether a tree has an entry; that its tree can't be read is something else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    There(Id),
    Missing,
}
