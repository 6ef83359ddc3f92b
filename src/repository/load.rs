//! Paths in, a linked repository out.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::files::{Reading, reading};
use super::{
    Changes, ComposeFile, ComposeId, Dockerfile, DockerfileId, Repository, Tree, compose, link as linking,
    path, references,
};
use crate::settings::Settings;
use crate::source::{Encoding, FileId, Source, Sources, Span};
use crate::syntax::{Problem, dockerfile, yaml};

/// Larger files are not read: no Compose file or Dockerfile that a person wrote comes near.
const LARGEST: u64 = 4_000_000;

/// Why careen can't look at a repository at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The root isn't there or can't be listed.
    #[error("cannot read `{path}`: {source}", path = path.display())]
    Root {
        /// The root as given.
        path: PathBuf,
        /// What the system said.
        source: ignore::Error,
    },
}

/// Reads and links the repository below `root`.
pub fn load(root: &Path, settings: &Settings) -> Result<Repository, LoadError> {
    let tree =
        Tree::walk(root, settings).map_err(|source| LoadError::Root { path: root.to_owned(), source })?;
    Ok(Repository { wants_history: !settings.no_history, ..link(tree) })
}

/// The same repository as it would be with these changes: everything is read and linked anew, in memory.
pub fn changed(repository: &Repository, changes: Changes) -> Repository {
    link(repository.tree.changed(changes))
}

fn link(tree: Tree) -> Repository {
    let mut reader = Reader::new(tree);
    let own = reader.tree.files().iter().filter(|path| !path::is_unpacked(path));
    let candidates: Vec<(String, Reading)> =
        own.filter_map(|path| Some((path.clone(), reading(path)?))).collect();
    reader.read(candidates);

    // Dockerfiles and Compose files under any name, where something builds or runs them
    let named = linking::dockerfiles_named_by_builds(&reader.tree, &reader.compose_files);
    reader.read(named.into_iter().map(|path| (path, Reading::Dockerfile)).collect());
    let known = references::Known::new(&reader.compose_files, &reader.dockerfiles);
    let found = references::scan(&reader.tree, &mut reader.sources, &known);
    let (compose, dockerfiles) = references::unread(&found, &known, &reader.tree, &reader.sources);
    reader.read(compose.into_iter().map(|path| (path, Reading::Yaml)).collect());
    reader.read(dockerfiles.into_iter().map(|path| (path, Reading::Dockerfile)).collect());

    reader.number();
    let references = references::resolve(
        &found,
        &reader.compose_files,
        &reader.dockerfiles,
        &reader.tree,
        &reader.sources,
    );
    linking::project_directories(&mut reader.compose_files, &references);
    linking::inherit_contexts(&mut reader.compose_files);
    linking::builds(&mut reader.compose_files, &reader.dockerfiles, &reader.tree);
    let references = references::with_builds(references, &reader.compose_files);
    reader.finish(references)
}

struct Reader {
    tree: Tree,
    sources: Sources,
    compose_files: Vec<ComposeFile>,
    dockerfiles: Vec<Dockerfile>,
    unreadable: Vec<Problem>,
    skipped: Vec<(String, String)>,
}

