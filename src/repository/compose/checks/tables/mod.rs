//! What Compose files may say, as tables. Source: the Compose specification and the schema in compose-go of
//! 2026-07 (`schema/compose-spec.json`), with the formats that its loader asks for after that.

mod build;
mod deploy;
mod mounts;
mod resources;
mod runtime;
mod service;
mod top;

pub(super) use top::TOP;
