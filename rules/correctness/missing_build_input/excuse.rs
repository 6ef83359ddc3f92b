//! When a path that isn't there proves nothing.

use crate::lint::Context;
use crate::repository::path::file_name;
use crate::repository::references::Origin;

/// Whether `path` may well be there when it is needed: it lies in a submodule, git ignores it, or a script or CI
/// step names it outside of a Docker command, and so may make it.
pub(super) fn is_excused(context: &Context<'_>, path: &str) -> bool {
    let tree = &context.repository.tree;
    path.is_empty() || tree.is_in_submodule(path) || tree.is_ignored(path) || may_be_made(context, path)
}

fn may_be_made(context: &Context<'_>, path: &str) -> bool {
    let name = file_name(path);
    let makers = [Origin::Script, Origin::Make, Origin::Ci, Origin::TaskRunner];
    let mut files: Vec<_> = context
        .repository
        .references
        .iter()
        .filter(|reference| makers.contains(&reference.origin))
        .map(|reference| reference.span.file)
        .collect();
    files.dedup();
    let makes =
        |line: &str| line.contains(name) && !line.contains("docker") && !line.trim_start().starts_with('#');
    files.iter().any(|file| context.repository.sources[*file].text.lines().any(makes))
}
