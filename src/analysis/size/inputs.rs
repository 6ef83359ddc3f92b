//! Which packages an install installs: those on its command line, and those of the manifests and lock files that lie
//! where it runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::once::{Once, Read};
use crate::analysis::contents::{self, Dependencies, Ecosystem, StageContents, Step};
use crate::repository::{Repository, path};
use crate::syntax::packages::{self, Package, Packages};

/// What an install installs.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// What is asked for, or all that is locked.
    pub(super) packages: Vec<Package>,
    /// All that a lock file lists, where `packages` is what a manifest asks for.
    pub(super) locked: Option<Vec<Package>>,
    /// Whether that lock file has the form of its manager's first years.
    pub(super) old_lock: bool,
    /// Whether `packages` is all that is installed.
    pub(super) closed: bool,
    /// Whether something is installed that no file here names.
    pub(super) more: bool,
}

/// Reads files of a context.
#[derive(Clone, Copy)]
pub(super) struct Inputs<'a> {
    pub(super) repository: &'a Repository,
    pub(super) once: &'a Once,
    pub(super) context: Option<&'a str>,
    pub(super) stage: &'a StageContents,
    pub(super) step: &'a Step,
}

/// How many files a `requirements.txt` may lead to before the rest counts as unknown.
const MOST_FILES: usize = 64;

/// What stands on the command line.
fn named(found: &Dependencies, command: &str) -> Vec<Package> {
    found.names.iter().map(|name| Package::asked_for(name, command)).collect()
}

