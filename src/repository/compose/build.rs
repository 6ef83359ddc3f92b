//! `build:` of a service.

use super::Text;
use crate::repository::DockerfileId;
use crate::source::{Span, Spanned};

/// What a service is built from.
#[derive(Debug)]
pub struct Build {
    /// The `build` key: one line, for findings.
    pub key: Span,
    /// The value.
    pub span: Span,
    /// `context:`; `None` where it is left out and means `.`.
    pub context: Option<Text>,
    /// `dockerfile:`, relative to the context.
    pub dockerfile: Option<Text>,
    /// `dockerfile_inline:`
    pub inline: Option<Text>,
    /// `target:`
    pub target: Option<Text>,
    /// `args:`, both forms.
    pub args: Vec<(Spanned<String>, Option<Text>)>,
    /// `additional_contexts:`, both forms.
    pub additional_contexts: Vec<(Spanned<String>, Text)>,
    /// The context's folder, relative to the root, where it is known and within.
    pub context_path: Option<String>,
    /// What the linker found.
    pub location: Location,
}

/// Where a build's Dockerfile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In the repository.
    Found(DockerfileId),
    /// In the Compose file itself.
    Inline,
    /// The context's folder isn't there; path relative to the root.
    MissingContext(String),
    /// The context is there, its Dockerfile isn't; path relative to the root.
    MissingDockerfile(String),
    /// The context leaves the root, or is an absolute path.
    Outside,
    /// The context is a URL.
    Remote,
    /// A variable decides.
    Unknown,
}

impl Build {
    /// The Dockerfile, where it is in the repository.
    pub fn dockerfile_id(&self) -> Option<DockerfileId> {
        match self.location {
            Location::Found(id) => Some(id),
            _ => None,
        }
    }

    /// The value of a build argument, where the file gives one that is known.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(key, _)| key.value == name)?.1.as_ref()?.known()
    }
}
