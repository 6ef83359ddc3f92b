//! Services to builds, builds to Dockerfiles.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::compose::{Build, Location, Text};
use super::references::{Reference, Target};
use super::{ComposeFile, ComposeId, Dockerfile, DockerfileId, Kind, Tree, path};

/// Paths of files that builds name as their Dockerfile and that are there, under whatever name.
pub(super) fn dockerfiles_named_by_builds(tree: &Tree, compose_files: &[ComposeFile]) -> Vec<String> {
    let mut named = BTreeSet::new();
    for file in compose_files {
        for build in file.services.iter().filter_map(|service| service.build.as_ref()) {
            let Place::Within { dockerfile, .. } = place(&file.project_directory, build) else { continue };
            let Some(resolved) = dockerfile.and_then(|path| tree.resolve(&path)) else { continue };
            if super::files::reading(&resolved) != Some(super::files::Reading::Dockerfile)
                && tree.kind(&resolved) == Some(Kind::File)
            {
                named.insert(resolved);
            }
        }
    }
    named.into_iter().collect()
}

/// Sets each file's project directory from the commands that layer it on another.
pub(super) fn project_directories(compose_files: &mut [ComposeFile], references: &[Reference]) {
    let mut directories: FxHashMap<ComposeId, BTreeSet<String>> = FxHashMap::default();
    for reference in references {
        let (Target::Compose(id), Some(layering)) = (&reference.target, &reference.layering) else {
            continue;
        };
        let first =
            layering.files.first().map(|first| compose_files[first.0 as usize].directory().to_owned());
        directories.entry(*id).or_default().extend(layering.project_directory.clone().or(first));
    }
    for (id, candidates) in directories {
        // commands that disagree show nothing
        let mut candidates = candidates.into_iter();
        if let (Some(only), None) = (candidates.next(), candidates.next()) {
            compose_files[id.0 as usize].project_directory = only;
        }
    }
}

/// Gives a build that only adds to another file's (`target:` in an override) the context and Dockerfile of that.
pub(super) fn inherit_contexts(compose_files: &mut [ComposeFile]) {
    type Origin = (Option<Text>, Option<Text>);
    let mut origins: FxHashMap<(String, String), Vec<Origin>> = FxHashMap::default();
    for file in compose_files.iter() {
        for service in &file.services {
            let Some(build) = service.build.as_ref().filter(|build| build.context.is_some()) else {
                continue;
            };
            let key = (file.project_directory.clone(), service.name.value.clone());
            origins.entry(key).or_default().push((build.context.clone(), build.dockerfile.clone()));
        }
    }
    for file in compose_files {
        for service in &mut file.services {
            let Some(build) = service.build.as_mut().filter(|build| build.context.is_none()) else {
                continue;
            };
            let key = (file.project_directory.clone(), service.name.value.clone());
            // files that disagree show nothing; `.` then is as good a guess as any, and Compose's own
            let Some([(context, dockerfile)]) = origins.get(&key).map(Vec::as_slice) else { continue };
            build.context = context.clone();
            build.dockerfile = build.dockerfile.take().or_else(|| dockerfile.clone());
        }
    }
}

/// Finds the context and the Dockerfile of every build.
pub(super) fn builds(compose_files: &mut [ComposeFile], dockerfiles: &[Dockerfile], tree: &Tree) {
    let by_path: FxHashMap<&str, DockerfileId> =
        dockerfiles.iter().map(|dockerfile| (dockerfile.path.as_str(), dockerfile.id)).collect();
    for file in compose_files {
        let (own, assumed) = (path::parent(&file.path).to_owned(), file.project_directory.clone());
        for build in file.services.iter_mut().filter_map(|service| service.build.as_mut()) {
            let (context, location) = locate(&assumed, build, &by_path, tree);
            (build.context_path, build.location) = (context, location);
            // a file that is also run on its own counts from its own folder
            if build.dockerfile_id().is_none() && own != assumed {
                let (context, location) = locate(&own, build, &by_path, tree);
                if matches!(location, Location::Found(_)) {
                    (build.context_path, build.location) = (context, location);
                }
            }
        }
    }
}

/// Where a build's context and Dockerfile would be.
enum Place {
    Within { context: String, dockerfile: Option<String> },
    Elsewhere(Location),
}

fn place(directory: &str, build: &Build) -> Place {
    let context = match &build.context {
        None => ".",
        Some(text) => match text.known() {
            Some(context) => context,
            None => return Place::Elsewhere(Location::Unknown),
        },
    };
    if is_remote(context) {
        return Place::Elsewhere(Location::Remote);
    }
    let Some(context) = path::join(directory, context) else { return Place::Elsewhere(Location::Outside) };
    let name = match &build.dockerfile {
        None => Some("Dockerfile"),
        Some(text) => text.known(),
    };
    match name {
        // the Dockerfile may lie outside its context, but not outside the root
        Some(name) => match path::join(&context, name) {
            Some(dockerfile) => Place::Within { context, dockerfile: Some(dockerfile) },
            None => Place::Elsewhere(Location::Outside),
        },
        None => Place::Within { context, dockerfile: None },
    }
}

fn locate(
    directory: &str,
    build: &Build,
    by_path: &FxHashMap<&str, DockerfileId>,
    tree: &Tree,
) -> (Option<String>, Location) {
    let (context, dockerfile) = match place(directory, build) {
        Place::Elsewhere(location) => return (None, location),
        Place::Within { context, dockerfile } => (context, dockerfile),
    };
    if build.inline.is_some() {
        return (Some(context), Location::Inline);
    }
    let Some(dockerfile) = dockerfile else { return (Some(context), Location::Unknown) };
    let found = by_path.get(dockerfile.as_str()).copied();
    let found = found.or_else(|| by_path.get(tree.resolve(&dockerfile)?.as_str()).copied());
    let location = match found {
        Some(id) => Location::Found(id),
        None if tree.kind(&context) != Some(Kind::Directory) => Location::MissingContext(context.clone()),
        // it is there, but is a template or not text: known to exist, not what it says
        None if tree.kind(&dockerfile) == Some(Kind::File) => Location::Unknown,
        None => Location::MissingDockerfile(dockerfile),
    };
    (Some(context), location)
}

/// Git and HTTP contexts, as the build reference lists them.
fn is_remote(context: &str) -> bool {
    context.contains("://") || context.starts_with("git@") || context.starts_with("github.com/")
}
