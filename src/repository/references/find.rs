//! Which files of the tree a name means.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::directory::{Directory, ROOT, START, UNKNOWN, normalise};
use super::found::{Kind, Place};
use super::pattern::{is_open, is_pattern, matcher};
use super::starts::Starts;
use crate::repository::{Tree, path};

/// Names of Compose files that a command without `-f` looks for, the first wins. Source: compose-go,
/// `DefaultFileNames`.
use crate::repository::path::DEFAULT_COMPOSE_NAMES as DEFAULTS;

/// Their overrides, chosen on their own. Source: compose-go, `DefaultOverrideFileNames`.
const OVERRIDES: [&str; 4] = [
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// What a name means.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Meant {
    /// Files that are there.
    pub(super) paths: Vec<String>,
    /// Whether unknown pieces were filled in.
    pub(super) is_pattern: bool,
    /// Whether the pattern is a variable where the file's own name ought to be.
    pub(super) is_open: bool,
    /// Where it would be, if it is nowhere and the text leaves no doubt where it ought to be.
    pub(super) missing: Option<String>,
}

/// Finds files.
pub(super) struct Finder<'a> {
    pub(super) tree: &'a Tree,
    pub(super) starts: &'a Starts,
    /// All Compose files.
    pub(super) compose: BTreeSet<&'a str>,
    /// All Dockerfiles.
    pub(super) dockerfiles: BTreeSet<&'a str>,
    matches: RefCell<FxHashMap<(Kind, String), Vec<String>>>,
    ignored: RefCell<FxHashMap<String, bool>>,
}

impl<'a> Finder<'a> {
    /// A finder among these Compose files and Dockerfiles.
    pub(super) fn new(
        tree: &'a Tree,
        starts: &'a Starts,
        compose: impl Iterator<Item = &'a str>,
        dockerfiles: impl Iterator<Item = &'a str>,
    ) -> Self {
        Self {
            tree,
            starts,
            compose: compose.collect(),
            dockerfiles: dockerfiles.collect(),
            matches: RefCell::default(),
            ignored: RefCell::default(),
        }
    }
}

