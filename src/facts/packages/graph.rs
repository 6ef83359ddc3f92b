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

/// Where a distribution's packages stand.
pub(super) struct Tables {
    /// One by one, with all that they need.
    listed: &'static Sorted,
    /// The others of this release or the one before it, in short.
    others: Option<&'static Sorted>,
    /// The release before this one, where `others` are of that: what they need stands there, too.
    before: Option<&'static Sorted>,
}

impl Tables {
    pub(super) const fn new(listed: &'static Sorted) -> Self {
        Self { listed, others: None, before: None }
    }

    /// With the packages of this release that `listed` hasn't.
    pub(super) const fn with(self, others: &'static Sorted) -> Self {
        Self { others: Some(others), ..self }
    }

    /// With those that the release before this one had beyond its own list.
    pub(super) const fn with_before(self, before: &'static Sorted, others: &'static Sorted) -> Self {
        Self { others: Some(others), before: Some(before), ..self }
    }

    fn find(&self, name: &str) -> Option<Row> {
        let listed = Row::listed(self.listed, name);
        listed.or_else(|| {
            let row = Row::short(self.others?, name)?;
            Some(Row { of_before: self.before.is_some(), ..row })
        })
    }

    /// What another package needs: it is there, if under another name today.
    fn find_need(&self, name: &str) -> Option<Row> {
        self.find(name).or_else(|| Some(Row { of_before: true, ..Row::listed(self.before?, name)? }))
    }
}

/// The named packages with all they need, beyond the distribution's base and what is `present`. Among alternatives it
/// takes what is there, and the first one otherwise. None where a name isn't in the table.
pub(super) fn closure(
    tables: &Tables,
    names: &[&str],
    recommends: bool,
    present: &FxHashSet<&str>,
) -> Option<Closure> {
    let mut pending = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for name in names {
        let row = tables.find(name)?;
        if !present.contains(row.name) && seen.insert(row.name) {
            pending.push(row);
        }
    }
    let mut closure = Closure::default();
    let mut next = 0;
    while let Some(row) = pending.get(next) {
        next += 1;
        closure.packages.push(row.name);
        let recommended = row.recommended.filter(|_| recommends).unwrap_or_default();
        closure.installed += row.installed + recommended;
        closure.download += row.download;
        closure.largest = closure.largest.max(row.installed);
        closure.of_before += if row.of_before { row.installed + recommended } else { 0 };
        let needs = row.depends.into_iter().chain(row.recommends.filter(|_| recommends));
        for need in needs.flat_map(|cell| cell.split(',')) {
            let there = need.split('|').any(|name| seen.contains(name) || present.contains(name));
            let first = need.split('|').next().filter(|_| !there);
            if let Some(row) = first.and_then(|name| tables.find_need(name)) {
                seen.insert(row.name);
                pending.push(row);
            }
        }
    }
    closure.packages.sort_unstable();
    Some(closure)
}

/// What one package takes once installed, without what it needs; bytes. None where it isn't in the table.
pub(super) fn installed(tables: &Tables, name: &str) -> Option<u64> {
    tables.find(name).map(|row| row.installed)
}

struct Row {
    name: &'static str,
    installed: u64,
    download: u64,
    depends: Option<&'static str>,
    recommends: Option<&'static str>,
    /// What it recommends, where only the bytes are known.
    recommended: Option<u64>,
    of_before: bool,
}

/// What of an installed package its archive is. Median of the packages that debian-12-packages.tsv lists.
const ARCHIVE: f64 = 0.31;

impl Row {
    /// A row of a table that has all there is to know of a package.
    fn listed(table: &'static Sorted, name: &str) -> Option<Self> {
        let [name, _version, installed, download, depends, recommends] = table.find(name)?;
        Some(Self {
            name,
            installed: table::kilobytes(installed)?,
            download: table::kilobytes(download)?,
            depends: table::known(depends),
            recommends: table::known(recommends),
            recommended: None,
            of_before: false,
        })
    }

    /// A row of a table that counts what a package needs with it, but for some that are listed.
    fn short(table: &'static Sorted, name: &str) -> Option<Self> {
        let [name, own, recommended, needs] = table.find(name)?;
        let installed = table::kilobytes(own)?;
        Some(Self {
            name,
            installed,
            download: (installed as f64 * ARCHIVE) as u64,
            depends: table::known(needs),
            recommends: None,
            recommended: Some(table::kilobytes(recommended)?),
            of_before: false,
        })
    }
}

/// Checks in a test that a table is sorted and that all it names is in it.
#[cfg(test)]
pub(super) fn assert_whole(tables: &Tables) {
    let table = tables.listed;
    table::assert_sorted::<6>(table);
    for [name, _, installed, download, depends, recommends] in table.rows::<6>() {
        assert!(table::kilobytes(installed).is_some() && table::kilobytes(download).is_some(), "{name}");
        for need in [depends, recommends].into_iter().filter_map(table::known) {
            for other in need.split([',', '|']) {
                assert!(Row::listed(table, other).is_some(), "{name} needs {other}");
            }
        }
    }
    for other in tables.others.iter().filter(|_| tables.before.is_none()) {
        table::assert_sorted::<4>(other);
        for [name, _, _, needs] in other.rows::<4>() {
            assert!(Row::short(other, name).is_some() && Row::listed(table, name).is_none(), "{name}");
            for need in table::known(needs).into_iter().flat_map(|cell| cell.split(',')) {
                assert!(Row::listed(table, need).is_some(), "{name} needs {need}");
            }
        }
    }
}
