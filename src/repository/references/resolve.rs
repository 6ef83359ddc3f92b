//! What was found to references, once all Compose files and Dockerfiles are known.

use std::collections::{BTreeMap, BTreeSet};

use super::compose;
use super::directory::Directory;
use super::find::{Finder, Meant};
use super::found::{Found, Kind, Named, Place};
use super::scan::{Known, Scan};
use super::{Layering, Origin, Reference, Strength, Target, Use};
use crate::repository::files::{self, Reading};
use crate::repository::{ComposeFile, ComposeId, Dockerfile, DockerfileId, Tree, path};
use crate::source::Sources;

/// Files that something runs or builds by their path and that weren't recognised by their names: Compose files,
/// then Dockerfiles.
pub(in crate::repository) fn unread(
    scan: &Scan,
    known: &Known<'_>,
    tree: &Tree,
    sources: &Sources,
) -> (Vec<String>, Vec<String>) {
    let finder =
        Finder::new(tree, &scan.starts, known.compose.iter().copied(), known.dockerfiles.iter().copied());
    let (mut compose, mut dockerfiles) = (BTreeSet::new(), BTreeSet::new());
    let used = |found: &&Found| matches!(found.usage, Use::Runs | Use::Builds | Use::Handles);
    for found in scan.found.iter().filter(used) {
        for named in
            found.names.iter().filter(|named| matches!(named.place, Place::Path { by_path: true, .. }))
        {
            let own = sources.path(named.span);
            for path in finder.meant(own, named.kind, &named.place).paths {
                let is_new =
                    !finder.compose.contains(path.as_str()) && !finder.dockerfiles.contains(path.as_str());
                if is_new && files::reading(&path) != Some(Reading::Template) {
                    match named.kind {
                        Kind::Compose => compose.insert(path),
                        Kind::Dockerfile => dockerfiles.insert(path),
                        Kind::Code => false,
                    };
                }
            }
        }
    }
    (compose.into_iter().collect(), dockerfiles.into_iter().collect())
}

/// All references, by file and place.
pub(in crate::repository) fn resolve(
    scan: &Scan,
    compose_files: &[ComposeFile],
    dockerfiles: &[Dockerfile],
    tree: &Tree,
    sources: &Sources,
) -> Vec<Reference> {
    let compose_paths = compose_files.iter().map(|file| file.path.as_str());
    let dockerfile_paths = dockerfiles.iter().map(|file| file.path.as_str());
    let finder = Finder::new(tree, &scan.starts, compose_paths, dockerfile_paths);
    let mut resolver = Resolver {
        finder,
        sources,
        produced: &scan.produced,
        compose: compose_files.iter().map(|file| (file.path.as_str(), file.id)).collect(),
        dockerfiles: dockerfiles.iter().map(|file| (file.path.as_str(), file.id)).collect(),
        environments: BTreeMap::new(),
    };
    resolver.environments = resolver.environments(&scan.found);
    let mut references: Vec<Reference> =
        scan.found.iter().flat_map(|found| resolver.references(found)).collect();
    references.extend(compose::between_compose_files(compose_files, &resolver.compose, tree));
    sorted(references)
}

/// Adds what Compose files build, which is known once builds are linked.
pub(in crate::repository) fn with_builds(
    mut references: Vec<Reference>,
    compose_files: &[ComposeFile],
) -> Vec<Reference> {
    references.extend(compose::builds(compose_files));
    sorted(references)
}

struct Resolver<'a> {
    finder: Finder<'a>,
    sources: &'a Sources,
    produced: &'a BTreeSet<String>,
    compose: BTreeMap<&'a str, ComposeId>,
    dockerfiles: BTreeMap<&'a str, DockerfileId>,
    /// What `COMPOSE_FILE` of a folder's `.env` names.
    environments: BTreeMap<String, Vec<ComposeId>>,
}