impl Inputs<'_> {
    /// Where a file lies that a command names.
    pub(super) fn place(&self, name: &str) -> Option<String> {
        let copied = || contents::file_in_context(self.repository, self.context?, self.stage, name);
        self.mounted(name).or_else(copied)
    }

    /// `RUN --mount=type=bind,source=requirements.txt,target=…`
    fn mounted(&self, name: &str) -> Option<String> {
        let flags = self.step.key.split_whitespace().filter_map(|word| word.strip_prefix("--mount="));
        let binds =
            flags.filter(|flag| flag.split(',').any(|part| part == "type=bind") && !flag.contains("from="));
        let sources = binds.filter_map(|flag| {
            let value = |keys: &[&str]| {
                let mut pairs = flag.split(',').filter_map(|part| part.split_once('='));
                pairs.find(|(key, _)| keys.contains(key)).map(|(_, value)| value)
            };
            let target = value(&["target", "dst", "destination"]);
            Some((value(&["source", "src"])?, target?))
        });
        let file = path::file_name(name);
        let mut files = sources.filter_map(|(source, target)| {
            let at = path::join(self.context?, source.trim_start_matches('/'))?;
            // a file itself, or a folder with it
            let at = if path::file_name(target) == file { at } else { path::join(&at, file)? };
            self.repository.tree.files().binary_search(&at).is_ok().then_some(at)
        });
        files.next()
    }

    fn parsed(&self, name: &str, read: Read) -> Option<Arc<Packages>> {
        self.once.packages(&self.repository.tree, &self.place(name)?, read)
    }

    /// What a Python package manager installs by this command; `tool` is its name.
    pub(super) fn python(&self, tool: &str, found: &Dependencies, command: &str) -> Wanted {
        let mut wanted = Wanted { packages: named(found, command), ..Wanted::default() };
        for manifest in &found.manifests {
            if path::file_name(manifest) == "pyproject.toml" {
                self.project(found, &mut wanted);
            } else {
                self.requirements(manifest, &mut wanted);
            }
        }
        if !found.names.is_empty() || !found.manifests.is_empty() {
            return wanted;
        }
        // `uv sync` and `poetry install` bring the group for development unless told not to
        let development = found.development.unwrap_or(tool != "pipenv");
        let locks: [(&str, Read); 3] = [
            ("uv.lock", packages::uv_lock),
            ("poetry.lock", packages::poetry_lock),
            ("Pipfile.lock", packages::pipfile_lock),
        ];
        let fits = |lock: &str| match tool {
            "uv" => lock == "uv.lock",
            "poetry" => lock == "poetry.lock",
            "pipenv" => lock == "Pipfile.lock",
            _ => false,
        };
        let locked =
            locks.iter().filter(|(lock, _)| fits(lock)).find_map(|(lock, read)| self.parsed(lock, *read));
        match locked {
            Some(locked) => {
                wanted.packages = locked.installed(development).cloned().collect();
                wanted.closed = true;
            }
            // `pip install .`
            None => self.project(found, &mut wanted),
        }
        wanted
    }

    fn project(&self, found: &Dependencies, wanted: &mut Wanted) {
        match self.parsed("pyproject.toml", packages::pyproject) {
            Some(project) => {
                let development = found.development == Some(true);
                wanted.packages.extend(project.installed(development).cloned());
            }
            None => wanted.more = true,
        }
    }

    /// A file of requirements with those that it includes.
    fn requirements(&self, manifest: &str, wanted: &mut Wanted) {
        let read = |file: String| Some((self.once.requirements(&self.repository.tree, &file)?, file));
        let Some(first) = self.place(manifest).and_then(read) else {
            wanted.more = true;
            return;
        };
        let mut seen = BTreeSet::from([first.1.clone()]);
        let mut queue = vec![first];
        while let Some((requirements, file)) = queue.pop() {
            wanted.more |= requirements.unnamed;
            wanted.packages.extend(requirements.packages.installed(false).cloned());
            for include in &requirements.includes {
                match path::join(path::parent(&file), include).and_then(read) {
                    Some(included) if seen.len() < MOST_FILES => {
                        if seen.insert(included.1.clone()) {
                            queue.push(included);
                        }
                    }
                    _ => wanted.more = true,
                }
            }
        }
    }

    /// What a package manager of Node.js installs by this command.
    pub(super) fn node(&self, found: &Dependencies, command: &str) -> Wanted {
        if !found.names.is_empty() {
            return Wanted { packages: named(found, command), ..Wanted::default() };
        }
        let development = found.development != Some(false);
        let manifest = self.parsed("package.json", packages::package_json);
        let locks: [(&str, Read); 4] = [
            ("package-lock.json", packages::package_lock),
            ("npm-shrinkwrap.json", packages::package_lock),
            ("pnpm-lock.yaml", packages::pnpm_lock),
            ("yarn.lock", packages::yarn_lock),
        ];
        let locked = locks.iter().find_map(|(lock, read)| Some((*lock, self.parsed(lock, *read)?)));
        let mut wanted = Wanted { more: manifest.is_none() && locked.is_none(), ..Wanted::default() };
        if let Some(manifest) = &manifest {
            wanted.packages = manifest.installed(development).cloned().collect();
        }
        if let Some((lock, locked)) = locked {
            wanted.old_lock = locked.old_form;
            let tells = lock.ends_with(".json")
                || development
                || locked.list.iter().any(|package| package.need == packages::Need::Development);
            wanted.locked = Some(if tells {
                locked.installed(development).cloned().collect()
            } else {
                // Yarn's and the newest of pnpm's don't say what only development needs
                locked.reached_from(wanted.packages.iter().map(|package| package.name.as_str()))
            });
            if manifest.is_none() {
                wanted.packages = wanted.locked.clone().unwrap_or_default();
            }
        }
        wanted
    }

    /// The packages of Node.js that the program itself needs, without those for development.
    pub(super) fn node_program(&self) -> Wanted {
        let found = Dependencies {
            ecosystem: Ecosystem::Node,
            names: Vec::new(),
            manifests: Vec::new(),
            development: Some(false),
            global: false,
            into: None,
            keeps_cache: false,
        };
        self.node(&found, "")
    }

    /// How many modules a program of Go, Rust or Java is linked from, where a manifest says.
    pub(super) fn modules(&self, step: &Step) -> Option<usize> {
        let files: [(&str, Read); 3] =
            [("go.mod", packages::go_mod), ("Cargo.lock", packages::cargo_lock), ("pom.xml", packages::pom)];
        let program =
            |names: &[&str]| step.programs.iter().any(|program| names.contains(&program.value.as_str()));
        let (name, read) = if program(&["go"]) {
            files[0]
        } else if program(&["cargo"]) {
            files[1]
        } else if program(&["mvn", "mvnw"]) {
            files[2]
        } else {
            return None;
        };
        Some(self.parsed(name, read)?.installed(false).count())
    }
}
