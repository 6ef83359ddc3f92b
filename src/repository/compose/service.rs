//! A service of a Compose file, as that one file says it.

use super::Build;
use crate::repository::ServiceId;
use crate::source::{Span, Spanned};
use crate::syntax::interpolation::{self, Value};
use crate::syntax::yaml::Node;

/// A string of a Compose file. Interpolation stays symbolic: a variable without a default is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// As written, without quotes.
    pub raw: String,
    /// After interpolation, as far as it is known.
    pub value: Value,
    /// Where.
    pub span: Span,
}

impl Text {
    /// Reads a scalar; an invalid template keeps its text and has no value.
    pub fn new(raw: impl Into<String>, span: Span) -> Self {
        let raw = raw.into();
        let value = match interpolation::parse(&raw) {
            Ok(template) => template.resolve(&|_| None),
            Err(_) => Value::Unknown,
        };
        Self { raw, value, span }
    }

    /// Reads a scalar node; `None` for anything else, null included.
    pub fn read(node: Node<'_>) -> Option<Self> {
        Some(Self::new(node.as_str()?, node.span()))
    }

    /// The value where it is known, or known but for variables that have defaults.
    pub fn known(&self) -> Option<&str> {
        match &self.value {
            Value::Known(text) | Value::Assumed(text) => Some(text),
            Value::Unknown => None,
        }
    }

    /// Whether a variable's default entered the value.
    pub fn is_assumed(&self) -> bool {
        matches!(self.value, Value::Assumed(_))
    }
}

/// A service.
#[derive(Debug)]
pub struct Service {
    /// Where it stands in the repository.
    pub id: ServiceId,
    /// The key.
    pub name: Spanned<String>,
    /// The whole body.
    pub span: Span,
    /// `image:`
    pub image: Option<Text>,
    /// `build:`
    pub build: Option<Build>,
    /// `provider:` stands in for an image.
    pub has_provider: bool,
    /// `command:`
    pub command: Option<CommandLine>,
    /// `entrypoint:`
    pub entrypoint: Option<CommandLine>,
    /// `working_dir:`
    pub working_dir: Option<Text>,
    /// `container_name:`
    pub container_name: Option<Text>,
    /// `environment:`, both forms.
    pub environment: Vec<Variable>,
    /// `env_file:`, all forms.
    pub env_files: Vec<EnvFile>,
    /// `ports:`, both forms.
    pub ports: Vec<Port>,
    /// `volumes:`, both forms.
    pub mounts: Vec<Mount>,
    /// `depends_on:`, both forms; and `links`, `volumes_from`, `network_mode: service:x`.
    pub depends_on: Vec<Spanned<String>>,
    /// `networks:`, both forms.
    pub networks: Vec<Spanned<String>>,
    /// `secrets:`, both forms, those of the build included.
    pub secrets: Vec<Spanned<String>>,
    /// `configs:`, both forms.
    pub configs: Vec<Spanned<String>>,
    /// `profiles:`
    pub profiles: Vec<Text>,
    /// `extends:`
    pub extends: Option<Extends>,
    /// `deploy.replicas` or `scale`, where it is a number.
    pub replicas: Option<u64>,
    /// Every key of the body, as written.
    pub keys: Vec<Spanned<String>>,
}

impl Service {
    /// Whether it only patches or adds to a service of another file: it has nothing to run.
    pub fn is_fragment(&self) -> bool {
        self.image.is_none() && self.build.is_none() && self.extends.is_none() && !self.has_provider
    }

    /// The value of an environment variable, where the file gives one that is known.
    pub fn environment_value(&self, name: &str) -> Option<&str> {
        self.environment.iter().find(|variable| variable.name.value == name)?.value.as_ref()?.known()
    }
}

/// `command:` or `entrypoint:`.
#[derive(Debug, Clone)]
pub struct CommandLine {
    /// The words of a list, or one text.
    pub words: Vec<Text>,
    /// Whether it is written as a list.
    pub is_list: bool,
    /// The value.
    pub span: Span,
}

impl CommandLine {
    /// The words joined by spaces, as written.
    pub fn joined(&self) -> String {
        self.words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// An entry of `environment:`.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Its name.
    pub name: Spanned<String>,
    /// `None` where it is passed through from the shell.
    pub value: Option<Text>,
}

/// An entry of `env_file:`.
#[derive(Debug, Clone)]
pub struct EnvFile {
    /// Relative to the project directory.
    pub path: Text,
    /// Whether Compose refuses to start without it.
    pub required: bool,
}

/// An entry of `ports:`.
#[derive(Debug, Clone)]
pub struct Port {
    /// As written.
    pub text: Text,
    /// On the host; `None` where Docker picks one, or it is unknown. May be a range.
    pub published: Option<String>,
    /// In the container. May be a range.
    pub target: Option<String>,
    /// Address on the host.
    pub host_ip: Option<String>,
    /// `tcp` unless said.
    pub protocol: String,
}

/// What a mount's source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MountKind {
    /// A path on the host.
    Bind,
    /// A named volume.
    Volume,
    /// An unnamed volume, tmpfs, image, ...
    Other,
}

/// An entry of `volumes:`.
#[derive(Debug, Clone)]
pub struct Mount {
    /// What the source is.
    pub kind: MountKind,
    /// The volume's name or the host's path.
    pub source: Option<Text>,
    /// Path in the container.
    pub target: Option<String>,
    /// The entry.
    pub span: Span,
}

/// `extends:`.
#[derive(Debug, Clone)]
pub struct Extends {
    /// The other file, relative to this file's folder; `None` for this file.
    pub file: Option<Text>,
    /// The base service.
    pub service: Text,
}
