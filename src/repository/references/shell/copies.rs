//! What a command copies elsewhere: a Dockerfile in a folder may be built where the copy is, and a Compose file's paths
//! count from there, which nothing here sees.

use super::walk::Walk;
use crate::repository::path;
use crate::repository::references::Use;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Kind, Named, Output};

/// As a pattern: `Dockerfile`, `app.Dockerfile`, `Containerfile.dev`.
const ANY_DOCKERFILE: &str = "*{ocker,ontainer}file*";

impl Walk<'_> {
    /// Notes the Compose files, and the Dockerfiles in folders, that `cp`, `mv`, `install` or `rsync` takes somewhere.
    pub(super) fn copied(&self, words: &[Field], directory: &Directory, output: &mut Output) {
        let (sources, is_recursive) = sources(words);
        for source in sources {
            let named = match folder(&source.text) {
                _ if is_compose(&source.text) && leaves_its_folder(&source.text, words) => {
                    Named::path(source.span, Kind::Compose, directory, &source.text)
                }
                Some(folder) if is_recursive => {
                    let pattern = format!("{folder}/**/{ANY_DOCKERFILE}");
                    Named::path(source.span, Kind::Dockerfile, directory, &pattern)
                }
                _ => continue,
            };
            output.found.push(Found { names: vec![named], ..self.empty(Use::Copies) });
        }
    }
}

/// What is copied, and whether with all that lies in it. Source: cp(1), mv(1), install(1), rsync(1).
fn sources(words: &[Field]) -> (&[Field], bool) {
    let name = words.first().map(|word| word.text.rsplit('/').next().unwrap_or_default());
    let is_recursive = |word: &Field| match word.text.strip_prefix("--") {
        Some(long) => matches!(long, "recursive" | "archive"),
        None => word.text.strip_prefix('-').is_some_and(|flags| flags.contains(['r', 'R', 'a'])),
    };
    if !matches!(name, Some("cp" | "mv" | "install" | "rsync")) {
        return (&[], false);
    }
    let options = words.iter().skip(1).take_while(|word| word.text.starts_with('-')).count();
    let sources = words.get(1 + options..words.len().saturating_sub(1)).unwrap_or_default();
    (sources, name != Some("install") && words.iter().any(is_recursive))
}

/// A file that the words name; a pattern names others, too.
fn is_compose(text: &str) -> bool {
    let name = path::file_name(text);
    (name.ends_with(".yml") || name.ends_with(".yaml")) && !name.contains(['*', '?', '['])
}

/// Whether it is copied into another folder: a backup beside the original changes nothing.
fn leaves_its_folder(source: &str, words: &[Field]) -> bool {
    let target = words.last().map_or("", |word| word.text.as_str());
    let name = path::file_name(target);
    path::parent(source) != path::parent(target) || !name.trim_matches('.').contains('.')
}

/// The folder, if the words name one of its own: a copy of everything (`.`) says nothing about any file in it.
fn folder(text: &str) -> Option<&str> {
    let folder = text.trim_end_matches(['*', '/']);
    let folder = folder.strip_suffix("/.").unwrap_or(folder);
    let name = folder.rsplit('/').next().unwrap_or_default();
    let is_own = !matches!(name, "" | "." | "..") && name.chars().any(char::is_alphanumeric);
    (is_own && !folder.contains([':', '*', ' '])).then_some(folder)
}
