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
    /// What the largest of them takes, as the distribution says.
    pub largest: u64,
    /// What of `installed` is known of the release before this one only.
    pub of_before: u64,
}

/// A distribution's packages, one by one.
pub(super) type Graph = Sorted<Row, 6>;
/// Others in short: what such a package needs is counted with it, but for some that are listed one by one.
pub(super) type Short = Sorted<Row, 4>;

/// Where a distribution's packages stand.
pub(super) struct Tables {
    listed: &'static Graph,
    /// The others of this release or the one before it.
    others: Option<&'static Short>,
    /// The release before this one, where `others` are of that: what they need stands there, too.
    before: Option<&'static Graph>,
}

impl Tables {
    pub(super) const fn new(listed: &'static Graph) -> Self {
        Self { listed, others: None, before: None }
    }

    /// With the packages of this release that `listed` hasn't.
    pub(super) const fn with(self, others: &'static Short) -> Self {
        Self { others: Some(others), ..self }
    }

    /// With those that the release before this one had beyond its own list.
    pub(super) const fn with_before(self, before: &'static Graph, others: &'static Short) -> Self {
        Self { others: Some(others), before: Some(before), ..self }
    }

    /// A package, and whether it is known of the release before only.
    fn find(&self, name: &str) -> Option<(&'static Row, bool)> {
        let other = || Some((self.others?.find(name)?, self.before.is_some()));
        self.listed.find(name).map(|row| (row, false)).or_else(other)
    }

    /// What another package needs: it is there, if under another name today.
    fn find_need(&self, name: &str) -> Option<(&'static Row, bool)> {
        self.find(name).or_else(|| Some((self.before?.find(name)?, true)))
    }
}

/// The named packages with all they need, beyond the distribution's base and what is `present`. Among alternatives it
/// takes what is there, and the first one otherwise. None where a name isn't in the tables.
pub(super) fn closure(
    tables: &Tables,
    names: &[&str],
    recommends: bool,
    present: &FxHashSet<&str>,
) -> Option<Closure> {
    let mut pending = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for name in names {
        let found = tables.find(name)?;
        if !present.contains(found.0.name) && seen.insert(found.0.name) {
            pending.push(found);
        }
    }
    let mut closure = Closure::default();
    let mut next = 0;
    while let Some(&(row, of_before)) = pending.get(next) {
        next += 1;
        let installed = row.installed + if recommends { row.recommended } else { 0 };
        closure.packages.push(row.name);
        closure.installed += installed;
        closure.download += row.download;
        closure.largest = closure.largest.max(row.installed);
        closure.of_before += if of_before { installed } else { 0 };
        let needs = row.depends.into_iter().chain(row.recommends.filter(|_| recommends));
        for need in needs.flat_map(|cell| cell.split(',')) {
            let there = need.split('|').any(|name| seen.contains(name) || present.contains(name));
            let first = need.split('|').next().filter(|_| !there);
            if let Some(found) = first.and_then(|name| tables.find_need(name)) {
                seen.insert(found.0.name);
                pending.push(found);
            }
        }
    }
    closure.packages.sort_unstable();
    Some(closure)
}

/// What one package takes once installed, without what it needs; bytes. None where it isn't in the tables.
pub(super) fn installed(tables: &Tables, name: &str) -> Option<u64> {
    tables.find(name).map(|(row, _)| row.installed)
}

/// A package of a table.
pub(super) struct Row {
    name: &'static str,
    installed: u64,
    download: u64,
    depends: Option<&'static str>,
    recommends: Option<&'static str>,
    /// What it recommends beyond `recommends`; bytes.
    recommended: u64,
}

/// What of an installed package its archive is. Median of the packages that debian-12-packages.tsv lists.
const ARCHIVE: f64 = 0.31;

/// Reads a table of packages one by one.
pub(super) const fn graph(text: &'static str) -> Graph {
    Sorted::new(text, |[name, _version, installed, download, depends, recommends]| {
        Some(Row {
            name,
            installed: table::kilobytes(installed)?,
            download: table::kilobytes(download)?,
            depends: table::known(depends),
            recommends: table::known(recommends),
            recommended: 0,
        })
    })
}

/// Reads a table of others in short.
pub(super) const fn short(text: &'static str) -> Short {
    Sorted::new(text, |[name, own, recommended, needs]| {
        let installed = table::kilobytes(own)?;
        Some(Row {
            name,
            installed,
            download: (installed as f64 * ARCHIVE) as u64,
            depends: table::known(needs),
            recommends: None,
            recommended: table::kilobytes(recommended)?,
        })
    })
}

/// Checks in a test that tables are sorted and that all they name is in them.
#[cfg(test)]
pub(super) fn assert_whole(tables: &Tables) {
    let listed = tables.listed;
    table::assert_sorted(listed);
    for [name, _, _, _, depends, recommends] in listed.rows() {
        for need in [depends, recommends].into_iter().filter_map(table::known) {
            for other in need.split([',', '|']) {
                assert!(listed.find(other).is_some(), "{name} needs {other}");
            }
        }
    }
    for others in tables.others.iter().filter(|_| tables.before.is_none()) {
        table::assert_sorted(others);
        for [name, _, _, needs] in others.rows() {
            assert!(listed.find(name).is_none(), "{name} is listed");
            for need in table::known(needs).into_iter().flat_map(|cell| cell.split(',')) {
                assert!(listed.find(need).is_some(), "{name} needs {need}");
            }
        }
    }
}
