//! Which Compose files are laid on which others.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::repository::compose::ResourceKind;
use crate::repository::path;
use crate::repository::references::{Target, Use};
use crate::repository::{ComposeFile, ComposeId, Repository};

/// How one file stands to the others.
#[derive(Debug, Default, Clone)]
pub(super) struct Layer {
    /// The files it is laid on by a command, an `include:`, an `extends:` or its name.
    pub(super) on: BTreeSet<ComposeId>,
    /// Whether some command starts it by itself, or first.
    pub(super) alone: bool,
    /// Whether it can't run by itself: it patches services or uses resources that others declare.
    pub(super) fragment_of: BTreeSet<ComposeId>,
    /// Whether it can't run by itself, whoever it belongs to.
    pub(super) is_fragment: bool,
}

/// Finds the layers of every file.
pub(super) fn find(repository: &Repository) -> Vec<Layer> {
    let mut layers = vec![Layer::default(); repository.compose_files.len()];
    by_reference(repository, &mut layers);
    by_name(repository, &mut layers);
    for file in &repository.compose_files {
        let layer = &mut layers[file.id.0 as usize];
        let needs = Needs::of(file);
        layer.is_fragment = !needs.is_empty();
        if layer.is_fragment {
            layer.fragment_of = at_or_above(repository, file)
                .filter(|other| other.id != file.id && needs.are_met_by(other))
                .map(|other| other.id)
                .collect();
        }
    }
    layers
}

/// The Compose files in the folder of `file` and in those above it.
fn at_or_above<'a>(
    repository: &'a Repository,
    file: &'a ComposeFile,
) -> impl Iterator<Item = &'a ComposeFile> {
    let up = |folder: &&'a str| Some(path::parent(folder)).filter(|_| !folder.is_empty());
    std::iter::successors(Some(file.directory()), up).flat_map(|folder| repository.compose_in(folder))
}

fn by_reference(repository: &Repository, layers: &mut [Layer]) {
    for reference in &repository.references {
        let Target::Compose(target) = reference.target else { continue };
        match reference.usage {
            Use::Includes | Use::Extends => {
                let parent = repository.compose_of(reference.span.file);
                layers[target.0 as usize].on.extend(parent.map(|file| file.id));
            }
            Use::Runs | Use::Builds | Use::Handles | Use::Names => match &reference.layering {
                Some(layering) if layering.files.len() > 1 && layering.files[0] != target => {
                    let before = layering.files.iter().take_while(|file| **file != target);
                    layers[target.0 as usize].on.extend(before.copied());
                }
                _ if matches!(reference.usage, Use::Runs | Use::Builds) => {
                    layers[target.0 as usize].alone = true
                }
                _ => {}
            },
            Use::Retires | Use::Copies => {}
        }
    }
}

/// `compose.override.yaml` beside `compose.yaml`, and `x.override.yml` beside `x.yml`.
fn by_name(repository: &Repository, layers: &mut [Layer]) {
    for file in &repository.compose_files {
        let name = path::file_name(&file.path);
        let Some((stem, _)) = name.split_once(".override.") else { continue };
        let is_base = |other: &&ComposeFile| {
            let other_name = path::file_name(&other.path);
            let other_stem = other_name.strip_suffix(".yml").or_else(|| other_name.strip_suffix(".yaml"));
            other_stem == Some(stem) || (is_default(stem) && other_stem.is_some_and(is_default))
        };
        layers[file.id.0 as usize]
            .on
            .extend(repository.compose_in(file.directory()).filter(is_base).map(|other| other.id));
    }
}

fn is_default(stem: &str) -> bool {
    matches!(stem, "compose" | "docker-compose")
}

/// What a file uses and doesn't declare itself.
struct Needs<'a> {
    services: FxHashSet<&'a str>,
    resources: FxHashSet<(ResourceKind, &'a str)>,
}

impl<'a> Needs<'a> {
    fn of(file: &'a ComposeFile) -> Self {
        let own = |name: &str| file.service(name).is_some_and(|service| !service.is_fragment());
        let declared =
            |kind, name: &str| file.resources.iter().any(|it| it.kind == kind && it.name.value == name);
        let mut needs = Self { services: FxHashSet::default(), resources: FxHashSet::default() };
        if !file.includes.is_empty() {
            return needs;
        }
        for service in &file.services {
            if service.is_fragment() {
                needs.services.insert(&service.name.value);
            }
            let services = service.depends_on.iter().map(|name| name.value.as_str());
            needs.services.extend(services.filter(|name| !own(name) && !name.contains('$')));
            let networks = service.networks.iter().map(|name| (ResourceKind::Network, name.value.as_str()));
            let networks = networks.filter(|(_, name)| *name != "default");
            let secrets = service.secrets.iter().map(|name| (ResourceKind::Secret, name.value.as_str()));
            let configs = service.configs.iter().map(|name| (ResourceKind::Config, name.value.as_str()));
            let all = networks.chain(secrets).chain(configs);
            needs.resources.extend(all.filter(|(kind, name)| !declared(*kind, name) && !name.contains('$')));
        }
        needs
    }

    fn is_empty(&self) -> bool {
        self.services.is_empty() && self.resources.is_empty()
    }

    /// Whether `other` declares all that is needed.
    fn are_met_by(&self, other: &ComposeFile) -> bool {
        self.services.iter().all(|name| other.service(name).is_some_and(|service| !service.is_fragment()))
            && self.resources.iter().all(|(kind, name)| {
                other.resources.iter().any(|it| it.kind == *kind && it.name.value == *name)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::reach::testing::{APP, repository};

    /// `path` is laid on these, and whether it is a fragment.
    fn layer(files: &[(&str, &str)], path: &str) -> (Vec<String>, bool) {
        let repository = repository(files);
        let layers = find(&repository);
        let file = repository.compose_files.iter().find(|file| file.path == path).unwrap();
        let layer = &layers[file.id.0 as usize];
        (layer.on.iter().map(|id| repository.compose(*id).path.clone()).collect(), layer.is_fragment)
    }

    #[test]
    fn commands_and_names_lay_files_on_others() {
        let script = ("up.sh", "#!/bin/sh\ndocker compose -f a.compose.yml -f b.compose.yml up\n");
        let files = [("a.compose.yml", APP), ("b.compose.yml", APP), script];
        assert_eq!(layer(&files, "b.compose.yml"), (vec!["a.compose.yml".to_owned()], false));
        assert_eq!(layer(&files, "a.compose.yml"), (Vec::new(), false));
        let files = [("compose.yaml", APP), ("compose.override.yaml", APP), ("x/compose.override.yaml", APP)];
        assert_eq!(layer(&files, "compose.override.yaml").0, ["compose.yaml"]);
        assert!(layer(&files, "x/compose.override.yaml").0.is_empty());
    }

    #[test]
    fn what_lacks_something_is_a_fragment() {
        let is_fragment =
            |text: &str| layer(&[("compose.yaml", APP), ("x.compose.yml", text)], "x.compose.yml").1;
        assert!(is_fragment("services:\n  app:\n    environment: [A=1]\n"));
        assert!(is_fragment("services:\n  b:\n    image: b\n    depends_on: [app]\n"));
        assert!(is_fragment("services:\n  b:\n    image: b\n    networks: [front]\n"));
        assert!(!is_fragment("services:\n  b:\n    image: b\n    networks: [default]\n"));
        assert!(!is_fragment(
            "include: [compose.yaml]\nservices:\n  b:\n    image: b\n    depends_on: [app]\n"
        ));
    }
}
