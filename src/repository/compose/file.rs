//! A Compose file.

use rustc_hash::FxHashMap;

use super::{Service, Text};
use crate::repository::ComposeId;
use crate::source::{FileId, Span, Spanned};
use crate::syntax::Problem;
use crate::syntax::yaml::{Node, Yaml};

/// One Compose file, as it is written.
#[derive(Debug)]
pub struct ComposeFile {
    /// Its place in [`crate::repository::Repository::compose_files`].
    pub id: ComposeId,
    /// Path relative to the root.
    pub path: String,
    /// Its text.
    pub file: FileId,
    /// The tree everything here was read from.
    pub yaml: Yaml,
    /// `name:`, the project's name.
    pub name: Option<Text>,
    /// The obsolete `version:` key.
    pub version: Option<Span>,
    /// In the order written.
    pub services: Vec<Service>,
    /// `include:` entries.
    pub includes: Vec<Include>,
    /// Top-level volumes, networks, secrets, configs and models.
    pub resources: Vec<Resource>,
    /// The folder that relative paths count from: that of the first file of its stack; its own unless a command
    /// shows otherwise.
    pub project_directory: String,
    /// What the Compose implementation would refuse, at its place.
    pub problems: Vec<Problem>,
}

/// One entry of `include:`; several paths are layered on the first.
#[derive(Debug)]
pub struct Include {
    /// The files, relative to the including file's folder.
    pub paths: Vec<Text>,
    /// `project_directory:` where given.
    pub project_directory: Option<Text>,
    /// The entry.
    pub span: Span,
}

/// What a top-level section declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResourceKind {
    /// `volumes:`
    Volume,
    /// `networks:`
    Network,
    /// `secrets:`
    Secret,
    /// `configs:`
    Config,
    /// `models:`
    Model,
}

/// One declaration of a top-level section.
#[derive(Debug)]
pub struct Resource {
    /// The section.
    pub kind: ResourceKind,
    /// The key.
    pub name: Spanned<String>,
    /// `external: true`.
    pub external: bool,
    /// `name:`, where another than the key is given.
    pub custom_name: Option<Text>,
    /// `file:` of a secret or config.
    pub path: Option<Text>,
}

impl ComposeFile {
    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name.value == name)
    }

    /// The bodies of the services as they are written, merges and aliases resolved, by name: for what the model
    /// doesn't hold. To be asked once for all services of a file.
    pub fn bodies(&self) -> FxHashMap<&str, Node<'_>> {
        let services = self.yaml.root().and_then(|root| root.get("services"));
        let entries = services.map(Node::entries).unwrap_or_default();
        entries.into_iter().filter_map(|entry| Some((entry.key.as_str()?, entry.value))).collect()
    }

    /// A one-line place that stands for the whole file: its `services:` or `include:` key, else its start.
    pub fn headline(&self) -> Span {
        let root = self.yaml.root();
        let key = |name| root.and_then(|root| root.entry(name)).map(|entry| entry.key.span());
        key("services").or_else(|| key("include")).unwrap_or(Span::file_start(self.file))
    }

    /// The folder the file lies in.
    pub fn directory(&self) -> &str {
        crate::repository::path::parent(&self.path)
    }
}
