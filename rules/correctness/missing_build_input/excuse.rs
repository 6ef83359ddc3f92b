//! When a path that isn't there proves nothing.

use crate::facts;
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
    let makers = [Origin::Script, Origin::Make, Origin::Ci, Origin::TaskRunner];
    let mut files: Vec<_> = context
        .repository
        .references
        .iter()
        .filter(|reference| makers.contains(&reference.origin))
        .map(|reference| reference.span.file)
        .collect();
    files.sort_unstable();
    files.dedup();
    files.iter().any(|file| context.repository.sources[*file].text.lines().any(|line| makes(line, path)))
}

/// Whether a line of a script may make `path`: a making command, and the path's own name as a whole word.
fn makes(line: &str, path: &str) -> bool {
    let name = file_name(path);
    let is_comment = line.trim_start().starts_with('#');
    let is_whole = |at: usize| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        !line[..at].ends_with(is_part) && !line[at + name.len()..].starts_with(is_part)
    };
    // the name first: few lines have it
    !is_comment && line.match_indices(name).any(|(at, _)| is_whole(at)) && facts::may_make_files(line)
}
