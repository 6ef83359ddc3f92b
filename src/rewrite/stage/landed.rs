//! Which files of the build context a copy puts where, file by file.

use super::copied::Earlier;
use crate::repository::context::ContextIgnore;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::place::clean;

/// A file of the build context that a copy brings into the image.
pub(in crate::rewrite) struct Landed<'a> {
    /// From the context's root.
    pub(in crate::rewrite) source: &'a str,
    /// In the image.
    pub(in crate::rewrite) target: String,
    /// `--chown` of the copy.
    pub(in crate::rewrite) owner: Option<String>,
}

/// The files that the build context sends, as the repository knows them.
pub(in crate::rewrite) fn context<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    let tree = &subject.repository.tree;
    let ignore = ContextIgnore::read(tree, subject.context, &subject.dockerfile.path);
    let prefix = if subject.context.is_empty() { String::new() } else { format!("{}/", subject.context) };
    let inside = tree.below(subject.context).iter().filter_map(|file| file.strip_prefix(prefix.as_str()));
    inside.filter(|file| !ignore.excludes(file)).collect()
}

/// Where the files of a copy come to lie; `None` where that can't be said file by file. `top` is the project's folder, which
/// is there already.
pub(in crate::rewrite) fn landing<'a>(
    copy: &Earlier,
    context: &[&'a str],
    top: &str,
) -> Option<Vec<Landed<'a>>> {
    if copy.copy.heredocs || !copy.copy.exclude.is_empty() {
        return None;
    }
    let written = &copy.copy.destination.value;
    let place = copy.destination();
    let owner = copy.copy.chown.as_ref().map(|owner| owner.value.clone());
    let into_folder =
        copy.copy.sources.len() > 1 || written.ends_with(['/', '.']) || path::is_within(top, &place);
    let land = |source: &'a str, rest: &str| Landed {
        source,
        target: clean(&format!("{place}/{rest}")),
        owner: owner.clone(),
    };
    let mut landed = Vec::new();
    for source in &copy.copy.sources {
        let source = clean(source.value.trim_start_matches('/'));
        if source.contains('$') {
            return None;
        }
        if source.contains(['*', '?', '[']) {
            let pattern =
                globset::GlobBuilder::new(&source).literal_separator(true).build().ok()?.compile_matcher();
            let is_folder = |file: &&&str| pattern.is_match(path::parent(file));
            // the content of each folder that matches lands side by side
            if context.iter().any(|file| is_folder(&file)) {
                return None;
            }
            let files = context.iter().filter(|file| pattern.is_match(file));
            landed.extend(files.map(|file| land(file, path::file_name(file))));
            continue;
        }
        for file in context {
            let below = if source == "." { Some(*file) } else { file.strip_prefix(&format!("{source}/")) };
            match below {
                Some(rest) => landed.push(land(file, rest)),
                None if *file == source && into_folder => landed.push(land(file, path::file_name(file))),
                None if *file == source => {
                    landed.push(Landed { source: file, target: place.clone(), owner: owner.clone() });
                }
                None => {}
            }
        }
    }
    Some(landed)
}

/// The highest folder below `top` and around `target` that holds only what is kept, or `target` itself. `kept` says it of each
/// file of `landed`.
pub(in crate::rewrite) fn highest(target: &str, top: &str, landed: &[Landed<'_>], kept: &[bool]) -> String {
    let mut best = target;
    let mut folder = path::parent(target);
    while folder != top && path::is_within(folder, top) {
        let mut below = landed.iter().zip(kept).filter(|(file, _)| path::is_within(&file.target, folder));
        if !below.all(|(_, kept)| *kept) {
            break;
        }
        best = folder;
        folder = path::parent(folder);
    }
    best.to_owned()
}
