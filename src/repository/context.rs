//! Build contexts on disk: the text of small files, and what folders weigh. Read here and nowhere else.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Tree, path};

/// Larger files hold no list of packages that a person wrote.
const LARGEST: u64 = 2_000_000;

/// The text of a file of the repository; `None` where it isn't there, isn't text, or is very large.
pub fn read_text(tree: &Tree, path: &str) -> Option<String> {
    String::from_utf8(tree.bytes(path, LARGEST).ok()?.ok()?).ok()
}

/// What a folder or file weighs on disk, as `COPY` would copy it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Bytes of files that version control knows: they are there for everybody.
    pub tracked: u64,
    /// Bytes of files that git ignores: they are there on this machine only.
    pub local: u64,
}

/// A build context's `.dockerignore`, the Dockerfile's own one first.
#[derive(Debug)]
pub struct ContextIgnore {
    matcher: Gitignore,
}

impl ContextIgnore {
    /// Reads `X.dockerignore` beside the Dockerfile, or else `.dockerignore` at the context's root.
    ///
    /// Patterns count from the context's root, not from any depth as in `.gitignore`, so each is anchored before it is
    /// handed to the matcher.
    pub fn read(tree: &Tree, context: &str, dockerfile: &str) -> Self {
        let own = read_text(tree, &format!("{dockerfile}.dockerignore"));
        let shared = || read_text(tree, &path::join(context, ".dockerignore")?);
        Self::of(&own.or_else(shared).unwrap_or_default())
    }

    /// Reads the text of such a file.
    pub fn of(text: &str) -> Self {
        let mut builder = GitignoreBuilder::new("");
        for line in text.lines() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (sign, pattern) = line.strip_prefix('!').map_or(("", line), |pattern| ("!", pattern));
            let pattern = pattern.trim().trim_start_matches("./").trim_matches('/');
            // a pattern that the matcher refuses is one that ignores nothing
            let _ = builder.add_line(None, &format!("{sign}/{pattern}"));
        }
        Self { matcher: builder.build().unwrap_or_else(|_| Gitignore::empty()) }
    }

    /// Whether the context lacks this path, which counts from the context's root.
    pub fn excludes(&self, path: &str) -> bool {
        self.matcher.matched_path_or_any_parents(path, false).is_ignore()
    }
}

/// What `source` of a context weighs: a file, or a folder with all that `.dockerignore` lets in. `None` where there is
/// nothing. Symbolic links aren't followed; a link weighs nothing.
pub fn weigh(tree: &Tree, context: &str, source: &str, ignore: &ContextIgnore) -> Option<Weight> {
    let at = path::join(context, source)?;
    let on_disk = tree.on_disk(&at);
    let root = tree.on_disk(context);
    let mut weight = Weight::default();
    on_disk.symlink_metadata().ok()?;
    let mut walk = walkdir::WalkDir::new(&on_disk).follow_links(false).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        // what can't be listed can't be copied
        let Ok(entry) = entry else { continue };
        let Ok(inside) = entry.path().strip_prefix(&root) else { continue };
        let Some(inside) = inside.to_str() else { continue };
        let is_directory = entry.file_type().is_dir();
        if !inside.is_empty() && ignore.excludes(inside) {
            // an exception further down may let files of an ignored folder in again
            if is_directory && ignore.matcher.num_whitelists() == 0 {
                walk.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_file() {
            let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
            let path = path::join(context, inside).unwrap_or_default();
            let tracked = tree.files().binary_search(&path).is_ok();
            *(if tracked { &mut weight.tracked } else { &mut weight.local }) += bytes;
        }
    }
    Some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    #[test]
    fn a_context_weighs_what_dockerignore_lets_in() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, bytes: usize| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x".repeat(bytes)).unwrap();
        };
        write("api/app.py", 10);
        write("api/data/big.bin", 1000);
        write("api/data/keep.txt", 7);
        write("api/sub/data/nested.txt", 3);
        write("api/local.log", 50);
        std::fs::write(folder.path().join(".gitignore"), "*.log\n").unwrap();
        std::fs::write(
            folder.path().join("api/.dockerignore"),
            "# big\n./data/\n!data/keep.txt\n.dockerignore\n",
        )
        .unwrap();
        let tree = Tree::walk(folder.path(), &Settings::default()).unwrap();
        let ignore = ContextIgnore::read(&tree, "api", "api/Dockerfile");
        assert_eq!(weigh(&tree, "api", ".", &ignore), Some(Weight { tracked: 20, local: 50 }));
        assert_eq!(weigh(&tree, "api", "app.py", &ignore), Some(Weight { tracked: 10, local: 0 }));
        assert_eq!(weigh(&tree, "api", "missing", &ignore), None);
    }
}
