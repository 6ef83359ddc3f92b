//! What reading a file shows before anybody knows which Compose files and Dockerfiles there are.

use super::directory::Directory;
use super::{Origin, Strength, Use};
use crate::source::Span;

/// What kind of file a name can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::repository) enum Kind {
    /// A Compose file.
    Compose,
    /// A Dockerfile.
    Dockerfile,
    /// A file or folder of the program itself, that a document retires.
    Code,
}

/// One file as a text names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// The words that name it.
    pub(super) span: Span,
    /// What it can be.
    pub(super) kind: Kind,
    /// Where it lies.
    pub(super) place: Place,
}

/// Where a named file lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// A path, perhaps with unknown pieces or wildcards, seen from a folder. The text may have several such
    /// readings; the first under which there is a file holds.
    Path {
        /// Folder and path.
        readings: Vec<(Directory, String)>,
        /// Whether the file's own name was given, and not only its folder.
        by_path: bool,
    },
    /// The Compose file that a command without `-f` finds in a folder or above it.
    Default(Directory),
    /// A name in prose or in a program's text, seen from the folder of the file it stands in.
    Mention(String),
}

/// One command, setting or sentence that names files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::repository) struct Found {
    pub(super) usage: Use,
    pub(super) strength: Strength,
    pub(super) origin: Origin,
    /// All files of one command, in order.
    pub(super) names: Vec<Named>,
    /// `--project-directory`.
    pub(super) project_directory: Option<(Directory, String)>,
    pub(super) services: Vec<String>,
    pub(super) profiles: Vec<String>,
}

impl Found {
    /// A single file.
    pub(super) fn one(usage: Use, strength: Strength, origin: Origin, named: Named) -> Self {
        Self {
            usage,
            strength,
            origin,
            names: vec![named],
            project_directory: None,
            services: Vec::new(),
            profiles: Vec::new(),
        }
    }
}

impl Named {
    /// A file by its path, seen from `directory`.
    pub(super) fn path(span: Span, kind: Kind, directory: &Directory, path: &str) -> Self {
        let readings = vec![(directory.clone(), path.to_owned())];
        Self { span, kind, place: Place::Path { readings, by_path: true } }
    }

    /// The `Dockerfile` of a folder.
    pub(super) fn dockerfile_in(span: Span, directory: &Directory, folder: &str) -> Self {
        let path = format!("{}/Dockerfile", folder.trim_end_matches('/'));
        let containerfile = format!("{}/Containerfile", folder.trim_end_matches('/'));
        let readings = vec![(directory.clone(), path), (directory.clone(), containerfile)];
        Self { span, kind: Kind::Dockerfile, place: Place::Path { readings, by_path: false } }
    }

    /// The Compose file that is found in a folder.
    pub(super) fn default(span: Span, directory: &Directory) -> Self {
        Self { span, kind: Kind::Compose, place: Place::Default(directory.clone()) }
    }

    /// A name in a text.
    pub(super) fn mention(span: Span, kind: Kind, name: &str) -> Self {
        Self { span, kind, place: Place::Mention(name.to_owned()) }
    }
}

/// A script or Make target that something starts from a known folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    /// The started file, seen from `directory`.
    pub(super) path: String,
    /// The working directory at the start.
    pub(super) directory: Directory,
}

/// All that reading one file shows.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) found: Vec<Found>,
    /// Scripts it starts.
    pub(super) calls: Vec<Call>,
    /// Names of files that it writes or downloads: that they are absent proves nothing.
    pub(super) produced: Vec<String>,
}
