//! Small repositories on disk for the tests of this folder.

use crate::analysis::{Analysis, Evidence};
use crate::repository::{Repository, load};
use crate::settings::Settings;

/// A Compose file of one service with an image of its own.
pub(super) const APP: &str = "services:\n  app:\n    image: example/app:1\n    container_name: app\n";

/// A repository with these files.
pub(super) fn repository(files: &[(&str, &str)]) -> Repository {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    load(folder.path(), &Settings::default()).unwrap()
}

/// `path: role`, of all Compose files, then of all Dockerfiles.
pub(super) fn roles(files: &[(&str, &str)]) -> Vec<String> {
    let (repository, settings) = (repository(files), Settings::default());
    let analysis = Analysis::new(&repository, &settings);
    let reach = analysis.reach();
    let compose = repository.compose_files.iter().map(|it| (&it.path, reach.compose(it.id).role.as_str()));
    let dockerfiles =
        repository.dockerfiles.iter().map(|it| (&it.path, reach.dockerfile(it.id).role.as_str()));
    compose.chain(dockerfiles).map(|(path, role)| format!("{path}: {role}")).collect()
}

/// For each Compose file the first of which it is a variant, or nothing.
pub(super) fn variants(files: &[(&str, &str)]) -> Vec<String> {
    let (repository, settings) = (repository(files), Settings::default());
    let analysis = Analysis::new(&repository, &settings);
    let of = |id| analysis.reach().compose(id).of.first().map(|&of| repository.compose(of).path.clone());
    repository.compose_files.iter().map(|file| of(file.id).unwrap_or_default()).collect()
}

/// The file that took the place of the dead one at `path`, if it is dead and that is known.
pub(super) fn superseded(files: &[(&str, &str)], path: &str) -> Option<String> {
    let (repository, settings) = (repository(files), Settings::default());
    let analysis = Analysis::new(&repository, &settings);
    let file = repository.compose_files.iter().find(|it| it.path == path).unwrap();
    let standing = analysis.reach().compose(file.id);
    assert_eq!(standing.role.as_str(), "orphan", "{:?}", standing.evidence);
    standing.superseded_by.map(|newer| repository.compose(newer).path.clone())
}

/// The kinds of the signs for and against one file, weightiest first.
pub(super) fn signs(files: &[(&str, &str)], path: &str) -> Vec<&'static str> {
    evidence(files, path).iter().map(|evidence| evidence.kind).collect()
}

/// What is said for and against one file.
pub(super) fn texts(files: &[(&str, &str)], path: &str) -> Vec<String> {
    evidence(files, path).into_iter().map(|evidence| evidence.text).collect()
}

fn evidence(files: &[(&str, &str)], path: &str) -> Vec<Evidence> {
    let (repository, settings) = (repository(files), Settings::default());
    let analysis = Analysis::new(&repository, &settings);
    let file = repository.compose_files.iter().find(|it| it.path == path).unwrap();
    analysis.reach().compose(file.id).evidence.clone()
}
