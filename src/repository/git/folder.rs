//! Where git keeps its own files for a work tree. Source: gitrepository-layout(5).

use std::path::{Path, PathBuf};

/// Such files hold a line; anything longer isn't one.
const LONGEST_LINE: u64 = 4_096;

/// The folders of one work tree.
pub(super) struct Folder {
    /// What is of this work tree alone: `HEAD`, the index.
    pub(super) own: PathBuf,
    /// What all work trees of a repository share: objects, branches, the configuration.
    pub(super) common: PathBuf,
}

impl Folder {
    /// Of the work tree whose top is `top`: its `.git`, or where the file of that name points in a further work tree or a
    /// submodule.
    pub(super) fn of(top: &Path) -> Option<Self> {
        let git = top.join(".git");
        let own = match git.is_dir() {
            true => git,
            false => top.join(line(&git)?.strip_prefix("gitdir:")?.trim()),
        };
        let common = line(&own.join("commondir")).map_or_else(|| own.clone(), |common| own.join(common));
        Some(Self { own, common })
    }
}

/// What a file of one line says.
pub(super) fn line(path: &Path) -> Option<String> {
    Some(text(path, LONGEST_LINE)?.trim_end().to_owned())
}

/// A file's text, unless it is longer than this many bytes or no text.
pub(super) fn text(path: &Path, longest: u64) -> Option<String> {
    let meta = path.metadata().ok()?;
    if !meta.is_file() || meta.len() > longest {
        return None;
    }
    std::fs::read_to_string(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_work_tree_points_to_its_folder_and_that_to_the_common_one() {
        let root = tempfile::tempdir().unwrap();
        let further = root.path().join("main/.git/worktrees/two");
        std::fs::create_dir_all(&further).unwrap();
        std::fs::create_dir_all(root.path().join("two")).unwrap();
        std::fs::write(root.path().join("two/.git"), "gitdir: ../main/.git/worktrees/two\n").unwrap();
        std::fs::write(further.join("commondir"), "../..\n").unwrap();
        let seen = |path: PathBuf| path.canonicalize().unwrap();
        let folder = Folder::of(&root.path().join("two")).unwrap();
        let git = seen(root.path().join("main/.git"));
        assert_eq!((seen(folder.own), seen(folder.common)), (seen(further), git.clone()));
        let main = Folder::of(&root.path().join("main")).unwrap();
        assert_eq!((seen(main.own), seen(main.common)), (git.clone(), git));
    }

    #[test]
    fn what_is_no_such_file_points_nowhere() {
        let root = tempfile::tempdir().unwrap();
        assert!(Folder::of(root.path()).is_none());
        std::fs::write(root.path().join(".git"), "somewhere else").unwrap();
        assert!(Folder::of(root.path()).is_none());
        std::fs::write(root.path().join(".git"), format!("gitdir: {}", "x".repeat(5_000))).unwrap();
        assert!(Folder::of(root.path()).is_none());
    }
}
