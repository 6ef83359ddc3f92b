//! What installing a package adds: Debian's and Alpine's by closure, Python's and Node's by name.

mod alpine;
mod debian;
mod graph;

pub use alpine::{APK_INDEXES, alpine_closure};
pub use debian::{
    APT_LISTS, Debian, Release, SLIM_SHARE, debian, debian_alone, debian_closure, debian_together,
};
pub use graph::Closure;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::table;

const PYPI: &str = include_str!("../../rules/facts/pypi-packages.tsv");
const PYPI_FALLBACKS: &str = include_str!("../../rules/facts/pypi-fallbacks.tsv");
const NPM: &str = include_str!("../../rules/facts/npm-packages.tsv");

/// A package of PyPI for CPython 3.11 on x86-64 Linux; bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pypi {
    /// Whether it holds compiled code.
    pub native: bool,
    /// The wheel that is downloaded.
    pub wheel: u64,
    /// Installed alone, with byte code.
    pub installed: u64,
    /// Installed alone, with `--no-compile`.
    pub without_bytecode: u64,
    /// Installed with all it depends on; none where that wasn't resolved.
    pub closure: Option<u64>,
    /// Direct dependencies, in the spelling of the table's names.
    pub dependencies: Vec<&'static str>,
}

/// A package of npm; bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Npm {
    /// The package alone.
    pub own: u64,
    /// `node_modules` with all it depends on, without what install scripts download.
    pub closure: u64,
    /// What npm's cache grows by.
    pub cache: u64,
}

static PYPI_TABLE: LazyLock<FxHashMap<&'static str, Pypi>> = LazyLock::new(|| {
    let row = |[name, _version, kind, wheel, installed, bare, _count, closure, _musl, deps]: [&'static str;
                   10]| {
        let dependencies = table::known(deps).map(|deps| deps.split(',').collect()).unwrap_or_default();
        let [wheel, installed, bare, closure] = [wheel, installed, bare, closure].map(table::bytes);
        let package = Pypi {
            native: kind == "native",
            wheel: wheel?,
            installed: installed?,
            without_bytecode: bare?,
            closure,
            dependencies,
        };
        Some((name, package))
    };
    table::rows::<10>(PYPI).filter_map(row).collect()
});

static NPM_TABLE: LazyLock<FxHashMap<&'static str, Npm>> = LazyLock::new(|| {
    let row = |[name, _version, own, closure, _count, cache]: [&'static str; 6]| {
        let [own, closure, cache] = [own, closure, cache].map(table::bytes);
        Some((name, Npm { own: own?, closure: closure?, cache: cache? }))
    };
    table::rows::<6>(NPM).filter_map(row).collect()
});

/// A PyPI package by any spelling of its name (`Scikit_Learn`), without extras and version.
pub fn pypi(name: &str) -> Option<&'static Pypi> {
    PYPI_TABLE.get(normalized(name).as_str())
}

/// Whether a PyPI package goes on in Python where its compiled modules aren't found.
pub fn pypi_has_fallback(name: &str) -> bool {
    let name = normalized(name);
    table::rows::<2>(PYPI_FALLBACKS).any(|[package, _]| package == name)
}

/// An npm package by its name, scope included.
pub fn npm(name: &str) -> Option<Npm> {
    NPM_TABLE.get(name).copied()
}

/// A project name as PyPI compares it (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`.
pub(super) fn normalized(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            _ => out.push(c.to_ascii_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_names_are_compared_as_pypi_does() {
        assert_eq!(pypi("Scikit_Learn"), pypi("scikit-learn"));
        let pandas = pypi("pandas").expect("in the table");
        assert!(pandas.native && pandas.closure > Some(pandas.installed));
        assert!(pandas.dependencies.contains(&"numpy"));
        assert_eq!(pypi(""), None);
    }

    #[test]
    fn npm_closures() {
        let express = npm("express").expect("in the table");
        assert!(express.closure > express.own);
        assert!(npm("@nestjs/core").is_some());
        assert_eq!(npm("nestjs/core"), None);
    }

    #[test]
    fn the_tables_are_whole() {
        table::assert_width::<10>(PYPI);
        table::assert_width::<6>(NPM);
        table::assert_width::<2>(PYPI_FALLBACKS);
        assert_eq!(PYPI_TABLE.len(), table::rows::<10>(PYPI).count());
        assert_eq!(NPM_TABLE.len(), table::rows::<6>(NPM).count());
    }
}
