//! Single-stage Dockerfiles on an official Python image → two stages: a virtual environment is filled where the
//! compilers are, and carried to where they aren't.
//!
//! ```text
//! environment   where packages lie afterwards: an environment of our own, or the one the original makes
//! steps         each instruction → what becomes of it
//! install       a RUN that installs packages, command by command
//! pip, uv, projects  the programs that do so: pip, uv, and those with a project file (poetry, pipenv)
//! requirements  what is installed, and by which files
//! needs         what the final image then lacks
//! write         the new text
//! ```

mod environment;
mod install;
mod needs;
mod pip;
mod projects;
mod requirements;
mod steps;
mod uv;
mod write;

use super::stage::Refusal;
use super::stage::base::Official;
use super::{Rewritten, Subject};

const OFFICIAL: Official = Official { repository: "python", language: "Python", on_alpine: false };

/// Whether an image is this room's.
pub(super) fn takes(base: &crate::analysis::contents::BaseImage) -> bool {
    OFFICIAL.takes(base)
}

/// Rewrites a Dockerfile; `None` where nothing would be won.
pub(super) fn rewrite(subject: &Subject<'_>) -> Result<Option<Rewritten>, Refusal> {
    let base = OFFICIAL.read(subject)?;
    let environment = environment::find(subject)?;
    let steps = steps::read(subject, &environment)?;
    // nothing to carry: a slimmer base is all there is to win, where all that runs on it is known
    let only_base = base.slim.is_some() && !steps.holds_build_tools() && !steps.takes_from_stages(subject);
    let only_base = only_base && steps.installs().next().is_none();
    if !steps.installs_something() && !only_base {
        return Err("it installs nothing with pip, uv, poetry or pipenv".to_owned());
    }
    if base.slim.is_none() && !steps.holds_build_tools() {
        return Ok(None);
    }
    let needs = needs::find(subject, &base, &environment, &steps)?;
    Ok(Some(write::write(subject, &base, &environment, &steps, &needs)?))
}