impl Resolver<'_> {
    fn environments(&self, found: &[Found]) -> BTreeMap<String, Vec<ComposeId>> {
        let mut environments = BTreeMap::new();
        for found in found.iter().filter(|found| found.origin == Origin::DotEnv) {
            let Some(first) = found.names.first() else { continue };
            let own = self.sources.path(first.span);
            if path::file_name(own) == ".env" {
                let files = found.names.iter().flat_map(|named| self.meant(named).paths);
                let ids = files.filter_map(|path| self.compose.get(path.as_str()).copied()).collect();
                environments.insert(path::parent(own).to_owned(), ids);
            }
        }
        environments
    }

    fn meant(&self, named: &Named) -> Meant {
        self.finder.meant(self.sources.path(named.span), named.kind, &named.place)
    }

    fn references(&self, found: &Found) -> Vec<Reference> {
        let mut all: Vec<Vec<Reference>> = Vec::new();
        for named in &found.names {
            let meant = self.meant(named);
            let targets = self.targets(found, named, &meant);
            let references = targets.into_iter().map(|target| reference(found, named, target, &meant));
            match named.place {
                // a default file and its override are layered; the files of one pattern are alternatives
                Place::Default(_) => all.extend(references.map(|reference| vec![reference])),
                _ => all.push(references.collect()),
            }
        }
        layered(found, all)
    }

    fn targets(&self, found: &Found, named: &Named, meant: &Meant) -> Vec<Target> {
        let from_environment = match &named.place {
            Place::Default(_) => {
                meant.paths.first().and_then(|first| self.environments.get(path::parent(first)))
            }
            _ => None,
        };
        if let Some(ids) = from_environment.filter(|ids| !ids.is_empty()) {
            return ids.iter().map(|id| Target::Compose(*id)).collect();
        }
        let target = |path: &String| {
            let compose = self.compose.get(path.as_str()).map(|id| Target::Compose(*id));
            let dockerfile = self.dockerfiles.get(path.as_str()).map(|id| Target::Dockerfile(*id));
            match named.kind {
                Kind::Compose => compose,
                Kind::Dockerfile => dockerfile,
                Kind::Code => Some(Target::Code(path.clone())),
            }
        };
        let there: Vec<Target> = meant.paths.iter().filter_map(target).collect();
        let written = |path: &String| self.produced.contains(path::file_name(path));
        match &meant.missing {
            Some(path) if there.is_empty() && !written(path) && is_needed(found, named) => {
                vec![Target::Missing(path.clone())]
            }
            _ => there,
        }
    }
}

fn layered(found: &Found, all: Vec<Vec<Reference>>) -> Vec<Reference> {
    let project_directory =
        found.project_directory.as_ref().and_then(|(directory, path)| match directory.enter(path) {
            Directory::At(at) => Some(at),
            _ => None,
        });
    // of alternatives only the one that the reference is about is layered with the others
    let certain = |references: &[Reference]| match references {
        [reference] => compose_id(reference),
        _ => None,
    };
    let chosen: Vec<Option<ComposeId>> = all.iter().map(|references| certain(references)).collect();
    let mut layered = Vec::new();
    for (index, references) in all.into_iter().enumerate() {
        for mut reference in references {
            let own = compose_id(&reference);
            let ids = chosen.iter().enumerate().filter_map(|(at, id)| if at == index { own } else { *id });
            let mut files: Vec<ComposeId> = Vec::new();
            for id in ids {
                if !files.contains(&id) {
                    files.push(id);
                }
            }
            if files.len() > 1 || (project_directory.is_some() && !files.is_empty()) {
                reference.layering = Some(Layering { files, project_directory: project_directory.clone() });
            }
            layered.push(reference);
        }
    }
    layered
}

fn reference(found: &Found, named: &Named, target: Target, meant: &Meant) -> Reference {
    let strength = match found.strength {
        Strength::Executed if meant.is_pattern => Strength::Parametrised,
        strength => strength,
    };
    Reference {
        usage: found.usage,
        strength,
        origin: found.origin,
        target,
        span: named.span,
        layering: None,
        services: found.services.clone(),
        profiles: found.profiles.clone(),
        is_open: meant.is_open,
        by_path: !matches!(named.place, Place::Default(_) | Place::Path { by_path: false, .. }),
    }
}

/// Whether the absence of a file is told: where a document says `docker build .`, the folder it means is a guess.
fn is_needed(found: &Found, named: &Named) -> bool {
    let by_path = !matches!(named.place, Place::Path { by_path: false, .. });
    by_path || (found.strength == Strength::Executed && found.origin != Origin::Code)
}

fn compose_id(reference: &Reference) -> Option<ComposeId> {
    match reference.target {
        Target::Compose(id) => Some(id),
        _ => None,
    }
}

/// By place; what says the same at the same place once, and absent files only where something needs them.
fn sorted(mut references: Vec<Reference>) -> Vec<Reference> {
    references.retain(|reference| {
        !matches!(reference.target, Target::Missing(_)) || matches!(reference.usage, Use::Runs | Use::Builds)
    });
    let layers = |reference: &Reference| reference.layering.as_ref().map(|layering| layering.files.clone());
    references.sort_by(|a, b| {
        let key = |reference: &Reference| (reference.span, reference.usage, reference.target.clone());
        key(a).cmp(&key(b)).then_with(|| layers(a).cmp(&layers(b))).then_with(|| b.strength.cmp(&a.strength))
    });
    references.dedup_by(|later, first| {
        let same = (first.span, first.usage, &first.target) == (later.span, later.usage, &later.target)
            && layers(first) == layers(later);
        if same {
            // several commands through one variable: they name all services between them
            if first.services.is_empty() || later.services.is_empty() {
                first.services.clear();
            }
            for service in std::mem::take(&mut later.services) {
                if !first.services.is_empty() && !first.services.contains(&service) {
                    first.services.push(service);
                }
            }
            for profile in std::mem::take(&mut later.profiles) {
                if !first.profiles.contains(&profile) {
                    first.profiles.push(profile);
                }
            }
        }
        same
    });
    references
}
