//! `check --fix` and `check --diff`.

use std::path::Path;

use super::args::FailOn;
use super::{Trouble, Verdict, output};
use crate::apply::{self, Changed, Fixing};
use crate::lint::Fixed;
use crate::report::{self, printable};

/// What was written.
pub(super) struct Written {
    /// The fixes whose files all were, in the order in which they were applied.
    pub(super) fixed: Vec<Fixed>,
    /// Whether all of them were.
    pub(super) is_whole: bool,
}

/// Writes what fixing came to; says what couldn't be written.
pub(super) fn write(fixing: Fixing, root: &Path) -> Written {
    complain(&fixing.refused);
    let mut failed: Vec<String> = Vec::new();
    for Changed { path, before, after } in &fixing.changed {
        if let Err(error) = apply::replace(root, path, before.as_deref(), after) {
            output::complain(&printable(&error.to_string()));
            failed.push(path.clone());
        }
    }
    let is_written = |files: &[String]| !files.iter().any(|file| failed.contains(file));
    let written = fixing.applied.into_iter().filter(|applied| is_written(&applied.files));
    Written { fixed: written.map(|applied| applied.fixed).collect(), is_whole: failed.is_empty() }
}

/// Shows what would be written as a patch that `git apply` takes, and how much that is beside it.
pub(super) fn show(fixing: &Fixing, file: Option<&Path>, fail_on: FailOn) -> Result<Verdict, Trouble> {
    complain(&fixing.refused);
    let changed = fixing.changed.iter();
    let texts = changed.map(|it| (it.path.as_str(), it.before.as_deref(), it.after.as_str()));
    output::deliver(file, |out| report::write_patch(texts, out))?;
    let fixed: Vec<Fixed> = fixing.applied.iter().map(|applied| applied.fixed.clone()).collect();
    output::complain(&report::would_fix(&fixed));
    let is_clean = fixing.changed.is_empty() || fail_on == FailOn::Never;
    Ok(if is_clean { Verdict::Clean } else { Verdict::Findings })
}

fn complain(refused: &[String]) {
    refused.iter().for_each(|reason| output::complain(&printable(reason)));
}
