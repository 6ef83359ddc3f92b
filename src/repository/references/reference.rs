//! What a reference is.

use crate::repository::{ComposeId, DockerfileId};
use crate::source::Span;

/// What is done with what is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// Started: `docker compose -f X up`, `docker stack deploy -c X`, a test container.
    Runs,
    /// Built: `docker build -f X`, a build action, a bake target, a service's `build:`.
    Builds,
    /// Only read or taken down: `docker compose -f X config`, `down`, `logs`.
    Handles,
    /// Included by another Compose file.
    Includes,
    /// Extended by a service of another Compose file.
    Extends,
    /// Named without a command careen knows.
    Names,
    /// Copied elsewhere, a Dockerfile with the folder it lies in; what becomes of the copy isn't seen.
    Copies,
    /// Said to be dead: "no longer used", "replaced by", "deprecated".
    Retires,
}

/// How much a reference proves: the tiers A to D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// Maintenance, not use: comments, commented-out lines, dependabot, .gitignore.
    Maintenance,
    /// A document's text or code block.
    Documented,
    /// Through a glob, a template or a pattern, in something that is executed.
    Parametrised,
    /// Literally, in something that is executed.
    Executed,
}

/// What kind of file the reference stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A shell, PowerShell or batch script.
    Script,
    /// A Makefile.
    Make,
    /// A CI workflow or pipeline.
    Ci,
    /// package.json, Taskfile, justfile, tox.ini, pyproject, Procfile.
    TaskRunner,
    /// A systemd unit, crontab or supervisor file.
    Unit,
    /// devcontainer.json.
    DevContainer,
    /// A bake file, skaffold, Tiltfile, Earthfile.
    BuildTool,
    /// Ansible, Terraform, Packer, Vagrant, a platform's manifest.
    Deployment,
    /// Another Compose file.
    Compose,
    /// Another Dockerfile (`FROM` an image that the repository builds, or a comment).
    Dockerfile,
    /// `.env`.
    DotEnv,
    /// Source code.
    Code,
    /// Markdown and its kin.
    Document,
    /// Anything else.
    Other,
}

/// What is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A Compose file.
    Compose(ComposeId),
    /// A Dockerfile.
    Dockerfile(DockerfileId),
    /// A file or folder of the program, relative to the root, that a document says nothing uses any more.
    Code(String),
    /// A path, relative to the root, where there is nothing.
    Missing(String),
}

/// Several Compose files in one command: relative paths of all of them count from the first one's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layering {
    /// In the order given.
    pub files: Vec<ComposeId>,
    /// `--project-directory`, relative to the root.
    pub project_directory: Option<String>,
}

/// One place that names a file.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What is done with it.
    pub usage: Use,
    /// How much that proves.
    pub strength: Strength,
    /// What kind of file says so.
    pub origin: Origin,
    /// What is named.
    pub target: Target,
    /// The words that name it.
    pub span: Span,
    /// The other files of the same command, where there are any.
    pub layering: Option<Layering>,
    /// The services that the command names; empty for all.
    pub services: Vec<String>,
    /// `--profile`s of the command.
    pub profiles: Vec<String>,
    /// Whether the path itself was given; else it was found as a default name in a folder.
    pub by_path: bool,
    /// Whether a variable stands for the whole of what tells the file from others: `docker-compose.$X.yml`.
    pub is_open: bool,
}
