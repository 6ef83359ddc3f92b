//! References from Compose files: `include`, `extends`, `build`.

use std::collections::BTreeMap;

use super::{Layering, Origin, Reference, Strength, Target, Use};
use crate::repository::compose::Text;
use crate::repository::{ComposeFile, ComposeId, Location, Tree, path};
use crate::source::Span;

/// `include` and `extends` of every file.
pub(super) fn between_compose_files(
    compose: &[ComposeFile],
    by_path: &BTreeMap<&str, ComposeId>,
    tree: &Tree,
) -> Vec<Reference> {
    let mut references = Vec::new();
    for file in compose {
        let target = |text: &Text| {
            let path = path::join(file.directory(), text.known()?)?;
            match by_path.get(path.as_str()) {
                Some(id) => Some(Target::Compose(*id)),
                None if tree.kind(&path).is_none() && !tree.is_ignored(&path) => Some(Target::Missing(path)),
                None => None,
            }
        };
        for include in &file.includes {
            let paths = include
                .paths
                .iter()
                .filter(|path| !path.raw.contains("://") && !path.raw.starts_with("git@"));
            let targets: Vec<(Span, Target)> =
                paths.filter_map(|text| Some((text.span, target(text)?))).collect();
            let files: Vec<ComposeId> = targets.iter().filter_map(|(_, target)| compose_id(target)).collect();
            let project_directory = include
                .project_directory
                .as_ref()
                .and_then(|text| path::join(file.directory(), text.known()?));
            for (span, target) in targets {
                let mut reference = reference(Use::Includes, span, target);
                if files.len() > 1 || (project_directory.is_some() && !files.is_empty()) {
                    reference.layering =
                        Some(Layering { files: files.clone(), project_directory: project_directory.clone() });
                }
                references.push(reference);
            }
        }
        for extends in file.services.iter().filter_map(|service| service.extends.as_ref()) {
            let Some(text) = &extends.file else { continue };
            let Some(target) = target(text).filter(|target| compose_id(target) != Some(file.id)) else {
                continue;
            };
            let mut reference = reference(Use::Extends, text.span, target);
            reference.services = extends.service.known().map(str::to_owned).into_iter().collect();
            references.push(reference);
        }
    }
    references
}

/// The Dockerfiles that services are built from, once builds are linked.
pub(super) fn builds(compose: &[ComposeFile]) -> impl Iterator<Item = Reference> {
    let services = compose.iter().flat_map(|file| &file.services);
    services.filter_map(|service| {
        let build = service.build.as_ref()?;
        let target = match &build.location {
            Location::Found(id) => Target::Dockerfile(*id),
            Location::MissingDockerfile(path) => Target::Missing(path.clone()),
            _ => return None,
        };
        let named = build.dockerfile.as_ref().or(build.context.as_ref());
        let mut reference = reference(Use::Builds, named.map_or(build.key, |text| text.span), target);
        reference.by_path = build.dockerfile.is_some();
        reference.services = vec![service.name.value.clone()];
        Some(reference)
    })
}

fn reference(usage: Use, span: Span, target: Target) -> Reference {
    Reference {
        usage,
        strength: Strength::Executed,
        origin: Origin::Compose,
        target,
        span,
        layering: None,
        services: Vec::new(),
        profiles: Vec::new(),
        by_path: true,
        is_open: false,
    }
}

fn compose_id(target: &Target) -> Option<ComposeId> {
    match target {
        Target::Compose(id) => Some(*id),
        _ => None,
    }
}
