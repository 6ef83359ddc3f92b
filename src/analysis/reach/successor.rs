//! Which other file does the work of this one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::images::own_image;
use crate::analysis::Likeness;
use crate::repository::{ComposeFile, ComposeId, Repository, Service, ServiceId};
use crate::source::Span;

/// A name that more services than this have (`app`, `redis`, in a collection of examples) finds no successor: nobody
/// writes a system anew that often, and all pairs of such files would be too many.
const COMMON: usize = 512;

/// A file that has the services of another.
#[derive(Debug, Clone)]
pub(super) struct Successor {
    /// The file.
    pub(super) id: ComposeId,
    /// The share of services that it has too, 0 to 1.
    pub(super) coverage: f32,
    /// Whether both can't run side by side: they claim the same container names.
    pub(super) collides: bool,
    /// Whether more than a name ties the services together, which `app` and `db` of two folders may well share.
    pub(super) is_kin: bool,
    /// A service of the older file, and the same thing in the newer one.
    pub(super) example: (Span, Span),
}

/// Where the services of each name stand, so that a file is only compared with those that have some of its services.
pub(super) struct Namesakes<'a> {
    by_name: FxHashMap<&'a str, Vec<ServiceId>>,
    /// The images that were made for this system.
    images: FxHashMap<ServiceId, String>,
}

impl<'a> Namesakes<'a> {
    /// Looks through all services once.
    pub(super) fn of(repository: &'a Repository) -> Self {
        let mut by_name: FxHashMap<&str, Vec<ServiceId>> = FxHashMap::default();
        let mut images = FxHashMap::default();
        for (_, service) in repository.services() {
            by_name.entry(&service.name.value).or_default().push(service.id);
            images.extend(own_image(service).map(|image| (service.id, image)));
        }
        Self { by_name, images }
    }

    /// The services of that name, of all files; none where so many files have it that it tells nothing apart.
    fn get(&self, name: &str) -> &[ServiceId] {
        self.by_name.get(name).map(Vec::as_slice).filter(|all| all.len() <= COMMON).unwrap_or_default()
    }

    /// Whether two services run an image that somebody made for this system, whatever its tag.
    fn have_one_image(&self, a: ServiceId, b: ServiceId) -> bool {
        self.images.get(&a).is_some_and(|image| self.images.get(&b) == Some(image))
    }
}

/// The files that have at least such a share of `file`'s services, the best first.
pub(super) fn candidates(
    repository: &Repository,
    likeness: &Likeness,
    namesakes: &Namesakes<'_>,
    file: &ComposeFile,
    least: f32,
) -> Vec<Successor> {
    // by file, each service of this one with its first twin there
    let mut twins: BTreeMap<ComposeId, Vec<(&Service, &Service)>> = BTreeMap::new();
    for service in &file.services {
        let mut same: Vec<ServiceId> = namesakes.get(&service.name.value).to_vec();
        same.extend(likeness.twins(service.id));
        same.sort();
        same.dedup_by_key(|id| id.compose);
        for id in same.into_iter().filter(|id| id.compose != file.id) {
            twins.entry(id.compose).or_default().push((service, repository.service(id)));
        }
    }
    let mut found: Vec<Successor> = twins
        .into_iter()
        .filter_map(|(id, pairs)| {
            let (first, twin) = pairs.first()?;
            let coverage = pairs.len() as f32 / file.services.len() as f32;
            (coverage >= least).then(|| Successor {
                id,
                coverage,
                collides: pairs.iter().any(|(a, b)| collide(a, b)),
                is_kin: pairs.iter().any(|(a, b)| are_kin(namesakes, likeness, a, b)),
                example: (first.name.span, twin.name.span),
            })
        })
        .collect();
    found.sort_by(|a, b| b.coverage.total_cmp(&a.coverage).then(a.id.cmp(&b.id)));
    found
}

/// Whether two services build, are or run the same, and not only the same database as half the world.
fn are_kin(namesakes: &Namesakes<'_>, likeness: &Likeness, a: &Service, b: &Service) -> bool {
    same_build(a, b)
        || collide(a, b)
        || same_command(a, b)
        || namesakes.have_one_image(a.id, b.id)
        || likeness.twins(a.id).contains(&b.id)
}

fn same_command(a: &Service, b: &Service) -> bool {
    let (Some(a), Some(b)) = (&a.command, &b.command) else { return false };
    !a.words.is_empty() && a.words.iter().map(|word| &word.raw).eq(b.words.iter().map(|word| &word.raw))
}

fn collide(a: &Service, b: &Service) -> bool {
    let (Some(a), Some(b)) = (&a.container_name, &b.container_name) else { return false };
    a.raw == b.raw
}

fn same_build(a: &Service, b: &Service) -> bool {
    let dockerfile = |service: &Service| service.build.as_ref().and_then(|build| build.dockerfile_id());
    dockerfile(a).is_some() && dockerfile(a) == dockerfile(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::analysis::reach::testing::repository;
    use crate::settings::Settings;

    /// What has the services of `old.compose.yml`: path, coverage, whether they collide, whether they are kin.
    fn found(old: &str, path: &str, new: &str) -> Vec<(String, f32, bool, bool)> {
        let repository =
            repository(&[("old.compose.yml", old), (path, new), ("Dockerfile", "FROM alpine\n")]);
        let settings = Settings::default();
        let analysis = Analysis::new(&repository, &settings);
        let file = repository.compose_files.iter().find(|file| file.path == "old.compose.yml").unwrap();
        let found = candidates(&repository, analysis.likeness(), &Namesakes::of(&repository), file, 0.0);
        let row =
            |it: Successor| (repository.compose(it.id).path.clone(), it.coverage, it.collides, it.is_kin);
        found.into_iter().map(row).collect()
    }

    #[test]
    fn names_alone_make_no_kin() {
        let old = "services:\n  app:\n    image: python:3.12\n  db:\n    image: postgres:16\n";
        let path = "x/new.compose.yml";
        assert_eq!(found(old, path, old), [(path.to_owned(), 1.0, false, false)]);
        let half = "services:\n  app:\n    image: node:22\n";
        assert_eq!(found(old, path, half), [(path.to_owned(), 0.5, false, false)]);
    }

    #[test]
    fn images_builds_commands_and_container_names_do() {
        let path = "x/new.compose.yml";
        let pairs = [
            ("image: acme/app:1", "image: acme/app:2", false),
            ("build: .", "build: ..", false),
            ("image: python:3\n    command: serve it", "image: python:3\n    command: serve it", false),
            ("image: python:3\n    container_name: a", "image: node:22\n    container_name: a", true),
        ];
        for (old, new, collides) in pairs {
            let file = |lines: &str| format!("services:\n  app:\n    {lines}\n");
            let expected = [(path.to_owned(), 1.0, collides, true)];
            assert_eq!(found(&file(old), path, &file(new)), expected, "{old}");
        }
    }
}