impl Finder<'_> {
    /// What `place` means in the file `own`.
    pub(super) fn meant(&self, own: &str, kind: Kind, place: &Place) -> Meant {
        match place {
            // whoever named it has looked that it is there
            Place::Path { readings, .. } if kind == Kind::Code => {
                Meant { paths: readings.iter().map(|(_, path)| path.clone()).collect(), ..Meant::default() }
            }
            Place::Path { readings, .. } => self.by_readings(own, kind, readings),
            Place::Default(directory) => self.default_files(own, directory),
            Place::Mention(name) => self.mention(own, kind, name),
        }
    }

    fn by_readings(&self, own: &str, kind: Kind, readings: &[(Directory, String)]) -> Meant {
        let mut missing = None;
        for (directory, path) in readings {
            let meant = self.by_path(own, kind, directory, path);
            if !meant.paths.is_empty() {
                return meant;
            }
            missing = missing.or(meant.missing);
        }
        Meant { missing, ..Meant::default() }
    }

    fn by_path(&self, own: &str, kind: Kind, directory: &Directory, path: &str) -> Meant {
        let (directory, path, known) = rebased(directory, path);
        if path.is_empty() || path.len() > 400 {
            return Meant::default();
        }
        let folders = self.folders(own, &directory);
        if is_pattern(&path) {
            return self.by_pattern(kind, &folders, &path);
        }
        for folder in &folders {
            let Some(joined) = path::join(folder, &path) else { continue };
            if self.is_file(&joined) {
                return Meant { paths: vec![joined], ..Meant::default() };
            }
        }
        if matches!(directory, Directory::Unknown(_)) {
            let only = self.only_ending(kind, &path);
            return Meant { is_pattern: true, paths: only.into_iter().collect(), ..Meant::default() };
        }
        let missing = if known { self.absent(&folders, &path) } else { None };
        Meant { missing, ..Meant::default() }
    }

    fn by_pattern(&self, kind: Kind, folders: &[String], path: &str) -> Meant {
        for folder in folders {
            let paths = self.matching(kind, normalise(folder, path));
            if !paths.is_empty() {
                return Meant { paths, is_pattern: true, is_open: is_open(path), missing: None };
            }
        }
        Meant::default()
    }

    /// The default file and its override in the first folder that has one, at or above each candidate.
    fn default_files(&self, own: &str, directory: &Directory) -> Meant {
        for folder in self.folders(own, directory) {
            let mut folder = folder.as_str();
            loop {
                let first = |names: &[&str]| {
                    let paths = names.iter().filter_map(|name| path::join(folder, name));
                    paths.into_iter().find(|path| self.is_file(path))
                };
                if let Some(base) = first(&DEFAULTS) {
                    let paths = std::iter::once(base).chain(first(&OVERRIDES)).collect();
                    return Meant { paths, ..Meant::default() };
                }
                if folder.is_empty() {
                    break;
                }
                folder = path::parent(folder);
            }
        }
        Meant::default()
    }

    /// A name in a text: seen from the text's own folder or one above it, else the only file it can be.
    fn mention(&self, own: &str, kind: Kind, name: &str) -> Meant {
        let name = name.trim_start_matches("./").trim_start_matches('/');
        if is_pattern(name) {
            let (directory, rest, _) = rebased(&Directory::start(), name);
            return self.by_pattern(kind, &self.folders(own, &directory), &rest);
        }
        let is_base_name = !name.contains('/');
        let mut folder = path::parent(own);
        loop {
            let near = folder.is_empty() || folder == path::parent(own) || !is_base_name;
            if let Some(joined) = path::join(folder, name).filter(|joined| near && self.is_file(joined)) {
                return Meant { paths: vec![joined], ..Meant::default() };
            }
            if folder.is_empty() {
                break;
            }
            folder = path::parent(folder);
        }
        Meant { paths: self.only_ending(kind, name).into_iter().collect(), ..Meant::default() }
    }

    /// The folders a path may count from, the likeliest first: where the commands before it have led, else where the
    /// file itself lies or one of the folders above it.
    fn folders(&self, own: &str, directory: &Directory) -> Vec<String> {
        let mut folders: Vec<String> = Vec::new();
        let mut add =
            |folder: Option<String>| folders.extend(folder.filter(|folder| !folder.contains(UNKNOWN)));
        let mut above = vec![path::parent(own)];
        while let Some(folder) = above.last().filter(|folder| !folder.is_empty()) {
            above.push(path::parent(folder));
        }
        match directory {
            Directory::At(at) => add(Some(at.clone())),
            Directory::Start(at) => {
                self.starts.of(own).for_each(|start| add(path::join(start, at)));
                above.iter().for_each(|folder| add(path::join(folder, at)));
            }
            Directory::Unknown(at) => {
                let mut rest = at.as_str();
                while !rest.is_empty() {
                    above.iter().for_each(|folder| add(path::join(folder, rest)));
                    rest = rest.split_once('/').map_or("", |(_, rest)| rest);
                }
            }
        }
        above.iter().for_each(|folder| add(Some((*folder).to_owned())));
        let mut seen = BTreeSet::new();
        folders.retain(|folder| seen.insert(folder.clone()));
        folders
    }

    fn is_file(&self, path: &str) -> bool {
        self.tree.files().binary_search_by(|file| file.as_str().cmp(path)).is_ok()
    }

    fn known(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let compose = self.compose.iter().filter(move |_| kind != Kind::Dockerfile);
        let dockerfiles = self.dockerfiles.iter().filter(move |_| kind != Kind::Compose);
        compose.chain(dockerfiles).copied()
    }

    /// The one known file whose path ends so; a plain `Dockerfile` or `docker-compose.yml` never is the only one in
    /// a way that means anything, unless it truly is.
    fn only_ending(&self, kind: Kind, ending: &str) -> Option<String> {
        let ends = |path: &&str| {
            path.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let mut found = self.known(kind).filter(ends);
        let only = found.next()?;
        found.next().is_none().then(|| only.to_owned())
    }

    fn is_ignored(&self, path: &str) -> bool {
        let known = self.ignored.borrow().get(path).copied();
        known.unwrap_or_else(|| {
            let is_ignored = self.tree.is_ignored(path);
            self.ignored.borrow_mut().insert(path.to_owned(), is_ignored);
            is_ignored
        })
    }

    /// The known files that match, found once for each pattern since making a matcher costs more than using it.
    fn matching(&self, kind: Kind, pattern: String) -> Vec<String> {
        let key = (kind, pattern);
        if let Some(paths) = self.matches.borrow().get(&key) {
            return paths.clone();
        }
        let matcher = matcher(&key.1).filter(|_| !key.1.starts_with(".."));
        let matches = |path: &&str| matcher.as_ref().is_some_and(|matcher| matcher.is_match(path));
        let paths: Vec<String> = self.known(kind).filter(matches).map(str::to_owned).collect();
        self.matches.borrow_mut().insert(key, paths.clone());
        paths
    }

    /// Where a file would be that is nowhere: in the folder of the repository that it is said to be in, else beside
    /// other Compose files, else at the root.
    fn absent(&self, folders: &[String], name: &str) -> Option<String> {
        let mut joined = folders.iter().filter_map(|folder| path::join(folder, name));
        let has_folder = |path: &String| {
            let folder = path::parent(path);
            let named = !path::parent(name).trim_start_matches(['.', '/']).is_empty();
            let holds_compose = || self.compose.iter().any(|other| path::parent(other) == folder);
            if named {
                self.tree.kind(folder) == Some(crate::repository::Kind::Directory)
            } else {
                holds_compose()
            }
        };
        let joined = joined.find(has_folder).or_else(|| path::join("", name))?;
        let is_there = self.tree.kind(&joined).is_some() || self.tree.is_in_submodule(&joined);
        (!is_there && !self.is_ignored(&joined)).then_some(joined)
    }
}

/// Splits off what says where a path starts: a known folder, or one that is known to be unknown. The flag says
/// whether the path was literal.
fn rebased(directory: &Directory, path: &str) -> (Directory, String, bool) {
    if let Some(rest) = path.strip_prefix(ROOT) {
        return (Directory::root(), rest.trim_start_matches('/').to_owned(), true);
    }
    if let Some(rest) = path.strip_prefix(START) {
        return (Directory::start(), rest.trim_start_matches('/').to_owned(), true);
    }
    if path.starts_with('/') || path.starts_with('~') {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        return (directory.enter(if folder.is_empty() { "/" } else { folder }), name.to_owned(), false);
    }
    // `$DIR/x.yml`: the first pieces are unknown as a whole
    let mut rest = path;
    while let Some((first, behind)) = rest.split_once('/')
        && first.contains(UNKNOWN)
        && first.chars().all(|c| c == UNKNOWN)
    {
        rest = behind.trim_start_matches('/');
    }
    if rest.len() < path.len() {
        return (Directory::Unknown(String::new()), rest.to_owned(), false);
    }
    (directory.clone(), path.to_owned(), true)
}
