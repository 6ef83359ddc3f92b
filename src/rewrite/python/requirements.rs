//! What is required, and which files of the build context say so.

use super::Refusal;
use super::install::{Install, folder};
use super::pip::is_local;
use crate::repository::path;
use crate::rewrite::Subject;
use crate::rewrite::stage::copied::{self, CopiedFile, Earlier, absolute};

/// How deep requirement files may include each other.
const MAX_DEPTH: usize = 8;

/// What a line requires.
#[derive(Default)]
pub(super) struct Required {
    /// The files of the context that are read.
    pub(super) files: Vec<CopiedFile>,
    /// What is required, as requirement lines.
    pub(super) lines: Vec<String>,
    /// Whether more than these files is read: folders of sources.
    pub(super) reads_everything: bool,
}

/// Everything that is read for an installation, files that others include too.
pub(super) fn read(
    subject: &Subject<'_>,
    install: &Install,
    directory: &str,
    earlier: &[Earlier],
) -> Result<Required, Refusal> {
    let mut reading = Reading { subject, install, directory, earlier, found: Required::default() };
    reading.found.lines.extend(install.named.iter().cloned());
    for name in install.files.iter().filter(|name| !install.generated.contains(name)) {
        if !matches!(name.as_str(), "-" | "/dev/stdin") {
            reading.file(&absolute(directory, name), 0)?;
        }
    }
    for name in &install.projects {
        reading.project(&absolute(directory, name));
    }
    for (name, is_editable) in &install.folders {
        reading.folder(&absolute(directory, name), *is_editable)?;
    }
    Ok(reading.found)
}

struct Reading<'a> {
    subject: &'a Subject<'a>,
    install: &'a Install,
    directory: &'a str,
    earlier: &'a [Earlier],
    found: Required,
}

impl Reading<'_> {
    /// The text at a place of the image, and the file of the context it comes from: by a `COPY`, or by a bind mount.
    fn text(&self, target: &str) -> Option<(Option<CopiedFile>, String)> {
        let mounts = self.install.mounted.iter();
        for (source, at) in mounts.map(|(source, at)| (source, absolute(self.directory, at))) {
            let rest =
                target.strip_prefix(at.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            if let Some(rest) = rest {
                let source = format!("{}{rest}", source.trim_start_matches('/'));
                let path = path::join(self.subject.context, source.trim_start_matches('/'))?;
                return Some((None, self.subject.repository.tree.text(&path)?));
            }
        }
        let file = copied::origin(self.subject, self.earlier, target)?;
        let text = copied::text(self.subject, &file)?;
        Some((Some(file), text))
    }

    fn file(&mut self, target: &str, depth: usize) -> Result<(), Refusal> {
        if self.found.files.iter().any(|file| file.target == target) {
            return Ok(());
        }
        let Some((file, text)) = self.text(target).filter(|_| depth < MAX_DEPTH) else {
            return Err(format!("`{target}` isn't copied from a file of the build context"));
        };
        let shown = file.as_ref().map_or(target, |file| &file.source).to_owned();
        self.found.files.extend(file);
        for line in logical_lines(&text) {
            let line = line.trim();
            let included = ["-r", "--requirement", "-c", "--constraint"]
                .iter()
                .find_map(|option| line.strip_prefix(option)?.strip_prefix([' ', '=', '\t']).map(str::trim));
            let editable = ["-e", "--editable"]
                .iter()
                .find_map(|option| line.strip_prefix(option)?.strip_prefix([' ', '=', '\t']).map(str::trim));
            if let Some(included) = included {
                self.file(&absolute(path::parent(target), included), depth + 1)?;
            } else if line.starts_with("-f") || line.starts_with("--find-links") {
                return Err(format!("`{shown}` looks for packages elsewhere (`{line}`)"));
            } else if let Some(name) = editable.or_else(|| is_local(line).then_some(line)) {
                // pip counts such paths from where it runs
                match is_local(name) {
                    true => self.folder(&absolute(self.directory, &folder(name)), editable.is_some())?,
                    false => return Err(format!("`{shown}` keeps a checkout of `{name}`")),
                }
            } else if !line.is_empty() && !line.starts_with('-') {
                self.found.lines.push(line.to_owned());
            }
        }
        Ok(())
    }

    /// A project or lock file, which may be missing.
    fn project(&mut self, target: &str) {
        let Some((file, text)) = self.text(target) else { return };
        self.found.files.extend(file);
        self.found.lines.extend(match path::file_name(target) {
            "pyproject.toml" => {
                // a member of a workspace, or a path, is installed from sources
                self.found.reads_everything |= text.contains("workspace") || text.contains("path =");
                project_lines(&text)
            }
            "Pipfile" => {
                self.found.reads_everything |= text.contains("path =");
                Vec::new()
            }
            "Pipfile.lock" => pipfile_lines(&text),
            _ => lock_lines(&text),
        });
    }

    /// A folder that is installed from its sources.
    fn folder(&mut self, target: &str, is_editable: bool) -> Result<(), Refusal> {
        self.found.reads_everything = true;
        let project = self.text(&format!("{target}/pyproject.toml"));
        let setup = self.text(&format!("{target}/setup.py"));
        let compiles = |text: &str| text.contains("ext_modules") || text.contains("cythonize");
        if is_editable && setup.as_ref().is_some_and(|(_, text)| compiles(text)) {
            return Err("its editable installation compiles into its sources".to_owned());
        }
        // with a build backend, or nothing else to go by, what makes it editable lies in the environment
        let stands =
            project.as_ref().is_some_and(|(_, text)| text.contains("[build-system]") || setup.is_none());
        if is_editable && !stands {
            return Err(
                "an editable installation without `pyproject.toml` writes into its sources".to_owned()
            );
        }
        self.found.lines.extend(project.map(|(_, text)| project_lines(&text)).unwrap_or_default());
        Ok(())
    }
}

