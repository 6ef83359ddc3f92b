//! Build contexts on disk: the text of small files, and what folders weigh. Read here and nowhere else.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;

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
        if text.is_empty() {
            return Self { matcher: Gitignore::empty() };
        }
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

/// A file of a build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From the context's root.
    pub path: String,
    /// What it weighs.
    pub bytes: u64,
    /// Whether version control knows it: then it is there for everybody.
    pub tracked: bool,
}

/// What a build context sends: every file that `.dockerignore` lets in, sorted by path. Symbolic links aren't
/// followed, and weigh nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files.
    pub files: Vec<Entry>,
}

impl Listing {
    /// Walks a context once.
    pub fn read(tree: &Tree, context: &str, ignore: &ContextIgnore) -> Self {
        let root = tree.on_disk(context);
        let known = tree.below(context);
        let prefix = if context.is_empty() { 0 } else { context.len() + 1 };
        let is_known =
            |inside: &str| known.binary_search_by(|path| path.get(prefix..).cmp(&Some(inside))).is_ok();
        let mut files = Vec::new();
        let mut walk = walkdir::WalkDir::new(&root).follow_links(false).into_iter();
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
                let path = inside.replace('\\', "/");
                files.push(Entry {
                    bytes: entry.metadata().map_or(0, |metadata| metadata.len()),
                    tracked: is_known(&path),
                    path,
                });
            }
        }
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Self { files }
    }

    /// What `source` of a `COPY` takes: a file, a folder with all below it, or a pattern.
    pub fn matching<'a>(&'a self, source: &str) -> Box<dyn Iterator<Item = &'a Entry> + 'a> {
        let Some(source) = path::join("", source.trim_start_matches('/')) else {
            return Box::new(std::iter::empty());
        };
        if source.contains(['*', '?', '[']) {
            let pattern = globset::GlobBuilder::new(&source).literal_separator(true).build();
            let Ok(pattern) = pattern.map(|pattern| pattern.compile_matcher()) else {
                return Box::new(std::iter::empty());
            };
            return Box::new(self.files.iter().filter(move |entry| {
                let mut path = entry.path.as_str();
                while !path.is_empty() {
                    if pattern.is_match(path) {
                        return true;
                    }
                    path = path::parent(path);
                }
                false
            }));
        }
        let from = self.files.partition_point(|entry| entry.path.as_str() < source.as_str());
        // names like `api-old` sort between `api` and what is below `api/`
        let within = self.files[from..].iter().take_while({
            let source = source.clone();
            move |entry| entry.path.starts_with(&source)
        });
        Box::new(within.filter(move |entry| path::is_within(&entry.path, &source)))
    }

    /// What `source` weighs; `None` where there is nothing.
    pub fn weigh(&self, source: &str) -> Option<Weight> {
        let mut weight: Option<Weight> = None;
        for entry in self.matching(source) {
            let weight = weight.get_or_insert_default();
            *(if entry.tracked { &mut weight.tracked } else { &mut weight.local }) += entry.bytes;
        }
        weight
    }
}

/// The contexts of a run, each walked once, when it is first asked for.
#[derive(Debug, Default)]
pub struct Listings {
    known: Mutex<FxHashMap<(String, String), Slot>>,
}

/// Filled by whoever asks first, without keeping those waiting who ask for another.
type Slot = Arc<OnceLock<Arc<Listing>>>;

impl Listings {
    /// What a context sends to the build of a Dockerfile.
    pub fn of(&self, tree: &Tree, context: &str, dockerfile: &str) -> Arc<Listing> {
        let own = format!("{dockerfile}.dockerignore");
        let own = if tree.files().binary_search(&own).is_ok() { own } else { String::new() };
        let key = (context.to_owned(), own);
        let slot = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(key).or_default())
        };
        // other contexts are walked at the same time
        let listing = slot.get_or_init(|| {
            let ignore = ContextIgnore::read(tree, context, dockerfile);
            Arc::new(Listing::read(tree, context, &ignore))
        });
        Arc::clone(listing)
    }
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
        let listings = Listings::default();
        let api = listings.of(&tree, "api", "api/Dockerfile");
        assert_eq!(api.weigh("."), Some(Weight { tracked: 20, local: 50 }));
        assert_eq!(api.weigh("app.py"), Some(Weight { tracked: 10, local: 0 }));
        assert_eq!(api.weigh("*.py"), Some(Weight { tracked: 10, local: 0 }));
        assert_eq!(api.weigh("./data/"), Some(Weight { tracked: 7, local: 0 }));
        assert_eq!(api.weigh("missing"), None);
        assert_eq!(api.weigh("su"), None);
        assert!(Arc::ptr_eq(&api, &listings.of(&tree, "api", "api/other.Dockerfile")));
    }
}
