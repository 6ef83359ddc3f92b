//! Requirement files: where in the build context they come from, and what they name.

use super::Refusal;
use super::pip::is_local;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::place::clean;
use crate::syntax::dockerfile::{Copy, Instruction, Keyword};

/// How deep requirement files may include each other.
const MAX_DEPTH: usize = 8;

/// A file that pip reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RequirementFile {
    /// In the image.
    pub(super) target: String,
    /// In the build context.
    pub(super) source: String,
    /// The instruction that copies it.
    pub(super) copied_by: usize,
}

/// An earlier `COPY` or `ADD` from the context, with the folder it counts from.
pub(super) struct Earlier {
    /// Which instruction.
    pub(super) index: usize,
    /// What it copies where.
    pub(super) copy: Copy,
    /// The working directory at that point.
    pub(super) directory: String,
}

impl Earlier {
    /// Reads an instruction.
    pub(super) fn read(index: usize, instruction: &Instruction, directory: &str) -> Option<Self> {
        let copy = instruction.copy().filter(|copy| copy.from.is_none())?;
        let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
        is_copy.then(|| Self { index, copy, directory: directory.to_owned() })
    }
}

/// Everything that pip reads for the files named, those they include too; and the names of what is required.
pub(super) fn read(
    subject: &Subject<'_>,
    named: &[String],
    directory: &str,
    earlier: &[Earlier],
) -> Result<(Vec<RequirementFile>, Vec<String>), Refusal> {
    let mut reading = Reading { subject, earlier, files: Vec::new(), required: Vec::new() };
    for name in named {
        reading.file(&absolute(directory, name), 0)?;
    }
    Ok((reading.files, reading.required))
}

struct Reading<'a> {
    subject: &'a Subject<'a>,
    earlier: &'a [Earlier],
    files: Vec<RequirementFile>,
    required: Vec<String>,
}

impl Reading<'_> {
    fn file(&mut self, target: &str, depth: usize) -> Result<(), Refusal> {
        if self.files.iter().any(|file| file.target == target) {
            return Ok(());
        }
        let found = self.earlier.iter().rev().find_map(|earlier| self.origin(earlier, target));
        let Some(file) = found.filter(|_| depth < MAX_DEPTH) else {
            return Err(format!("`{target}` isn't copied from a file of the build context"));
        };
        let in_repository = path::join(self.subject.context, &file.source).unwrap_or_default();
        let Some(text) = self.subject.repository.tree.text(&in_repository) else {
            return Err(format!("`{in_repository}` can't be read"));
        };
        self.files.push(file);
        for line in logical_lines(&text) {
            let line = line.trim();
            let included = ["-r", "--requirement", "-c", "--constraint"]
                .iter()
                .find_map(|option| line.strip_prefix(option)?.strip_prefix([' ', '=', '\t']).map(str::trim));
            if let Some(included) = included {
                self.file(&absolute(path::parent(target), included), depth + 1)?;
            } else if line.starts_with("-e") || line.starts_with("--editable") || is_local(line) {
                return Err(format!("`{in_repository}` installs from the build context (`{line}`)"));
            } else if line.starts_with("-f") || line.starts_with("--find-links") {
                return Err(format!("`{in_repository}` looks for packages elsewhere (`{line}`)"));
            } else if !line.is_empty() && !line.starts_with('-') {
                self.required.push(line.to_owned());
            }
        }
        Ok(())
    }

    /// The file of the context that a `COPY` puts at `target`.
    fn origin(&self, earlier: &Earlier, target: &str) -> Option<RequirementFile> {
        let written = &earlier.copy.destination.value;
        let destination = absolute(&earlier.directory, written);
        let many = earlier.copy.sources.len() > 1 || written.ends_with('/') || is_dot(written);
        let tree = &self.subject.repository.tree;
        let is_file = |source: &str| {
            let path = path::join(self.subject.context, source)?;
            (tree.kind(&path) == Some(crate::repository::Kind::File)).then_some(())
        };
        let is_folder = |source: &str| {
            let path = path::join(self.subject.context, source)?;
            (tree.kind(&path) == Some(crate::repository::Kind::Directory)).then_some(())
        };
        let file =
            |source: String| RequirementFile { target: target.to_owned(), source, copied_by: earlier.index };
        earlier.copy.sources.iter().find_map(|source| {
            let source = clean(source.value.trim_start_matches('/'));
            let name = path::file_name(target);
            if source.contains(['*', '?', '[']) {
                let found = match path::parent(&source) {
                    "" => name.to_owned(),
                    parent => format!("{parent}/{name}"),
                };
                let matches = globset::GlobBuilder::new(&source).literal_separator(true).build().ok()?;
                let lands = path::parent(target) == destination && matches.compile_matcher().is_match(&found);
                return lands.then(|| is_file(&found)).flatten().map(|()| file(found));
            }
            if is_folder(&source).is_some() {
                let rest = match destination.as_str() {
                    "/" => target.strip_prefix('/')?,
                    destination => target.strip_prefix(destination)?.strip_prefix('/')?,
                };
                let found = clean(&format!("{source}/{rest}"));
                return is_file(&found).map(|()| file(found));
            }
            let lands = match many {
                true => target == absolute(&destination, path::file_name(&source)),
                false => target == destination || target == absolute(&destination, path::file_name(&source)),
            };
            lands.then(|| is_file(&source)).flatten().map(|()| file(source))
        })
    }
}

fn is_dot(path: &str) -> bool {
    matches!(path, "." | "..") || path.ends_with("/.") || path.ends_with("/..")
}

/// `path` as seen from the folder `directory` of the image.
pub(super) fn absolute(directory: &str, path: &str) -> String {
    match path.starts_with('/') {
        true => clean(path),
        false => clean(&format!("{directory}/{path}")),
    }
}

/// Lines without comments, those that end in a backslash joined.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut continues = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let without = match line.split_once(" #") {
            _ if line.trim_start().starts_with('#') => "",
            Some((before, _)) => before,
            None => line,
        };
        let (part, more) = match without.trim_end().strip_suffix('\\') {
            Some(part) => (part, true),
            None => (without, false),
        };
        match lines.last_mut().filter(|_| continues) {
            Some(last) => last.push_str(part),
            None => lines.push(part.to_owned()),
        }
        continues = more;
    }
    lines
}

/// The name of what a requirement asks for: `uvicorn[standard]>=0.20` → `uvicorn`; with its extras' text.
pub(super) fn name(requirement: &str) -> (&str, bool) {
    let end = requirement
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(requirement.len());
    (&requirement[..end], requirement[end..].trim_start().starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_names() {
        assert_eq!(logical_lines("a==1 # x\n# c\nb \\\n  --hash=x\n"), ["a==1", "", "b   --hash=x"]);
        assert_eq!(name("uvicorn[standard]>=0.20"), ("uvicorn", true));
        assert_eq!(name("a"), ("a", false));
        assert!(is_local("./x") && is_local("x.whl") && is_local("libs/x"));
        assert!(!is_local("git+https://example.com/x.git") && !is_local("a==1.0"));
        assert!(!is_local("a @ https://example.com/a-1.whl"));
    }
}
