//! `.dockerignore` of several contexts, as one of the context around them.

use super::files;
use super::parts::Part;
use crate::repository::context::{ContextIgnore, read_text};
use crate::repository::{Repository, path};

/// The text of a part's own ignore file.
fn text(repository: &Repository, part: &Part<'_>) -> String {
    let own = read_text(&repository.tree, &format!("{}.dockerignore", part.dockerfile.path));
    let shared = || read_text(&repository.tree, &path::join(&part.family.context, ".dockerignore")?);
    own.or_else(shared).unwrap_or_default()
}

/// What each part's builds leave out.
pub(super) fn own(repository: &Repository, part: &Part<'_>) -> ContextIgnore {
    ContextIgnore::of(&text(repository, part))
}

/// One text for all of them, seen from `context`; checked file by file to leave out what each one did.
pub(super) fn one(repository: &Repository, parts: &[Part<'_>], context: &str) -> Result<String, String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        for line in text(repository, part).lines() {
            let line = moved(line, &part.prefix);
            if line.starts_with('#') || line.is_empty() || !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let together = ContextIgnore::of(&text);
    for part in parts {
        let alone = own(repository, part);
        let differs = files::below(&repository.tree, &part.family.context).find(|file| {
            let inside = path::join(&part.prefix, file).unwrap_or_default();
            alone.excludes(file) != together.excludes(&inside)
        });
        if let Some(file) = differs {
            let folder = if context.is_empty() { "." } else { context };
            return Err(format!(
                "one `.dockerignore` for `{folder}` can't say what that of `{}` says of `{file}`",
                part.family.context
            ));
        }
    }
    Ok(text)
}

/// A line as the folder above writes it.
fn moved(line: &str, prefix: &str) -> String {
    let line = line.trim();
    if prefix.is_empty() || line.is_empty() || line.starts_with('#') {
        return line.to_owned();
    }
    let (sign, pattern) = line.strip_prefix('!').map_or(("", line), |pattern| ("!", pattern));
    let pattern = pattern.trim().trim_start_matches("./").trim_start_matches('/');
    format!("{sign}{prefix}/{pattern}")
}
