//! Which file an image has at which path, as far as its `COPY` and `ADD` of the build context say.

use std::collections::{BTreeMap, BTreeSet};

use crate::repository::context::ContextIgnore;
use crate::repository::{Kind, Tree, path};
use crate::rewrite::place::clean;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// The files of the repository by their path in the image.
pub(in crate::rewrite) type Files = BTreeMap<String, String>;

/// More files than this are not compared one by one.
const MOST: usize = 20_000;

/// Where the instructions of a stage put the files of `context`; later ones win.
pub(in crate::rewrite) fn of(
    tree: &Tree,
    context: &str,
    ignore: &ContextIgnore,
    instructions: &[Instruction],
) -> Result<Files, String> {
    let mut reading = Reading {
        tree,
        context,
        ignore,
        files: Files::new(),
        folders: BTreeSet::from(["/".to_owned()]),
        directory: "/".to_owned(),
    };
    for instruction in instructions {
        match instruction.keyword {
            Keyword::Workdir => {
                let name = instruction.args.first().map_or("", |word| word.value.as_str());
                reading.directory = absolute(&reading.directory, name)?;
                reading.folders.insert(reading.directory.clone());
            }
            Keyword::Copy | Keyword::Add => reading.copy(instruction)?,
            _ => {}
        }
        if reading.files.len() > MOST {
            return Err("it copies too many files to compare them".to_owned());
        }
    }
    Ok(reading.files)
}

/// `path` as seen from `directory`, both of an image.
pub(in crate::rewrite) fn absolute(directory: &str, path: &str) -> Result<String, String> {
    let path = path.trim_matches(['"', '\'']);
    if path.contains('$') {
        return Err(format!("the path `{path}` depends on a variable"));
    }
    Ok(if path.starts_with('/') { clean(path) } else { clean(&format!("{directory}/{path}")) })
}

/// The files of `folder`, relative to it.
pub(super) fn below<'t>(tree: &'t Tree, folder: &str) -> impl Iterator<Item = &'t str> {
    let files = tree.files();
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let start = files.partition_point(|file| file.as_str() < prefix.as_str());
    files[start..].iter().map_while(move |file| file.strip_prefix(prefix.as_str()))
}

struct Reading<'a> {
    tree: &'a Tree,
    context: &'a str,
    ignore: &'a ContextIgnore,
    files: Files,
    /// Known folders of the image.
    folders: BTreeSet<String>,
    directory: String,
}

impl Reading<'_> {
    fn copy(&mut self, instruction: &Instruction) -> Result<(), String> {
        let Some(copy) = instruction.copy() else { return Err("a copy can't be read".to_owned()) };
        if copy.from.is_some() {
            return Ok(());
        }
        let target = absolute(&self.directory, &copy.destination.value)?;
        let written = copy.destination.value.trim_matches('"');
        let is_folder = written.ends_with('/')
            || matches!(written, "." | "..")
            || copy.sources.len() > 1
            || self.folders.contains(&target);
        for source in &copy.sources {
            let source = source.value.trim_start_matches('/');
            if source.contains('$') || source.contains("://") {
                return Err(format!("`{source}` is copied, which isn't a plain path"));
            }
            self.source(&clean(source), &target, is_folder)?;
        }
        Ok(())
    }

    fn source(&mut self, source: &str, target: &str, is_folder: bool) -> Result<(), String> {
        if source.contains(['*', '?', '[']) {
            return self.pattern(source, target);
        }
        let source = if source == "." { "" } else { source };
        let at = path::join(self.context, source).ok_or("a copy leaves the build context")?;
        match self.tree.kind(&at) {
            Some(Kind::File) if is_folder => {
                self.put(source, format!("{target}/{}", path::file_name(source)))
            }
            Some(Kind::File) => self.put(source, target.to_owned()),
            Some(Kind::Directory) => {
                self.folders.insert(target.to_owned());
                for file in below(self.tree, &at) {
                    let inside = if source.is_empty() { file.to_owned() } else { format!("{source}/{file}") };
                    self.put(&inside, format!("{target}/{file}"));
                }
            }
            None => return Err(format!("`{at}` is copied, but isn't there")),
        }
        Ok(())
    }

    /// Each file or folder that a pattern meets; of a folder, what is in it.
    fn pattern(&mut self, pattern: &str, target: &str) -> Result<(), String> {
        let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
        let glob = glob.map_err(|_| format!("the pattern `{pattern}` can't be read"))?.compile_matcher();
        let all: Vec<&str> = below(self.tree, self.context).collect();
        for file in all {
            let ends = file.match_indices('/').map(|(at, _)| at).chain([file.len()]);
            let Some(end) = ends.into_iter().find(|&end| glob.is_match(&file[..end])) else { continue };
            let rest = match end == file.len() {
                true => path::file_name(file),
                false => &file[end + 1..],
            };
            self.put(file, format!("{target}/{rest}"));
        }
        Ok(())
    }

    fn put(&mut self, inside: &str, target: String) {
        if self.ignore.excludes(inside) {
            return;
        }
        let Some(at) = path::join(self.context, inside) else { return };
        let target = clean(&target);
        let parents = target.match_indices('/').map(|(at, _)| target[..at.max(1)].to_owned());
        self.folders.extend(parents.collect::<Vec<_>>());
        self.files.insert(target, at);
    }
}
