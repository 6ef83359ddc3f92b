//! Which Yarn an image runs: from version 2 on it has other flags, and may load packages from its cache when it runs.

use crate::analysis::contents;
use crate::lint::Context;
use crate::repository::{Dockerfile, path};

/// Whether nothing in the context or the Dockerfile asks for a later Yarn than 1.
pub(super) fn is_first(context: &Context<'_>, dockerfile: &Dockerfile) -> bool {
    let Some(folder) = contents::context_of(context.repository, dockerfile) else { return false };
    let tree = &context.repository.tree;
    let text = |name: &str| path::join(&folder, name).and_then(|path| tree.text(&path)).unwrap_or_default();
    let is_configured = path::join(&folder, ".yarnrc.yml").is_none_or(|path| tree.kind(&path).is_some());
    let manifest = text("package.json");
    let is_pinned = manifest.contains("\"yarn@") && !manifest.contains("\"yarn@1");
    // how later versions begin their lock file
    let is_locked = text("yarn.lock").contains("__metadata:");
    let is_set = context.repository.sources[dockerfile.file].text.contains("set version");
    !(is_configured || is_pinned || is_locked || is_set)
}
