//! The whole repository, read and linked once. Everything above only asks.

pub mod compose;
pub mod context;
mod dockerfile;
mod files;
mod git;
mod ids;
mod index;
mod link;
mod load;
pub mod path;
pub mod references;
mod tree;

pub use compose::{Build, ComposeFile, Location, Service};
pub use dockerfile::{Base, Dockerfile, Stage};
pub use git::history::{self, History};
pub use ids::{ComposeId, DockerfileId, ServiceId};
pub use load::{LoadError, changed, load};
pub use references::Reference;
use references::Target;
pub use tree::{Changes, Kind, Tree};

use std::sync::OnceLock;

use references::{Strength, Use};

use crate::source::{FileId, Sources, Span};
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
    index: index::Index,
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
        self.index
            .builders(id.0 as usize)
            .iter()
            .map(|&service| (self.compose(service.compose), self.service(service)))
    }

    /// What refers to a Compose file or a Dockerfile, by file and place.
    pub fn references_to(&self, target: &Target) -> impl Iterator<Item = &Reference> {
        self.index.references_to(target).iter().map(|&at| &self.references[at as usize])
    }

    /// Whether a service of that name is given a command or an entry point, in this file of the stack or another.
    pub fn is_commanded(&self, service: &str) -> bool {
        self.index.is_commanded(service)
    }

    /// Whether a script copies a Compose file elsewhere: its paths may count from there.
    pub fn is_copied(&self, id: ComposeId) -> bool {
        let copies = |it: &Reference| it.usage == Use::Copies && it.strength > Strength::Documented;
        self.references_to(&Target::Compose(id)).any(copies)
    }

    /// The Compose file that a source is, if it is one.
    pub fn compose_of(&self, source: FileId) -> Option<&ComposeFile> {
        self.index.compose_of(source).map(|id| self.compose(id))
    }

    /// The Compose files that lie in a folder, by path.
    pub fn compose_in(&self, folder: &str) -> impl Iterator<Item = &ComposeFile> {
        self.index.compose_in(folder).iter().map(|&id| self.compose(id))
    }

    /// The files of that name, wherever they lie, by path.
    pub fn files_named(&self, name: &str) -> impl Iterator<Item = &str> {
        self.index.named(name).iter().map(|&at| self.tree.files()[at as usize].as_str())
    }

    /// The Dockerfile that a build most likely means whose Dockerfile isn't at `path`: the only one of that name further
    /// below. `None` for names that many folders have.
    pub fn meant(&self, path: &str) -> Option<&Dockerfile> {
        let name = path::file_name(path);
        let below = path::parent(path);
        let mut files = self.files_named(name).filter(|file| path::is_within(file, below));
        let (Some(only), None) = (files.next(), files.next()) else { return None };
        let at = self.dockerfiles.binary_search_by(|dockerfile| dockerfile.path.as_str().cmp(only)).ok()?;
        Some(&self.dockerfiles[at]).filter(|dockerfile| !dockerfile.has_default_name())
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
