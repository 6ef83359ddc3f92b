//! Names of things in a repository: cheap to copy, ordered as the things are.

/// A Compose file: its index in [`super::Repository::compose_files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComposeId(pub u32);

/// A Dockerfile: its index in [`super::Repository::dockerfiles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DockerfileId(pub u32);

/// A service of a Compose file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId {
    /// The file.
    pub compose: ComposeId,
    /// The index in [`super::ComposeFile::services`].
    pub index: u32,
}
