//! Single-stage Dockerfiles on Go's official image → two stages: programs are linked where the toolchain is, and carried
//! to the bare system of the same release, with every file that they may open.
//!
//! ```text
//! base      the release of Debian or Alpine, and its bare image
//! commands  the `go` command: what a call of it does
//! module    go.mod: names, places, what can be fetched before the sources are there
//! steps     each instruction → what becomes of it
//! run       a RUN, command by command
//! reach     where a plain RUN works
//! sources   what the sources say: texts, what is embedded, which programs are started
//! files     what of the project the image needs when it runs
//! left      which of its files stay behind with what builds
//! needs     what the final image then lacks
//! write     the new text
//! ```

mod base;
mod commands;
mod files;
mod left;
mod module;
mod needs;
mod reach;
mod run;
mod sources;
mod steps;
mod write;

use super::stage::Refusal;
use super::{Rewritten, Subject};
use crate::analysis::contents::BaseImage;
use crate::facts;

/// Whether an image is this room's.
pub(super) fn takes(base: &BaseImage) -> bool {
    facts::canonical(&base.repository) == "golang"
}

/// Rewrites a Dockerfile; there is always something to be won.
pub(super) fn rewrite(subject: &Subject<'_>) -> Result<Option<Rewritten>, Refusal> {
    let base = base::read(subject)?;
    let steps = steps::read(subject)?;
    let sources = files::read(subject).ok_or("its sources can't all be read")?;
    let needs = needs::find(subject, &base, &steps, &sources)?;
    let carried = files::carried(subject, &steps, &sources);
    Ok(Some(write::write(subject, &base, &steps, &carried, &needs, sources.computes)?))
}
