//! Where a work tree's objects lie, and which commit is checked out.

use std::path::Path;

use super::objects::{Id, Objects};
use crate::repository::git::folder::{Folder, line, text};

/// Symbolic references that lead to others, at most.
const DEEPEST: usize = 5;
/// All references in one file: a line each.
const LONGEST_PACKED: u64 = 16_000_000;

/// The objects, and the commit that `HEAD` names.
pub(super) fn head(root: &Path) -> Option<(Objects, Id)> {
    let Folder { own, common } = Folder::of(root)?;
    // what a shallow clone leaves out looks like a beginning
    if common.join("shallow").exists() || common.join("objects/info/alternates").exists() {
        return None;
    }
    let mut name = line(&own.join("HEAD"))?;
    for _ in 0..DEEPEST {
        match name.strip_prefix("ref:").map(str::trim) {
            None => return Some((Objects::open(&common.join("objects")), Id::parse(&name)?)),
            Some(reference) => name = resolve(&own, &common, reference)?,
        }
    }
    None
}

fn resolve(own: &Path, common: &Path, reference: &str) -> Option<String> {
    let is_sound = |part: &str| !part.is_empty() && part != "." && part != "..";
    if !reference.split('/').all(is_sound) {
        return None;
    }
    if let Some(value) = [own, common].iter().find_map(|folder| line(&folder.join(reference))) {
        return Some(value);
    }
    let packed = text(&common.join("packed-refs"), LONGEST_PACKED)?;
    let named = |line: &str| Some(line.split_once(' ').filter(|(_, name)| *name == reference)?.0.to_owned());
    packed.lines().find_map(named)
}
