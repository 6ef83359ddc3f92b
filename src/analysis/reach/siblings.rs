//! Rows of like folders, each with a Dockerfile: `services/*/Dockerfile`. The one that nothing builds stands out.

use rustc_hash::FxHashMap;

use crate::repository::path::{file_name, parent};
use crate::repository::{Dockerfile, Repository};

/// How many of a folder's folders have a Dockerfile of a default name that is built, and how many have one at all.
#[derive(Default)]
pub(super) struct Siblings<'a> {
    built: FxHashMap<&'a str, (usize, usize)>,
}

impl<'a> Siblings<'a> {
    /// From this many built siblings on a Dockerfile that isn't is the exception.
    const FEWEST: usize = 3;

    /// Looks at every Dockerfile once; `is_built` says which of them something that is executed builds.
    pub(super) fn of(repository: &'a Repository, is_built: impl Iterator<Item = bool>) -> Self {
        let mut built: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        for (dockerfile, is_built) in repository.dockerfiles.iter().zip(is_built) {
            if let Some(folder) = Self::folder(dockerfile) {
                let (some, all) = built.entry(folder).or_default();
                *some += usize::from(is_built);
                *all += 1;
            }
        }
        Self { built }
    }

    /// `services`, for `services/api/Dockerfile`.
    fn folder(dockerfile: &'a Dockerfile) -> Option<&'a str> {
        let own = parent(&dockerfile.path);
        (is_default_name(file_name(&dockerfile.path)) && own.contains('/')).then(|| parent(own))
    }

    /// The number of its siblings, if there are several and every one of them is built by something that is executed.
    pub(super) fn around(&self, dockerfile: &'a Dockerfile) -> Option<usize> {
        let (built, all) = *self.built.get(Self::folder(dockerfile)?)?;
        (built >= Self::FEWEST && built + 1 == all).then_some(built)
    }
}

/// A tool or a platform builds a file of a default name without being told; any other name has to be given to
/// somebody. Sources: the Dockerfile reference; podman-build(1), `Containerfile`.
pub(super) fn is_default_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("dockerfile") || name.eq_ignore_ascii_case("containerfile")
}
