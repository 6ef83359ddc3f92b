//! Where in the build context a file of the image comes from.

use std::collections::BTreeSet;

use super::text::Text;
use crate::repository::{Kind, path};
use crate::rewrite::Subject;
use crate::rewrite::place::clean;
use crate::syntax::dockerfile::{Copy, Instruction, Keyword};

/// A file of the image that the build context provides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rewrite) struct CopiedFile {
    /// In the image.
    pub(in crate::rewrite) target: String,
    /// In the build context.
    pub(in crate::rewrite) source: String,
    /// The instruction that copies it.
    pub(in crate::rewrite) copied_by: usize,
}

/// A `COPY` or `ADD` from the context, with the folder it counts from.
pub(in crate::rewrite) struct Earlier {
    /// Which instruction.
    pub(in crate::rewrite) index: usize,
    /// What it copies where.
    pub(in crate::rewrite) copy: Copy,
    /// The working directory at that point.
    pub(in crate::rewrite) directory: String,
}

impl Earlier {
    /// Reads an instruction.
    pub(in crate::rewrite) fn read(index: usize, instruction: &Instruction, directory: &str) -> Option<Self> {
        let copy = instruction.copy().filter(|copy| copy.from.is_none())?;
        let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
        is_copy.then(|| Self { index, copy, directory: directory.to_owned() })
    }

    /// Where it copies to.
    pub(in crate::rewrite) fn destination(&self) -> String {
        absolute(&self.directory, &self.copy.destination.value)
    }

    /// The file of the context that it puts at `target`.
    pub(in crate::rewrite) fn origin(&self, subject: &Subject<'_>, target: &str) -> Option<CopiedFile> {
        let written = &self.copy.destination.value;
        let destination = self.destination();
        let many = self.copy.sources.len() > 1 || written.ends_with('/') || is_dot(written);
        let kind = |source: &str| {
            subject.repository.tree.kind(&path::join(subject.context, source).unwrap_or_default())
        };
        let is_file = |source: &str| kind(source) == Some(Kind::File);
        let file = |source: String| CopiedFile { target: target.to_owned(), source, copied_by: self.index };
        self.copy.sources.iter().find_map(|source| {
            let source = clean(source.value.trim_start_matches('/'));
            let name = path::file_name(target);
            if source.contains(['*', '?', '[']) {
                let found = match path::parent(&source) {
                    "" => name.to_owned(),
                    parent => format!("{parent}/{name}"),
                };
                let matches = globset::GlobBuilder::new(&source).literal_separator(true).build().ok()?;
                let lands = path::parent(target) == destination && matches.compile_matcher().is_match(&found);
                return (lands && is_file(&found)).then(|| file(found));
            }
            if kind(&source) == Some(Kind::Directory) {
                let rest = match destination.as_str() {
                    "/" => target.strip_prefix('/')?,
                    destination => target.strip_prefix(destination)?.strip_prefix('/')?,
                };
                let found = clean(&format!("{source}/{rest}"));
                return is_file(&found).then(|| file(found));
            }
            let lands = match many {
                true => target == absolute(&destination, path::file_name(&source)),
                false => target == destination || target == absolute(&destination, path::file_name(&source)),
            };
            (lands && is_file(&source)).then(|| file(source))
        })
    }
}

/// The file of the context that the last of these puts at `target`.
pub(in crate::rewrite) fn origin(
    subject: &Subject<'_>,
    earlier: &[Earlier],
    target: &str,
) -> Option<CopiedFile> {
    earlier.iter().rev().find_map(|earlier| earlier.origin(subject, target))
}

/// The text of the context's file that lies at `target` of the image.
pub(in crate::rewrite) fn text(subject: &Subject<'_>, file: &CopiedFile) -> Option<String> {
    subject.repository.tree.text(&path::join(subject.context, &file.source)?)
}

/// A `COPY` of these files alone, out of all that `instruction` copies; empty where there are none of them, and `None`
/// where a name can't be written in one word. `directory` is the working directory there.
pub(in crate::rewrite) fn repeat<'f>(
    text: &Text<'_>,
    instruction: &Instruction,
    files: impl Iterator<Item = &'f CopiedFile>,
    directory: &str,
) -> Option<String> {
    let mut wanted: Vec<&CopiedFile> = Vec::new();
    for file in files {
        if !wanted.contains(&file) {
            wanted.push(file);
        }
    }
    let Some(copy) = instruction.copy().filter(|_| !wanted.is_empty()) else { return Some(String::new()) };
    let written: BTreeSet<&str> = copy.sources.iter().map(|it| it.value.trim_start_matches("./")).collect();
    let names: BTreeSet<&str> = wanted.iter().map(|file| file.source.as_str()).collect();
    if written == names && instruction.flags.is_empty() && !copy.heredocs {
        return text.as_written(instruction, Vec::new());
    }
    let mut out = String::new();
    for file in &wanted {
        let name = path::file_name(&file.target);
        let is_here = absolute(directory, name) == file.target;
        let target = match is_here {
            true if path::file_name(&file.source) == name => ".",
            true => name,
            false => &file.target,
        };
        out.push_str(&format!("COPY {} {target}{}", file.source, text.newline));
    }
    let is_word = |file: &&CopiedFile| !file.source.contains([' ', '"', '$']);
    wanted.iter().all(is_word).then_some(out)
}

/// Whether the build leaves a name of the context's top folder out, as its `.dockerignore` says in so many words.
pub(in crate::rewrite) fn is_ignored(subject: &Subject<'_>, name: &str) -> bool {
    let own = format!("{}.dockerignore", subject.dockerfile.path);
    let common = path::join(subject.context, ".dockerignore").unwrap_or_default();
    let tree = &subject.repository.tree;
    let text = tree.text(&own).or_else(|| tree.text(&common)).unwrap_or_default();
    let names_it = |line: &str| line.trim().trim_start_matches("**/").trim_matches('/') == name;
    text.lines().any(names_it)
}

fn is_dot(path: &str) -> bool {
    matches!(path, "." | "..") || path.ends_with("/.") || path.ends_with("/..")
}

/// `path` as seen from the folder `directory` of the image.
pub(in crate::rewrite) fn absolute(directory: &str, path: &str) -> String {
    match path.starts_with('/') {
        true => clean(path),
        false => clean(&format!("{directory}/{path}")),
    }
}

/// Whether a source of `ADD` lies elsewhere.
pub(in crate::rewrite) fn is_remote(source: &str) -> bool {
    source.contains("://") || source.starts_with("git@")
}
