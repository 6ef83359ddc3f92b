//! What all images weigh before and after: the same model asked of the repository as it is, and of the repository in
//! memory with the plan applied.
//!
//! ```text
//! images  which there are, and what is known of each
//! table   before and after, line by line
//! ```

mod images;
mod table;

pub use table::Line;

use std::collections::{BTreeMap, BTreeSet};

use images::Images;

use super::{Place, Plan};
use crate::analysis::{Contents, Sizes};
use crate::facts::Estimate;
use crate::repository::references::{Origin, Target, Use};
use crate::repository::{Changes, ComposeFile, Dockerfile, Repository, ServiceId, changed};

/// The images of the system, before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Every image of the Compose files that are replaced or left out, by file and place.
    pub before: Vec<Weighed>,
    /// Every image of the new Compose files.
    pub after: Vec<Weighed>,
    /// All of them together, before.
    pub total_before: Total,
    /// All of them together, after.
    pub total_after: Total,
}

/// One image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// What `docker images` calls it.
    pub name: String,
    /// The services that run it.
    pub services: Vec<String>,
    /// What it weighs on disk; `None` where nothing is known of it.
    pub size: Option<Estimate>,
    /// Whether some of it can't be weighed.
    pub is_partial: bool,
    /// Whether it is pulled, not built.
    pub is_pulled: bool,
    /// Before: what its services run afterwards, by their places; none where they are dead, and left out.
    pub becomes: Vec<usize>,
}

/// What images weigh together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// As `docker images` adds up: shared layers once an image.
    pub sum: Option<Estimate>,
    /// On disk: shared layers once.
    pub unique: Option<Estimate>,
    /// Whether some of it can't be weighed.
    pub is_partial: bool,
}

/// A service of an original file under its new name: original's path, old name, new name, new Compose file.
pub(super) type Successor = (String, String, String, String);

/// By how many bytes the images of services get smaller, of those that are built and known in full.
pub(super) type Gains = BTreeMap<ServiceId, u64>;

/// Weighs the images of `plan`, whose files lie at `place` of the repository: with the files that nothing needs any more,
/// and what services gain.
pub(super) fn weigh(
    repository: &Repository,
    sizes: &Sizes,
    plan: &Plan,
    place: &Place,
    successors: &[Successor],
) -> (Ledger, Vec<String>, Gains) {
    let Some(folder) = place.below_context("") else { return Default::default() };
    let put: BTreeMap<String, String> =
        plan.files.iter().map(|file| (format!("{folder}/{}", file.path), file.text.clone())).collect();
    let new_files: BTreeSet<String> =
        successors.iter().map(|(.., file)| format!("{folder}/{file}")).collect();
    let replaced: BTreeSet<&str> = successors.iter().map(|(path, ..)| path.as_str()).collect();
    let dead: BTreeSet<&str> = plan.left_out.iter().map(|file| file.path.as_str()).collect();
    let mut gone: BTreeSet<String> = replaced.iter().chain(&dead).map(|path| (*path).to_owned()).collect();
    let with = changed(repository, Changes { put, gone: gone.clone() });
    gone.extend(unused(repository, &with, &gone));
    let sizes_after = Sizes::of(&with, &Contents::of(&with));
    let is_old =
        |file: &ComposeFile| replaced.contains(file.path.as_str()) || dead.contains(file.path.as_str());
    let old = Images::of(repository, sizes, &is_old);
    let new = Images::of(&with, &sizes_after, &|file| new_files.contains(&file.path));
    // which image each old service runs now
    let image_of = |service: &str, file: &str| {
        let path = format!("{folder}/{file}");
        let compose = with.compose_files.iter().find(|it| it.path == path)?;
        new.place(compose.service(service)?.id)
    };
    let (mut before, after) = (old.weighed(), new.weighed());
    let mut gains = Gains::new();
    for (file, service) in repository.services().filter(|(file, _)| is_old(file)) {
        let successor = successors.iter().find(|it| it.0 == file.path && it.1 == service.name.value);
        let becomes = successor.and_then(|(.., new, path)| image_of(new, path));
        let image = old.place(service.id).and_then(|at| before.get_mut(at));
        let gain = image.as_deref().zip(becomes).and_then(|(old, new)| gain(old, after.get(new)?));
        gains.extend(gain.map(|gain| (service.id, gain)));
        if let (Some(new), Some(image)) = (becomes, image)
            && !image.becomes.contains(&new)
        {
            image.becomes.push(new);
        }
    }
    let ledger = Ledger { before, after, total_before: old.total(), total_after: new.total() };
    (ledger, gone.into_iter().collect(), gains)
}

/// What is won by one image instead of another.
fn gain(old: &Weighed, new: &Weighed) -> Option<u64> {
    let is_known = !old.is_pulled && !old.is_partial && !new.is_partial;
    let (old, new) = (old.size?.expected, new.size?.expected);
    is_known.then(|| old.saturating_sub(new))
}

/// Dockerfiles that only Compose files in `gone` built, and that nothing builds afterwards.
fn unused(repository: &Repository, after: &Repository, gone: &BTreeSet<String>) -> Vec<String> {
    let is_unused = |dockerfile: &&Dockerfile| {
        let mut builders = repository.built_from(dockerfile.id).peekable();
        let by_others = repository.references.iter().any(|reference| {
            reference.target == Target::Dockerfile(dockerfile.id)
                && reference.usage == Use::Builds
                && reference.origin != Origin::Compose
        });
        let again = after.dockerfiles.iter().find(|it| it.path == dockerfile.path);
        let is_built = again.is_some_and(|it| after.built_from(it.id).next().is_some());
        builders.peek().is_some()
            && builders.all(|(file, _)| gone.contains(&file.path))
            && !by_others
            && !is_built
    };
    repository.dockerfiles.iter().filter(is_unused).map(|it| it.path.clone()).collect()
}