/// What became of one file.
enum Read {
    Compose(Box<ComposeFile>),
    Dockerfile(dockerfile::Dockerfile),
    Neither,
    Skipped(&'static str),
    Unreadable(String),
}

impl Reader {
    fn new(tree: Tree) -> Self {
        Self {
            tree,
            sources: Sources::default(),
            compose_files: Vec::new(),
            dockerfiles: Vec::new(),
            unreadable: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// Reads and parses files side by side, and keeps those that are what they may be.
    fn read(&mut self, candidates: Vec<(String, Reading)>) {
        let first = self.sources.len();
        let tree = &self.tree;
        let read: Vec<(Source, Read)> = candidates
            .into_par_iter()
            .enumerate()
            .map(|(index, (path, reading))| read(tree, FileId((first + index) as u32), path, reading))
            .collect();
        for (mut source, what) in read {
            let file = FileId(self.sources.len() as u32);
            let path = source.path.clone();
            match what {
                Read::Compose(compose) => self.compose_files.push(*compose),
                Read::Dockerfile(syntax) => {
                    self.dockerfiles.push(Dockerfile::new(DockerfileId(0), path, file, syntax));
                }
                Read::Neither => source = Source::new(path, Vec::new()),
                Read::Skipped(reason) => self.skipped.push((path, reason.to_owned())),
                Read::Unreadable(message) => {
                    self.unreadable.push(Problem { span: Span::file_start(file), message });
                }
            }
            self.sources.add(source);
        }
    }

    /// Sorts by path and gives every file its id; until here ids mean nothing.
    fn number(&mut self) {
        self.compose_files.sort_by(|a, b| a.path.cmp(&b.path));
        self.dockerfiles.sort_by(|a, b| a.path.cmp(&b.path));
        for (index, file) in self.compose_files.iter_mut().enumerate() {
            file.id = ComposeId(index as u32);
            file.services.iter_mut().for_each(|service| service.id.compose = ComposeId(index as u32));
        }
        for (index, file) in self.dockerfiles.iter_mut().enumerate() {
            file.id = DockerfileId(index as u32);
        }
    }

    fn finish(self, references: Vec<references::Reference>) -> Repository {
        let in_compose = self.compose_files.iter().flat_map(|file| &file.yaml.comments);
        let in_dockerfiles = self.dockerfiles.iter().flat_map(|file| &file.syntax.comments);
        let comments = in_compose.chain(in_dockerfiles).copied().collect();
        let index = super::index::Index::of(&self.tree, &self.compose_files, &self.dockerfiles, &references);
        Repository {
            sources: self.sources,
            tree: self.tree,
            compose_files: self.compose_files,
            dockerfiles: self.dockerfiles,
            references,
            unreadable: self.unreadable,
            skipped: self.skipped,
            comments,
            wants_history: false,
            history: OnceLock::new(),
            index,
        }
    }
}

fn read(tree: &Tree, file: FileId, path: String, reading: Reading) -> (Source, Read) {
    if reading == Reading::Template {
        return (Source::new(path, Vec::new()), Read::Skipped("a template"));
    }
    let certain = reading != Reading::Yaml;
    let bytes = match bytes(tree, &path) {
        Ok(bytes) => bytes,
        Err(message) if certain => return (Source::new(path, Vec::new()), Read::Unreadable(message)),
        Err(_) => return (Source::new(path, Vec::new()), Read::Neither),
    };
    if certain && is_binary(&bytes) {
        return (Source::new(path, Vec::new()), Read::Unreadable("is not a text file".to_owned()));
    }
    let readable = std::str::from_utf8(&bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let source = Source::new(path, bytes);
    let mut what = match reading {
        Reading::Dockerfile if has_template_markers(&source.text) => Read::Skipped("a template"),
        Reading::Dockerfile => Read::Dockerfile(dockerfile::parse(file, &source.text)),
        Reading::Compose => parse_compose(file, &source),
        Reading::Yaml => parse_yaml(file, &source),
        Reading::Template => Read::Neither,
    };
    // a builder takes such bytes in a Dockerfile; YAML is refused over them, wherever they stand
    if let (Read::Compose(tree), Encoding::Lossy) = (&mut what, source.encoding) {
        let span = Span::new(file, readable, readable + 1);
        tree.problems.insert(0, Problem { span, message: "this byte is not UTF-8".to_owned() });
    }
    (source, what)
}

fn bytes(tree: &Tree, path: &str) -> Result<Vec<u8>, String> {
    match tree.bytes(path, LARGEST) {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(format!("is larger than {} MB and was not read", LARGEST / 1_000_000)),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}

/// A NUL byte in text that is not UTF-16.
fn is_binary(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    !utf16 && memchr::memchr(0, &bytes[..bytes.len().min(8_000)]).is_some()
}

/// A file named as a Compose file is one, unless it plainly is a template or something else that is well-formed.
fn parse_compose(file: FileId, source: &Source) -> Read {
    let tree = yaml::parse(file, &source.text);
    let is_template = || has_template_markers(&source.text);
    match compose::shape(tree.root()) {
        compose::Shape::Other if is_template() => Read::Skipped("a template"),
        _ if !tree.problems.is_empty() && (is_template() || has_template_values(&source.text)) => {
            Read::Skipped("a template")
        }
        // broken, empty or outdated under a Compose file's name: its problems are worth a finding
        compose::Shape::Other if tree.problems.is_empty() && !compose::is_meant(tree.root()) => Read::Neither,
        _ => compose_file(file, source, tree),
    }
}

fn parse_yaml(file: FileId, source: &Source) -> Read {
    let hint = |word| memchr::memmem::find(source.text.as_bytes(), word).is_some();
    if !hint(b"services") && !hint(b"include") {
        return Read::Neither;
    }
    let tree = yaml::parse(file, &source.text);
    match compose::shape(tree.root()) {
        compose::Shape::Compose if !has_template_markers(&source.text) => compose_file(file, source, tree),
        _ => Read::Neither,
    }
}

/// Its place among the others comes later, when all are there.
fn compose_file(file: FileId, source: &Source, tree: yaml::Yaml) -> Read {
    Read::Compose(Box::new(compose::read(ComposeId(0), source.path.clone(), file, tree)))
}

/// `{{ x }}`, `{% x %}`, `<% x %>` and `%%X%%`, as the common template languages write them. Go templates in a
/// `--format` option and shell arithmetic look alike, so only those count that stand where an instruction or a key
/// would: at the start of a line, or after `FROM`.
fn has_template_markers(text: &str) -> bool {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with('#')).any(|line| {
        let place = line.strip_prefix("FROM ").unwrap_or(line).trim_start();
        is_template_marker(place)
    })
}

/// The same where a YAML value would start without quotes: no YAML that parses has such a text.
fn has_template_values(text: &str) -> bool {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        let values = [": ", "- "].into_iter().filter_map(|before| line.split_once(before));
        values.into_iter().any(|(_, value)| is_template_marker(value.trim_start()))
    })
}

fn is_template_marker(place: &str) -> bool {
    ["{{", "{%", "<%", "%%"].iter().any(|marker| place.starts_with(marker))
}
