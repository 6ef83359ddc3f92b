//! The whole repository, read and linked once. Everything above only asks.

pub mod compose;
pub mod context;
mod dockerfile;
mod files;
pub mod history;
mod ids;
mod link;
mod load;
pub mod path;
pub mod references;
mod tree;

pub use compose::{Build, ComposeFile, Location, Service};
pub use dockerfile::{Base, Dockerfile, Stage};
pub use history::History;
pub use ids::{ComposeId, DockerfileId, ServiceId};
pub use load::{LoadError, load};
pub use references::Reference;
pub use tree::{Kind, Tree};

use std::sync::OnceLock;

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
    wants_history: bool,
    history: OnceLock<History>,
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

    /// When the Compose files and Dockerfiles changed. Read when it is first asked for; empty where it can't be, or isn't
    /// wanted.
    pub fn history(&self) -> &History {
        let compose_files = self.compose_files.iter().map(|file| file.path.as_str());
        let paths = compose_files.chain(self.dockerfiles.iter().map(|file| file.path.as_str()));
        self.history.get_or_init(|| match self.wants_history {
            true => History::read(&self.tree.on_disk(""), paths),
            false => History::default(),
        })
    }

    /// Every comment of every Compose file and Dockerfile.
    pub fn comments(&self) -> impl Iterator<Item = Span> {
        self.comments.iter().copied()
    }
}
