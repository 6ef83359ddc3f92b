//! The ways back through a linked repository: who builds a Dockerfile, what refers to a file, what lies in a folder.
//! Built once, so that no question has to walk over everything.

use rustc_hash::{FxHashMap, FxHashSet};

use super::references::{Reference, Target};
use super::{Build, ComposeFile, ComposeId, Dockerfile, ServiceId, Tree, path};
use crate::source::FileId;

/// By id, folder and name what else would be found by looking at everything.
#[derive(Debug, Default)]
pub(super) struct Index {
    builders: Vec<Vec<ServiceId>>,
    to_compose: Vec<Vec<u32>>,
    to_dockerfile: Vec<Vec<u32>>,
    by_source: FxHashMap<FileId, ComposeId>,
    folders: FxHashMap<String, Vec<ComposeId>>,
    named: FxHashMap<String, Vec<u32>>,
    commanded: FxHashSet<String>,
}

impl Index {
    /// Walks over everything once. Files and references must have their final order.
    pub(super) fn of(
        tree: &Tree,
        compose_files: &[ComposeFile],
        dockerfiles: &[Dockerfile],
        references: &[Reference],
    ) -> Self {
        let mut index = Self {
            builders: vec![Vec::new(); dockerfiles.len()],
            to_compose: vec![Vec::new(); compose_files.len()],
            to_dockerfile: vec![Vec::new(); dockerfiles.len()],
            ..Self::default()
        };
        for file in compose_files {
            index.by_source.insert(file.file, file.id);
            index.folders.entry(file.directory().to_owned()).or_default().push(file.id);
            for service in &file.services {
                if service.command.is_some() || service.entrypoint.is_some() {
                    index.commanded.insert(service.name.value.clone());
                }
                if let Some(id) = service.build.as_ref().and_then(Build::dockerfile_id) {
                    index.builders[id.0 as usize].push(service.id);
                }
            }
        }
        for (at, reference) in references.iter().enumerate() {
            match reference.target {
                Target::Compose(id) => index.to_compose[id.0 as usize].push(at as u32),
                Target::Dockerfile(id) => index.to_dockerfile[id.0 as usize].push(at as u32),
                _ => {}
            }
        }
        for (at, file) in tree.files().iter().enumerate() {
            index.named.entry(path::file_name(file).to_owned()).or_default().push(at as u32);
        }
        index
    }

    /// The services that build the Dockerfile of that number, in the repository's order.
    pub(super) fn builders(&self, dockerfile: usize) -> &[ServiceId] {
        self.builders.get(dockerfile).map(Vec::as_slice).unwrap_or_default()
    }

    /// The numbers of the references to a target, in order.
    pub(super) fn references_to(&self, target: &Target) -> &[u32] {
        let found = match target {
            Target::Compose(id) => self.to_compose.get(id.0 as usize),
            Target::Dockerfile(id) => self.to_dockerfile.get(id.0 as usize),
            _ => None,
        };
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// The Compose file that a source is.
    pub(super) fn compose_of(&self, source: FileId) -> Option<ComposeId> {
        self.by_source.get(&source).copied()
    }

    /// The Compose files of a folder, in order.
    pub(super) fn compose_in(&self, folder: &str) -> &[ComposeId] {
        self.folders.get(folder).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a service of that name has a command or an entry point, in whatever file.
    pub(super) fn is_commanded(&self, service: &str) -> bool {
        self.commanded.contains(service)
    }

    /// The numbers of the files of a name, in whatever folders.
    pub(super) fn named(&self, name: &str) -> &[u32] {
        self.named.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}
