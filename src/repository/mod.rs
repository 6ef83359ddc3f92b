//! The whole repository, read and linked once. Everything above only asks.

pub mod compose;
pub mod context;
mod dockerfile;
mod files;
mod ids;
mod link;
mod load;
pub mod path;
pub mod references;
mod tree;

pub use compose::{Build, ComposeFile, Location, Service};
pub use dockerfile::{Base, Dockerfile, Stage};
pub use ids::{ComposeId, DockerfileId, ServiceId};
pub use load::{LoadError, changed, load};
pub use references::Reference;
pub use tree::{Changes, Kind, Tree};

use crate::source::{Sources, Span};
use crate::syntax::Problem;

/// A repository as one system.
#[derive(Debug)]
pub struct Repository {
    /// The files careen has read.
    pub sources: Sources,
    /// What lies where on disk.
    pub tree: Tree,
    /// By path.
    pub compose_files: Vec<ComposeFile>,
    /// By path.
    pub dockerfiles: Vec<Dockerfile>,
    /// By file and place.
    pub references: Vec<Reference>,
    /// Files that can't be read or understood, each with the reason; other problems lie with their Compose file
    /// or Dockerfile.
    pub unreadable: Vec<Problem>,
    /// Templates and the like that were left alone on purpose: path and reason.
    pub skipped: Vec<(String, String)>,
    comments: Vec<Span>,
}

impl Repository {
    /// The Compose file with this id.
    pub fn compose(&self, id: ComposeId) -> &ComposeFile {
        &self.compose_files[id.0 as usize]
    }

    /// The Dockerfile with this id.
    pub fn dockerfile(&self, id: DockerfileId) -> &Dockerfile {
        &self.dockerfiles[id.0 as usize]
    }

    /// The service with this id.
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.compose(id.compose).services[id.index as usize]
    }

    /// Every service of every Compose file, in order.
    pub fn services(&self) -> impl Iterator<Item = (&ComposeFile, &Service)> {
        self.compose_files.iter().flat_map(|file| file.services.iter().map(move |service| (file, service)))
    }

    /// The services that are built from a Dockerfile.
    pub fn built_from(&self, id: DockerfileId) -> impl Iterator<Item = (&ComposeFile, &Service)> {
        self.services()
            .filter(move |(_, service)| service.build.as_ref().and_then(Build::dockerfile_id) == Some(id))
    }

    /// Every comment of every Compose file and Dockerfile.
    pub fn comments(&self) -> impl Iterator<Item = Span> {
        self.comments.iter().copied()
    }
}
