//! What a command does to the image it runs in.

use crate::source::{Span, Spanned};

/// A package manager of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// `apt-get`, `apt`, `aptitude`
    Apt,
    /// `apk`
    Apk,
    /// `dnf`, `microdnf`, `yum`
    Dnf,
    /// `zypper`
    Zypper,
    /// `pacman`
    Pacman,
}

/// A language's own package world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the language of that name")]
pub enum Ecosystem {
    Python,
    Node,
    Ruby,
    Php,
    Go,
    Rust,
    Java,
    Dotnet,
}

impl Ecosystem {
    /// Its name as people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Node => "Node.js",
            Self::Ruby => "Ruby",
            Self::Php => "PHP",
            Self::Go => "Go",
            Self::Rust => "Rust",
            Self::Java => "Java",
            Self::Dotnet => ".NET",
        }
    }
}

/// What a build command belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    /// Compiles or bundles what a language's programs are; what it leaves is what runs.
    Language(Ecosystem),
    /// `make`, `cmake`, `gcc`: builds something from source.
    Native,
}

/// Packages of the distribution that a command installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packages {
    /// Which manager installs them.
    pub system: System,
    /// Their names, versions left out; a name that a variable decides is left out.
    pub names: Vec<Spanned<String>>,
    /// Whether a variable without a known value names more.
    pub more: bool,
    /// Whether recommended packages come along.
    pub recommends: bool,
    /// The name they can be removed under (`apk add --virtual NAME`).
    pub label: Option<String>,
}

/// Packages of the distribution that a command removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Which manager removes them.
    pub system: System,
    /// Names, labels, or patterns.
    pub names: Vec<String>,
    /// Whether everything goes that was marked as installed automatically.
    pub automatic: bool,
}

/// A language's packages that a command installs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependencies {
    /// Whose.
    pub ecosystem: Ecosystem,
    /// Packages named on the command line, versions left out.
    pub names: Vec<String>,
    /// Files that name packages, as written.
    pub manifests: Vec<String>,
    /// Whether packages that only development needs come along: `Some(true)` where the command says so or its
    /// documented default does, `None` where that lies in a file.
    pub development: Option<bool>,
    /// Whether it installs command-line tools for the whole image instead of the project's dependencies.
    pub global: bool,
    /// The folder it installs into, where the command names one.
    pub into: Option<String>,
    /// Whether what it downloads stays in a cache.
    pub keeps_cache: bool,
}

/// What a command does to the image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Installs packages of the distribution.
    Install(Packages),
    /// Removes packages of the distribution.
    Remove(Removal),
    /// Marks all installed packages as automatic (`apt-mark auto '.*'`), so that the next removal takes them.
    MarkAutomatic,
    /// Keeps these from being removed as automatic (`apt-mark manual`).
    MarkManual(Vec<String>),
    /// Downloads package lists.
    RefreshLists(System),
    /// Deletes package lists.
    DeleteLists(System),
    /// Installs a language's packages.
    Depend(Dependencies),
    /// Makes a Python environment in this folder, as written.
    Environment(String),
    /// Removes packages that only development needs.
    PruneDevelopment(Ecosystem),
    /// Downloads a whole toolchain; its name.
    Toolchain(&'static str),
    /// Compiles or bundles.
    Build(Tool),
    /// Empties a language's download cache.
    DeleteCache(Ecosystem),
    /// Deletes paths, as written.
    Delete(Vec<String>),
    /// Changes the owner or mode of these paths and all below them (`chown -R`, `chmod -R`), as written.
    Reown(Vec<String>),
}

/// An action and the command that does it.
#[derive(Debug, Clone)]
pub struct Done {
    /// What.
    pub action: Action,
    /// The command, from its program on.
    pub span: Span,
}
