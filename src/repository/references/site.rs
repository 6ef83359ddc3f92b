//! The file that is being read for references, and what is known around it.

use rustc_hash::FxHashSet;

use super::Origin;
use super::directory::Directory;
use super::found::Kind;
use super::names::Names;
use crate::repository::{Tree, path};
use crate::source::{FileId, Mapped, Span};

/// What every reader may ask about the repository.
pub(super) struct Layout<'a> {
    tree: &'a Tree,
    directories: FxHashSet<&'a str>,
    /// Names of the Compose files and Dockerfiles.
    pub(super) names: Names,
}

impl<'a> Layout<'a> {
    /// Collects the folders of a tree.
    pub(super) fn new(tree: &'a Tree, names: Names) -> Self {
        let mut directories: FxHashSet<&str> = FxHashSet::default();
        directories.insert("");
        for file in tree.files() {
            let mut directory = path::parent(file);
            while directories.insert(directory) {
                directory = path::parent(directory);
            }
        }
        Self { tree, directories, names }
    }

    /// Whether there is such a file.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.tree.files().binary_search_by(|file| file.as_str().cmp(path)).is_ok()
    }

    /// Whether there is such a folder.
    pub(super) fn is_directory(&self, path: &str) -> bool {
        self.directories.contains(path)
    }
}

/// One file being read.
pub(super) struct Site<'a> {
    /// The repository around it.
    pub(super) layout: &'a Layout<'a>,
    /// Its path.
    pub(super) path: &'a str,
    /// Its text.
    pub(super) text: &'a str,
    /// The id its spans carry until it is known whether it is kept.
    pub(super) file: FileId,
    /// What kind of file it is.
    pub(super) origin: Origin,
}

impl Site<'_> {
    /// The folder it lies in.
    pub(super) fn directory(&self) -> Directory {
        Directory::At(path::parent(self.path).to_owned())
    }

    /// The folder after `cd to`; unknown where the repository has no such folder.
    pub(super) fn entered(&self, directory: &Directory, to: &str) -> Directory {
        match directory.enter(to) {
            Directory::At(at) if !self.layout.is_directory(&at) => Directory::Unknown(at),
            entered => entered,
        }
    }

    /// A range of the text as a text of its own.
    pub(super) fn mapped(&self, range: std::ops::Range<usize>) -> Mapped {
        Mapped::whole(self.file, self.text.get(range.clone()).unwrap_or_default(), range.start)
    }

    /// Bytes `start..end` of the text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    /// What kind of file a word could name, by its look.
    pub(super) fn kind_of(&self, word: &str) -> Option<Kind> {
        self.layout.names.kind_of(word)
    }
}
