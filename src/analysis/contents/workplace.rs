//! Images that a person works in: what others would be rid of belongs there.

use crate::facts;
use crate::repository::references::{Origin, Target, Use};
use crate::repository::{Dockerfile, Repository};

/// Whether a Dockerfile only sets up a development container: it lies where such a one is looked for, or nothing but a
/// `devcontainer.json` builds it.
pub(super) fn is_workplace(repository: &Repository, dockerfile: &Dockerfile) -> bool {
    let by_place = dockerfile.path.split('/').any(facts::is_workplace);
    let target = Target::Dockerfile(dockerfile.id);
    let mut builds = repository.references_to(&target).filter(|it| it.usage == Use::Builds).peekable();
    by_place || builds.peek().is_some() && builds.all(|it| it.origin == Origin::DevContainer)
}
