//! What nobody runs.

pub mod no_entry_found;
pub mod orphaned_compose_file;
pub mod orphaned_dockerfile;
mod past;
