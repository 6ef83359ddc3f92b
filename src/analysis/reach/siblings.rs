//! Dockerfiles beside each other. In a row of like folders, `services/*/Dockerfile`, the one that nothing builds stands
//! out. Of several in one folder a document may build one to show how it is done with any.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::repository::path::parent;
use crate::repository::{Dockerfile, Repository};

/// How many of a folder's folders have a Dockerfile of a default name that is built, and how many have one at all.
#[derive(Default)]
pub(super) struct Siblings<'a> {
    built: FxHashMap<&'a str, (usize, usize)>,
    /// Folders in which something that is executed builds a Dockerfile, and those in which a document tells to.
    by_command: FxHashSet<&'a str>,
    by_document: FxHashSet<&'a str>,
}

/// Who builds a Dockerfile.
#[derive(Clone, Copy)]
pub(super) enum BuiltBy {
    /// Something that is executed.
    Command,
    /// Only a document tells to, or speaks of it.
    Document,
    /// Nothing that is alive.
    Nothing,
}

impl<'a> Siblings<'a> {
    /// From this many built siblings on a Dockerfile that isn't is the exception.
    const FEWEST: usize = 3;

    /// Looks at every Dockerfile once, in the repository's order.
    pub(super) fn of(repository: &'a Repository, built: impl Iterator<Item = BuiltBy>) -> Self {
        let mut siblings = Self::default();
        for (dockerfile, built) in repository.dockerfiles.iter().zip(built) {
            let own = parent(&dockerfile.path);
            match built {
                BuiltBy::Command => _ = siblings.by_command.insert(own),
                BuiltBy::Document => _ = siblings.by_document.insert(own),
                BuiltBy::Nothing => {}
            }
            if let Some(folder) = Self::folder(dockerfile) {
                let (some, all) = siblings.built.entry(folder).or_default();
                *some += usize::from(matches!(built, BuiltBy::Command));
                *all += 1;
            }
        }
        siblings
    }

    /// Whether a document's example is all there is on the Dockerfiles of the folder: then it may stand for each of them.
    pub(super) fn are_by_hand(&self, dockerfile: &Dockerfile) -> bool {
        let own = parent(&dockerfile.path);
        self.by_document.contains(own) && !self.by_command.contains(own)
    }

    /// `services`, for `services/api/Dockerfile`.
    fn folder(dockerfile: &'a Dockerfile) -> Option<&'a str> {
        let own = parent(&dockerfile.path);
        (dockerfile.has_default_name() && own.contains('/')).then(|| parent(own))
    }

    /// The number of its siblings, if there are several and every one of them is built by something that is executed.
    pub(super) fn around(&self, dockerfile: &'a Dockerfile) -> Option<usize> {
        let (built, all) = *self.built.get(Self::folder(dockerfile)?)?;
        (built >= Self::FEWEST && built + 1 == all).then_some(built)
    }
}
