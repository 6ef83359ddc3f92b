//! Single-stage Dockerfiles on an official Python image, dependencies by pip → two stages: a virtual environment is
//! filled where the compilers are, and carried to where they aren't.
//!
//! ```text
//! base          which images, and what the final stage stands on
//! steps         each instruction → what becomes of it
//! script        a RUN as a plain list of commands, or a refusal
//! apt, pip      the two kinds of RUN that are understood
//! requirements  what is installed, and by which files
//! needs         what the final image then lacks
//! write         the new text
//! ```

mod apt;
mod base;
mod needs;
mod pip;
mod requirements;
mod script;
mod steps;
mod write;

use super::{Rewritten, Subject};

/// Why something stays as it is, as a sentence fragment.
pub(super) type Refusal = String;

/// Where the virtual environment lies in both stages.
pub(super) const VENV: &str = "/opt/venv";

/// Whether an image is this room's.
pub(super) fn takes(base: &crate::analysis::contents::BaseImage) -> bool {
    base::is_python(base)
}

/// Rewrites a Dockerfile; `None` where nothing would be won.
pub(super) fn rewrite(subject: &Subject<'_>) -> Result<Option<Rewritten>, Refusal> {
    let base = base::read(subject)?;
    let steps = steps::read(subject)?;
    if base.slim.is_none() && !steps.holds_build_tools() {
        return Ok(None);
    }
    let needs = needs::find(subject, &base, &steps)?;
    Ok(Some(write::write(subject, &base, &steps, &needs)?))
}
