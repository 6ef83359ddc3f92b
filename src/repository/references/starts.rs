//! From which folders scripts are started.

use std::collections::{BTreeMap, BTreeSet};

use super::directory::Directory;
use super::found::Call;
use crate::repository::{Tree, path};

/// How many scripts may call each other in a chain.
const LONGEST_CHAIN: usize = 4;

/// The folders in which each script is started, as far as other files show it.
#[derive(Debug, Default)]
pub(in crate::repository) struct Starts {
    folders: BTreeMap<String, BTreeSet<String>>,
}

impl Starts {
    /// Follows the calls, each with the path of the file it stands in.
    pub(super) fn follow(calls: &[(String, Call)], tree: &Tree) -> Self {
        let mut starts = Self::default();
        for _ in 0..LONGEST_CHAIN {
            let mut more = false;
            for (caller, call) in calls {
                for folder in starts.directories(caller, &call.directory) {
                    let Some(callee) = path::join(&folder, &call.path) else { continue };
                    let exists = tree.files().binary_search_by(|file| file.as_str().cmp(&callee)).is_ok();
                    more |= exists && starts.folders.entry(callee).or_default().insert(folder);
                }
            }
            if !more {
                break;
            }
        }
        starts
    }

    /// The folders in which the script is started.
    pub(super) fn of(&self, script: &str) -> impl Iterator<Item = &String> {
        self.folders.get(script).into_iter().flatten()
    }

    fn directories(&self, caller: &str, directory: &Directory) -> Vec<String> {
        match directory {
            Directory::At(at) => vec![at.clone()],
            Directory::Start(at) => self.of(caller).filter_map(|start| path::join(start, at)).collect(),
            Directory::Unknown(_) => Vec::new(),
        }
    }
}
