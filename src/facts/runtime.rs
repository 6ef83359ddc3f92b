//! What an image needs at run time once its build stays behind in another stage.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::packages::normalized;
use super::table;

const HALVES: &str = include_str!("../../rules/facts/runtime-halves.tsv");
const NEEDS: &str = include_str!("../../rules/facts/pypi-system-needs.tsv");
const NPM_NEEDS: &str = include_str!("../../rules/facts/npm-system-needs.tsv");
const PROGRAMS: &str = include_str!("../../rules/facts/full-base-programs.tsv");

/// How a package of a language depends on something of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// Its wheel, or prebuilt binary, expects a library to be there.
    Wheel,
    /// None is published: it is compiled against a library.
    Source,
    /// It calls a program.
    Program,
}

/// What a package of a language needs of the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemNeed {
    /// How.
    pub how: Need,
    /// The Debian packages that provide it; none where there is no fixed set.
    pub packages: Option<Vec<&'static str>>,
}

static HALVES_TABLE: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let row = |[name, runtime]: [&'static str; 2]| (name, table::known(runtime).map_or_else(Vec::new, list));
    table::rows::<2>(HALVES).map(row).collect()
});

static NEEDS_TABLE: LazyLock<FxHashMap<&'static str, SystemNeed>> = LazyLock::new(|| needs(NEEDS));

static NPM_NEEDS_TABLE: LazyLock<FxHashMap<&'static str, SystemNeed>> = LazyLock::new(|| needs(NPM_NEEDS));

fn needs(text: &'static str) -> FxHashMap<&'static str, SystemNeed> {
    let row = |[name, how, packages]: [&'static str; 3]| {
        let how = match how {
            "wheel" => Need::Wheel,
            "source" => Need::Source,
            "program" => Need::Program,
            _ => return None,
        };
        Some((name, SystemNeed { how, packages: (packages != "?").then(|| list(packages)) }))
    };
    table::rows::<3>(text).filter_map(row).collect()
}

static PROGRAMS_TABLE: LazyLock<FxHashMap<&'static str, Option<&'static str>>> = LazyLock::new(|| {
    let row = |[name, package]: [&'static str; 2]| (name, (package != "?").then_some(package));
    table::rows::<2>(PROGRAMS).map(row).collect()
});

fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split(',').collect()
}

/// The Debian packages that must stay in an image when this one, which only a build needs, leaves it. None where
/// nobody says; a version behind `=` doesn't matter.
pub fn runtime_halves(package: &str) -> Option<&'static [&'static str]> {
    let name = package.split('=').next().unwrap_or(package);
    HALVES_TABLE.get(name).map(Vec::as_slice)
}

/// What a package of PyPI, by any spelling of its name, needs of the system at run time; none where nothing is known.
pub fn system_need(pypi: &str) -> Option<&'static SystemNeed> {
    NEEDS_TABLE.get(normalized(pypi).as_ref())
}

/// What a package of npm needs of the system at run time; none where nothing is known.
pub fn npm_system_need(npm: &str) -> Option<&'static SystemNeed> {
    NPM_NEEDS_TABLE.get(npm)
}

/// Whether a full language image has this program and its slim sibling doesn't; with the package that provides it, and
/// none for those of a compiler.
pub fn full_base_program(program: &str) -> Option<Option<&'static str>> {
    PROGRAMS_TABLE.get(program).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::toolchain_class;

    #[test]
    fn development_packages_have_runtime_halves() {
        assert_eq!(runtime_halves("libpq-dev=15.*"), Some(&["libpq5"][..]));
        assert_eq!(runtime_halves("make"), Some(&[][..]));
        assert_eq!(runtime_halves("libgdal-dev"), None);
    }

    #[test]
    fn python_packages_need_things() {
        assert_eq!(system_need("Psycopg2").and_then(|need| need.packages.clone()), Some(vec!["libpq5"]));
        assert_eq!(system_need("uWSGI").map(|need| need.packages.clone()), Some(None));
        assert_eq!(system_need("psycopg2-binary"), None);
    }

    #[test]
    fn programs_come_from_packages() {
        assert_eq!(full_base_program("pgrep"), Some(Some("procps")));
        assert_eq!(full_base_program("gcc"), Some(None));
        assert_eq!(full_base_program("python"), None);
    }

    #[test]
    fn the_tables_are_whole() {
        table::assert_width::<2>(HALVES);
        table::assert_width::<3>(NEEDS);
        table::assert_width::<3>(NPM_NEEDS);
        table::assert_width::<2>(PROGRAMS);
        assert_eq!(HALVES_TABLE.len(), table::rows::<2>(HALVES).count());
        assert_eq!(NEEDS_TABLE.len(), table::rows::<3>(NEEDS).count());
        assert_eq!(NPM_NEEDS_TABLE.len(), table::rows::<3>(NPM_NEEDS).count());
        assert_eq!(PROGRAMS_TABLE.len(), table::rows::<2>(PROGRAMS).count());
        for name in HALVES_TABLE.keys() {
            assert!(toolchain_class(name).is_some(), "{name} has no class");
        }
    }
}