/// The names that a `pyproject.toml` depends on, as the standard or as poetry says it.
fn project_lines(text: &str) -> Vec<String> {
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let dependencies = table.get("project").and_then(|project| project.get("dependencies"));
    let listed = dependencies.and_then(toml::Value::as_array).into_iter().flatten();
    let poetry = table.get("tool").and_then(|tool| tool.get("poetry")).and_then(|it| it.get("dependencies"));
    let keys = poetry.and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys);
    listed
        .filter_map(toml::Value::as_str)
        .map(str::to_owned)
        .chain(keys.filter(|key| *key != "python").cloned())
        .collect()
}

/// The packages of `uv.lock` or `poetry.lock`.
fn lock_lines(text: &str) -> Vec<String> {
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let packages = table.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    packages.filter_map(|package| package.get("name")?.as_str().map(str::to_owned)).collect()
}

fn pipfile_lines(text: &str) -> Vec<String> {
    let Ok(lock) = serde_json::from_str::<serde_json::Value>(text) else { return Vec::new() };
    let default = lock.get("default").and_then(serde_json::Value::as_object);
    default.into_iter().flat_map(serde_json::Map::keys).cloned().collect()
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

    #[test]
    fn names_of_projects_and_locks() {
        let project = "[project]\ndependencies = ['flask>=3', 'psycopg2']\n[tool.poetry.dependencies]\npython = '^3'\nredis = '*'\n";
        assert_eq!(project_lines(project), ["flask>=3", "psycopg2", "redis"]);
        assert_eq!(lock_lines("[[package]]\nname = 'a'\n[[package]]\nname = 'b'\n"), ["a", "b"]);
        assert_eq!(pipfile_lines(r#"{"default": {"a": {}}, "develop": {"b": {}}}"#), ["a"]);
        assert!(
            project_lines("[").is_empty() && lock_lines("x = ").is_empty() && pipfile_lines("{").is_empty()
        );
    }
}
