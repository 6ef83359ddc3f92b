//! Single-stage Dockerfiles on an official Node.js image → two stages: packages are installed and the program built
//! where compilers and development dependencies are; what runs is carried to where they aren't.
//!
//! ```text
//! commands  npm, yarn and pnpm: what a command does
//! manifest  package.json and its lock: scripts, dependencies, who provides a program
//! runtime   what of it the image needs when it runs
//! steps     each instruction → what becomes of it
//! needs     what the final image then lacks
//! write     the new text
//! ```

mod commands;
mod manifest;
mod needs;
mod runtime;
mod steps;
mod write;

use super::stage::Refusal;
use super::stage::base::Official;
use super::{Rewritten, Subject};

const OFFICIAL: Official = Official { repository: "node", language: "Node.js", on_alpine: true };

/// Whether an image is this room's.
pub(super) fn takes(base: &crate::analysis::contents::BaseImage) -> bool {
    OFFICIAL.takes(base)
}

/// Rewrites a Dockerfile; `None` where nothing would be won.
pub(super) fn rewrite(subject: &Subject<'_>) -> Result<Option<Rewritten>, Refusal> {
    let base = OFFICIAL.read(subject)?;
    let steps = steps::read(subject)?;
    let manifest = manifest::find(subject, &steps)?;
    let needs = needs::find(subject, &base, &steps, &manifest)?;
    if base.slim.is_none() && !steps.holds_build_tools() && !needs.prunes() {
        return Ok(None);
    }
    Ok(Some(write::write(subject, &base, &steps, &manifest, &needs)?))
}
