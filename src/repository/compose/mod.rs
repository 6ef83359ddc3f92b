//! Compose files as values: what a file says, each part with its place, before any layering.

mod build;
mod checks;
mod file;
mod read;
mod service;
mod shape;

pub use build::{Build, Location};
pub use file::{ComposeFile, Include, Resource, ResourceKind};
pub use read::read;
pub use service::{CommandLine, EnvFile, Extends, Mount, MountKind, Port, Service, Text, Variable};
pub use shape::{Shape, is_meant, shape};
