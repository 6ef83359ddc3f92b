//! What lies where below the root. The only place that asks the disk what exists.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use ignore::gitignore::GitignoreBuilder;
use ignore::{WalkBuilder, WalkState};
use rustc_hash::FxHashSet;

use super::{git, path};
use crate::settings::Settings;

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Directory,
}

/// The files below a root.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    canonical_root: PathBuf,
    files: Vec<String>,
    submodules: Vec<String>,
    changes: Changes,
}

/// What a repository would be like: files that are taken to be there, or gone, whatever the disk says.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Texts by path.
    pub put: BTreeMap<String, String>,
    /// Paths of files.
    pub gone: BTreeSet<String>,
}

impl Tree {
    /// The same files, but for these changes.
    #[must_use]
    pub fn changed(&self, changes: Changes) -> Self {
        let mut files: BTreeSet<String> = self.files.iter().cloned().collect();
        files.extend(changes.put.keys().cloned());
        files.retain(|path| !changes.gone.contains(path));
        Self {
            root: self.root.clone(),
            canonical_root: self.canonical_root.clone(),
            files: files.into_iter().collect(),
            submodules: self.submodules.clone(),
            changes,
        }
    }

    /// Walks `root`, or the one file it is. `.gitignore` holds unless the settings say otherwise or git tracks the file
    /// all the same; hidden files are kept, version control's own are not; symbolic links are not followed.
    pub fn walk(root: &Path, settings: &Settings) -> Result<Self, ignore::Error> {
        let canonical_root = root.canonicalize()?;
        let mut builder = WalkBuilder::new(root);
        let respect = !settings.no_ignore;
        builder
            .hidden(false)
            .parents(respect)
            .ignore(respect)
            .git_ignore(respect)
            .git_exclude(respect)
            .git_global(false)
            .require_git(false)
            .follow_links(false)
            .filter_entry(|entry| {
                !matches!(entry.file_name().to_str(), Some(".git" | ".hg" | ".svn" | ".jj"))
            });
        let excluded = excludes(root, settings)?;
        let (sender, found) = std::sync::mpsc::channel();
        builder.build_parallel().run(|| {
            let (sender, excluded) = (sender.clone(), &excluded);
            Box::new(move |entry| {
                // a folder that can't be listed hides what is in it, and nothing else
                let file = entry.ok().filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
                let path = file.and_then(|file| relative(root, file.path()));
                let wanted =
                    path.filter(|path| !excluded.matched_path_or_any_parents(path, false).is_ignore());
                // the other end is there until all threads are done
                wanted.map(|path| sender.send(path));
                WalkState::Continue
            })
        });
        drop(sender);
        let mut files: Vec<String> = found.into_iter().collect();
        if respect {
            let is_wanted = |path: &str| !excluded.matched_path_or_any_parents(path, false).is_ignore();
            files.extend(
                tracked_though_ignored(root, &canonical_root, &files)
                    .into_iter()
                    .filter(|path| is_wanted(path)),
            );
        }
        files.sort_unstable();
        let submodules = submodules(root);
        let changes = Changes::default();
        Ok(Self { root: root.to_owned(), canonical_root, files, submodules, changes })
    }

    /// Every file, sorted, relative to the root.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Every file below a folder, sorted.
    pub fn below(&self, folder: &str) -> &[String] {
        if folder.is_empty() {
            return &self.files;
        }
        let prefix = format!("{folder}/");
        let start = self.files.partition_point(|file| *file < prefix);
        let count = self.files[start..].partition_point(|file| file.starts_with(&prefix));
        &self.files[start..start + count]
    }

    /// The root folder's own name; empty where it has none.
    pub fn name(&self) -> &str {
        self.canonical_root.file_name().and_then(|name| name.to_str()).unwrap_or_default()
    }

