//! Folders that a command copies: a Dockerfile in them may be built where the copy is, which nothing here sees.

use super::walk::Walk;
use crate::repository::references::Use;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Kind, Named, Output};

/// As a pattern: `Dockerfile`, `app.Dockerfile`, `Containerfile.dev`.
const ANY_DOCKERFILE: &str = "*{ocker,ontainer}file*";

impl Walk<'_> {
    /// Notes the Dockerfiles in folders that `cp -r` or `rsync` takes somewhere.
    pub(super) fn copied(&self, words: &[Field], directory: &Directory, output: &mut Output) {
        for source in sources(words) {
            let Some(folder) = folder(&source.text) else { continue };
            let pattern = format!("{folder}/**/{ANY_DOCKERFILE}");
            let named = Named::path(source.span, Kind::Dockerfile, directory, &pattern);
            output.found.push(Found { names: vec![named], ..self.empty(Use::Copies) });
        }
    }
}

/// What is copied with all that lies in it. Source: cp(1), rsync(1).
fn sources(words: &[Field]) -> &[Field] {
    let name = words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default());
    let is_recursive = |word: &Field| match word.text.strip_prefix("--") {
        Some(long) => matches!(long, "recursive" | "archive"),
        None => word.text.strip_prefix('-').is_some_and(|flags| flags.contains(['r', 'R', 'a'])),
    };
    match name {
        Some("cp" | "rsync") if words.iter().any(is_recursive) => {
            let operands = words.iter().skip(1).take_while(|word| word.text.starts_with('-')).count();
            words.get(1 + operands..words.len().saturating_sub(1)).unwrap_or_default()
        }
        _ => &[],
    }
}

/// The folder, if the words name one of its own: a copy of everything (`.`) says nothing about any file in it.
fn folder(text: &str) -> Option<&str> {
    let folder = text.trim_end_matches(['*', '/']);
    let folder = folder.strip_suffix("/.").unwrap_or(folder);
    let name = folder.rsplit('/').next().unwrap_or_default();
    let is_own = !matches!(name, "" | "." | "..") && name.chars().any(char::is_alphanumeric);
    (is_own && !folder.contains([':', '*', ' '])).then_some(folder)
}
