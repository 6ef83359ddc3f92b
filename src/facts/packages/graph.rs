//! Packages of a distribution with what they need: a table of sizes and dependencies, and the closures in it.

use rustc_hash::FxHashSet;

use crate::facts::table::{self, Sorted};

/// Packages with all they need; bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closure {
    /// The packages that are added, sorted.
    pub packages: Vec<&'static str>,
    /// What they take once installed, as the distribution says.
    pub installed: u64,
    /// Their archives.
    pub download: u64,
}

/// The named packages with all they need, beyond the distribution's base and what is `present`. Among alternatives it
/// takes what is there, and the first one otherwise. None where a name isn't in the table.
pub(super) fn closure(
    table: &'static Graph,
    names: &[&str],
    recommends: bool,
    present: &FxHashSet<&str>,
) -> Option<Closure> {
    let mut pending = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for name in names {
        let row = table.find(name)?;
        if !present.contains(row.name) && seen.insert(row.name) {
            pending.push(row);
        }
    }
    let mut closure = Closure::default();
    let mut next = 0;
    while let Some(row) = pending.get(next) {
        next += 1;
        closure.packages.push(row.name);
        closure.installed += row.installed;
        closure.download += row.download;
        let needs = row.depends.into_iter().chain(row.recommends.filter(|_| recommends));
        for need in needs.flat_map(|cell| cell.split(',')) {
            let there = need.split('|').any(|name| seen.contains(name) || present.contains(name));
            let first = need.split('|').next().filter(|_| !there);
            if let Some(row) = first.and_then(|name| table.find(name)) {
                seen.insert(row.name);
                pending.push(row);
            }
        }
    }
    closure.packages.sort_unstable();
    Some(closure)
}

/// What one package takes once installed, without what it needs; bytes. None where it isn't in the table.
pub(super) fn installed(table: &'static Graph, name: &str) -> Option<u64> {
    table.find(name).map(|row| row.installed)
}

/// A package of the table.
pub(super) struct Row {
    name: &'static str,
    installed: u64,
    download: u64,
    depends: Option<&'static str>,
    recommends: Option<&'static str>,
}

/// A distribution's packages.
pub(super) type Graph = Sorted<Row, 6>;

/// Reads a table of them.
pub(super) const fn graph(text: &'static str) -> Graph {
    Sorted::new(text, |[name, _version, installed, download, depends, recommends]| {
        Some(Row {
            name,
            installed: table::kilobytes(installed)?,
            download: table::kilobytes(download)?,
            depends: table::known(depends),
            recommends: table::known(recommends),
        })
    })
}

/// Checks in a test that a table is sorted and that all it names is in it.
#[cfg(test)]
pub(super) fn assert_whole(table: &'static Graph) {
    table::assert_sorted(table);
    for [name, _, _, _, depends, recommends] in table.rows() {
        for need in [depends, recommends].into_iter().filter_map(table::known) {
            for other in need.split([',', '|']) {
                assert!(table.find(other).is_some(), "{name} needs {other}");
            }
        }
    }
}