    /// The bytes of a file of at most `largest` bytes: `Err` with its size where it is larger.
    pub fn bytes(&self, path: &str, largest: u64) -> std::io::Result<Result<Vec<u8>, u64>> {
        if self.changes.gone.contains(path) {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        if let Some(text) = self.changes.put.get(path) {
            return Ok(Ok(text.clone().into_bytes()));
        }
        let on_disk = self.on_disk(path);
        let metadata = on_disk.metadata()?;
        // opening a pipe would wait for somebody to write into it
        if !metadata.is_file() {
            return Err(std::io::ErrorKind::InvalidInput.into());
        }
        if metadata.len() > largest {
            return Ok(Err(metadata.len()));
        }
        let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
        std::fs::File::open(on_disk)?.take(largest).read_to_end(&mut bytes)?;
        Ok(Ok(bytes))
    }

    /// Where a path of the repository lies on disk.
    pub fn on_disk(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// What `path` is, on disk; ignored files count. `None` where there is nothing, or it leads out of the root.
    pub fn kind(&self, path: &str) -> Option<Kind> {
        if self.changes.gone.contains(path) {
            return None;
        }
        if let Some(inside) = self.changes.put.keys().find(|put| path::is_within(put, path)) {
            return Some(if inside == path { Kind::File } else { Kind::Directory });
        }
        let metadata = self.on_disk(path).metadata().ok()?;
        self.resolve(path)?;
        Some(if metadata.is_dir() { Kind::Directory } else { Kind::File })
    }

    /// The same place without symbolic links; `None` where that is outside the root or nowhere.
    pub fn resolve(&self, path: &str) -> Option<String> {
        if self.changes.gone.contains(path) {
            return None;
        }
        if self.files.binary_search_by(|file| file.as_str().cmp(path)).is_ok() {
            return Some(path.to_owned());
        }
        let resolved = self.on_disk(path).canonicalize().ok()?;
        relative(&self.canonical_root, &resolved)
    }

    /// The text of a file that nothing else has read, such as a list of requirements; `None` where it isn't there, is
    /// larger than a person writes, or is not UTF-8.
    pub fn text(&self, path: &str) -> Option<String> {
        const LARGEST: u64 = 1_000_000;
        self.text_up_to(path, LARGEST)
    }

    /// The same of a file that a program may have written: lock files of large projects have several megabytes.
    pub fn long_text(&self, path: &str) -> Option<String> {
        const LARGEST: u64 = 16_000_000;
        self.text_up_to(path, LARGEST)
    }

    fn text_up_to(&self, path: &str, largest: u64) -> Option<String> {
        String::from_utf8(self.bytes(&self.resolve(path)?, largest).ok()?.ok()?).ok()
    }

    /// Whether some `.gitignore` of the repository would keep `path` out: it may exist elsewhere.
    pub fn is_ignored(&self, path: &str) -> bool {
        let mut directory = path;
        while !directory.is_empty() {
            directory = path::parent(directory);
            let ignore_file = self.on_disk(directory).join(".gitignore");
            if !ignore_file.is_file() {
                continue;
            }
            let mut builder = GitignoreBuilder::new(self.on_disk(directory));
            builder.add(&ignore_file);
            let Ok(matcher) = builder.build() else { continue };
            let inside = path.strip_prefix(directory).unwrap_or(path).trim_start_matches('/');
            if matcher.matched_path_or_any_parents(inside, false).is_ignore()
                || matcher.matched_path_or_any_parents(inside, true).is_ignore()
            {
                return true;
            }
        }
        false
    }

    /// Whether `path` lies in a git submodule, whose files may not be checked out.
    pub fn is_in_submodule(&self, path: &str) -> bool {
        self.submodules.iter().any(|submodule| path::is_within(path, submodule))
    }
}

/// The files that git tracks though a `.gitignore` names them: they were added by force, or before the line was, and
/// every clone has them. `.ignore` files keep their word, since they are written for tools that search.
fn tracked_though_ignored(root: &Path, canonical_root: &Path, walked: &[String]) -> Vec<String> {
    let walked: FxHashSet<&str> = walked.iter().map(String::as_str).collect();
    let tracked = git::index::tracked(canonical_root).unwrap_or_default();
    let missing: FxHashSet<PathBuf> =
        tracked.iter().filter(|path| !walked.contains(path.as_str())).map(|path| root.join(path)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let on_the_way: FxHashSet<PathBuf> =
        missing.iter().flat_map(|path| path.ancestors()).map(Path::to_owned).collect();
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .parents(true)
        .ignore(true)
        .follow_links(false)
        .filter_entry(move |entry| on_the_way.contains(entry.path()));
    let found = builder.build().filter_map(Result::ok);
    let files = found.filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    files
        .filter(|entry| missing.contains(entry.path()))
        .filter_map(|entry| relative(root, entry.path()))
        .collect()
}

fn relative(root: &Path, path: &Path) -> Option<String> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// `exclude` of the configuration, read as `.gitignore` lines are.
fn excludes(root: &Path, settings: &Settings) -> Result<ignore::gitignore::Gitignore, ignore::Error> {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in &settings.exclude {
        builder.add_line(None, pattern)?;
    }
    builder.build()
}

/// The `path = x` lines of `.gitmodules`.
fn submodules(root: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(root.join(".gitmodules")).unwrap_or_default();
    let value = |line: &str| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "path").then(|| value.trim().trim_matches('"').to_owned())
    };
    text.lines().filter_map(value).collect()
}
