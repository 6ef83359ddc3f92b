//! Paths as typed → the repository they mean, and the part of it that is asked about.

use std::path::{Component, Path, PathBuf};

use super::Trouble;
use crate::repository::path;

/// What a command looks at.
#[derive(Debug)]
pub(super) struct Target {
    /// The root, to read from.
    pub(super) root: PathBuf,
    /// The root, to show.
    pub(super) shown_root: String,
    /// The path from the top of the git checkout to the root; empty where they are the same, or there is none.
    pub(super) prefix: String,
    /// Paths relative to the root that findings are wanted of; empty for all.
    pub(super) only: Vec<String>,
}

impl Target {
    /// One folder, or nothing, means that folder as a repository. Else the repository around the paths is meant: the
    /// nearest folder above all of them with `.git` or `careen.toml`, or else the nearest folder above.
    pub(super) fn of(paths: &[PathBuf]) -> Result<Self, Trouble> {
        match paths {
            [] => Self::folder(Path::new(".")),
            [path] if path.is_dir() => Self::folder(path),
            paths => Self::around(paths),
        }
    }

    fn folder(root: &Path) -> Result<Self, Trouble> {
        let shown_root = slashed(root);
        let real = real(root)?;
        let prefix = prefix(&real);
        Ok(Self { root: root.to_owned(), shown_root, prefix, only: Vec::new() })
    }

    fn around(paths: &[PathBuf]) -> Result<Self, Trouble> {
        let real: Vec<PathBuf> = paths.iter().map(|path| self::real(path)).collect::<Result<_, _>>()?;
        let above = |path: &PathBuf| if path.is_dir() { path.clone() } else { parent(path) };
        let common = real.iter().map(above).reduce(|a, b| common(&a, &b)).unwrap_or_default();
        let marked = |folder: &&Path| {
            [".git", "careen.toml", ".careen.toml"].iter().any(|at| folder.join(at).exists())
        };
        let root = common.ancestors().find(marked).unwrap_or(&common).to_owned();
        let only = real.iter().map(|path| slashed(path.strip_prefix(&root).unwrap_or(path)));
        let only = only.map(|path| if path == "." { String::new() } else { path }).collect();
        let here = std::env::current_dir().and_then(std::fs::canonicalize).unwrap_or_default();
        let shown_root = slashed(root.strip_prefix(here).unwrap_or(&root));
        Ok(Self { prefix: prefix(&root), shown_root, root, only })
    }

    /// Whether findings in the file at `path` are wanted.
    pub(super) fn wants(&self, path: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| path::is_within(path, wanted))
    }
}

fn real(path: &Path) -> Result<PathBuf, Trouble> {
    let shown = crate::report::printable(&path.display().to_string()).into_owned();
    path.canonicalize().map_err(|error| Trouble::Usage(format!("cannot read `{shown}`: {error}")))
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(path).to_owned()
}

fn common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(part, _)| part).collect()
}

/// The path from the nearest folder with `.git` down to `root`.
fn prefix(root: &Path) -> String {
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok()).map(slashed).unwrap_or_default();
    if below == "." { String::new() } else { below }
}

/// A path with `/` between its parts on every system; `.` for an empty one.
fn slashed(path: &Path) -> String {
    let mut text = String::new();
    for part in path.components() {
        match part {
            Component::RootDir => text.push('/'),
            part => {
                text += if text.is_empty() || text.ends_with('/') { "" } else { "/" };
                text += &part.as_os_str().to_string_lossy();
            }
        }
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        for folder in ["repo/.git", "repo/a/b", "repo/c"] {
            std::fs::create_dir_all(tree.path().join(folder)).unwrap();
        }
        std::fs::write(tree.path().join("repo/a/b/Dockerfile"), "FROM x\n").unwrap();
        tree
    }

    #[test]
    fn a_folder_is_a_root() {
        let tree = tree();
        let target = Target::of(&[tree.path().join("repo/a")]).unwrap();
        assert_eq!(target.root, tree.path().join("repo/a"));
        assert_eq!((target.prefix.as_str(), target.only.len()), ("a", 0));
        assert!(target.wants("anything"));
    }

    #[test]
    fn files_are_parts_of_the_repository_around_them() {
        let tree = tree();
        let target = Target::of(&[tree.path().join("repo/a/b/Dockerfile")]).unwrap();
        assert_eq!(target.root, tree.path().canonicalize().unwrap().join("repo"));
        assert!(target.wants("a/b/Dockerfile") && !target.wants("a/b/Dockerfile.dev"));
    }

    #[test]
    fn several_folders_share_a_root() {
        let tree = tree();
        let target = Target::of(&[tree.path().join("repo/a"), tree.path().join("repo/c")]).unwrap();
        assert_eq!(target.root, tree.path().canonicalize().unwrap().join("repo"));
        assert!(target.wants("c/x") && target.wants("a/b/x") && !target.wants("x"));
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let trouble = Target::of(&[PathBuf::from("no/such/place")]).unwrap_err();
        assert!(trouble.to_string().starts_with("cannot read `no/such/place`"), "{trouble}");
    }
}
