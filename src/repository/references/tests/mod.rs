//! Small repositories on disk, read whole: who names what.

mod commands;
mod formats;
mod texts;

use super::{Reference, Target};
use crate::repository::{Repository, load};
use crate::settings::Settings;

const COMPOSE: &str = "services:\n  web:\n    image: nginx\n";
const DOCKERFILE: &str = "FROM alpine\n";

/// A repository with these Compose files and Dockerfiles (told apart by their names) beside other files.
fn repository(known: &[&str], others: &[(&str, &str)]) -> Repository {
    let folder = tempfile::tempdir().unwrap();
    let text = |path: &str| if path.to_lowercase().contains("dockerfile") { DOCKERFILE } else { COMPOSE };
    let known = known.iter().map(|path| (*path, text(path)));
    for (path, text) in known.chain(others.iter().copied()) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    load(folder.path(), &Settings::default()).unwrap()
}

/// `Use Strength target`, and the layers where there are some, one line a reference in the order of the files.
fn told(known: &[&str], others: &[(&str, &str)]) -> Vec<String> {
    let repository = repository(known, others);
    let mut lines: Vec<String> =
        repository.references.iter().map(|reference| line(&repository, reference)).collect();
    lines.sort();
    lines.dedup();
    lines
}

fn line(repository: &Repository, reference: &Reference) -> String {
    let target = match &reference.target {
        Target::Compose(id) => repository.compose(*id).path.clone(),
        Target::Dockerfile(id) => repository.dockerfile(*id).path.clone(),
        Target::Code(path) => format!("code:{path}"),
        Target::Missing(path) => format!("missing:{path}"),
    };
    let layers = reference.layering.as_ref().map(|layering| {
        let files: Vec<&str> =
            layering.files.iter().map(|id| repository.compose(*id).path.as_str()).collect();
        format!(" [{}]", files.join(" "))
    });
    let by_default = if reference.by_path { "" } else { " by default" };
    format!(
        "{:?} {:?} {target}{by_default}{}",
        reference.usage,
        reference.strength,
        layers.unwrap_or_default()
    )
}
