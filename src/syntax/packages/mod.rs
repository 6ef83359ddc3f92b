//! Manifests and lock files of languages: which packages they name. Readers of text only; which file counts, and what a
//! package weighs, are other floors' questions.
//!
//! ```text
//! requirements  requirements.txt: packages, further files
//! python        pyproject.toml, poetry.lock, uv.lock, Pipfile.lock
//! node          package.json, package-lock.json
//! pnpm, yarn    pnpm-lock.yaml, yarn.lock
//! modules       go.mod, Cargo.lock, pom.xml
//! ```

use std::collections::{BTreeMap, BTreeSet};

mod modules;
mod node;
mod pnpm;
mod python;
mod requirements;
mod yarn;

pub use modules::{cargo_lock, go_mod, pom};
pub use node::{package_json, package_lock, scripts};
pub use pnpm::pnpm_lock;
pub use python::{pipfile_lock, poetry_lock, pyproject, uv_lock};
pub use requirements::{Requirements, requirements};
pub use yarn::yarn_lock;

/// Who needs a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// The program itself.
    Program,
    /// Development only.
    Development,
    /// An extra that is installed where it is asked for.
    Extra,
}

/// A package that a file names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Package {
    /// As written.
    pub name: String,
    /// The one version it may have, where the file says so.
    pub version: Option<String>,
    /// The first number of the version that it has, where the file ties it down: `4` by `4.1.2` and by `^4.1`.
    pub major: Option<u64>,
    /// Who needs it.
    pub need: Need,
    /// What is downloaded, where the file says so: bytes, and whether it holds compiled code.
    pub download: Option<Download>,
    /// Whether it is for another platform than 64-bit Linux with glibc.
    pub elsewhere: bool,
    /// Whether it is for one platform only: it holds a program, or a part of one.
    pub platform: bool,
    /// Extras that it is asked for with, as written: `standard` of `uvicorn[standard]`.
    pub extras: Vec<String>,
    /// Names of the packages that it needs in turn, where a lock file says.
    pub needs: Vec<String>,
}

/// A file that is downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Download {
    /// Its size.
    pub bytes: u64,
    /// Whether it holds compiled code.
    pub native: bool,
}

/// What a file names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packages {
    /// In the order of the file.
    pub list: Vec<Package>,
    /// Whether these are all that is installed, what packages need in turn included.
    pub closed: bool,
    /// Whether a lock file has the form of its manager's first years: `lockfileVersion: 1` of npm, Yarn 1.
    pub old_form: bool,
}

/// The first number of a version, or of a range that keeps it (`^4.1`, `~4.1`).
fn major(version: &str) -> Option<u64> {
    let digits = version.trim_start_matches(['^', '~', 'v', '=']);
    let end = digits.find(|other: char| !other.is_ascii_digit()).unwrap_or(digits.len());
    digits.get(..end)?.parse().ok()
}

impl Packages {
    fn open(list: Vec<Package>) -> Self {
        Self { list, closed: false, old_form: false }
    }

    fn closed(list: Vec<Package>) -> Self {
        Self { list, closed: true, old_form: false }
    }

    /// Those that the program needs, with those for development too where `development` is set; those for other
    /// platforms left out.
    pub fn installed(&self, development: bool) -> impl Iterator<Item = &Package> {
        self.list.iter().filter(move |package| {
            !package.elsewhere
                && match package.need {
                    Need::Program => true,
                    Need::Development => development,
                    Need::Extra => false,
                }
        })
    }
}

impl Packages {
    /// Those that these names lead to, step by step: for lock files that don't say what only development needs.
    pub fn reached_from<'a>(&'a self, names: impl Iterator<Item = &'a str>) -> Vec<Package> {
        let mut by_name: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
        for package in self.list.iter().filter(|package| !package.elsewhere) {
            by_name.entry(&package.name).or_default().push(package);
        }
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut queue: Vec<&str> = names.collect();
        let mut reached = Vec::new();
        while let Some(name) = queue.pop() {
            if seen.insert(name) {
                for package in by_name.get(name).into_iter().flatten() {
                    queue.extend(package.needs.iter().map(String::as_str));
                    reached.push((*package).clone());
                }
            }
        }
        reached
    }
}

impl Package {
    /// A package by its name alone, as a command names it.
    pub fn named(name: impl Into<String>) -> Self {
        Self::new(name, Need::Program)
    }

    /// A package that a command names, with the version that it asks for: `poetry==2.1.3`, `pnpm@9`.
    pub fn asked_for(name: &str, command: &str) -> Self {
        let words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
        let rests = words.filter_map(|word| word.strip_prefix(name));
        let extras = rests.clone().map(requirements::extras).find(|extras| !extras.is_empty());
        let version = rests.filter_map(|rest| rest.split(']').next_back()).find_map(|rest| {
            let exact = rest.strip_prefix("==").or_else(|| rest.strip_prefix('@'))?;
            exact.starts_with(|first: char| first.is_ascii_digit()).then_some(exact)
        });
        Self { extras: extras.unwrap_or_default(), ..Self::at(name, version, Need::Program) }
    }

    fn new(name: impl Into<String>, need: Need) -> Self {
        Self {
            name: name.into(),
            version: None,
            major: None,
            need,
            download: None,
            elsewhere: false,
            platform: false,
            extras: Vec::new(),
            needs: Vec::new(),
        }
    }

    fn at(name: impl Into<String>, version: Option<&str>, need: Need) -> Self {
        let major = version.and_then(major);
        Self { version: version.map(str::to_owned), major, ..Self::new(name, need) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_say_which_version_they_want() {
        let command = "npm install -g 'pnpm@9.1' yarn @angular/cli@17 typescript@latest";
        let of = |name| {
            let package = Package::asked_for(name, command);
            (package.version, package.major)
        };
        assert_eq!(of("pnpm"), (Some("9.1".to_owned()), Some(9)));
        assert_eq!(of("@angular/cli"), (Some("17".to_owned()), Some(17)));
        assert_eq!((of("yarn"), of("typescript")), ((None, None), (None, None)));
        let uvicorn = Package::asked_for("uvicorn", "pip install 'uvicorn[standard]==0.30.0' gunicorn");
        assert_eq!(
            (uvicorn.version.as_deref(), uvicorn.extras),
            (Some("0.30.0"), vec!["standard".to_owned()])
        );
        let poetry = Package::asked_for("poetry", "pip install --no-cache-dir poetry==2.1.3");
        assert_eq!((poetry.version.as_deref(), poetry.major), (Some("2.1.3"), Some(2)));
    }
}
