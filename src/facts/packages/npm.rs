//! What packages of npm weigh and what they bring along.

use crate::facts::table::{self, Sorted};

static TABLE: Sorted<Npm, 5> = Sorted::new(include_str!("../../../rules/facts/npm-packages.tsv"), read);

/// A package of npm; bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Npm {
    /// The version that the figures are of.
    pub version: &'static str,
    /// The package alone, without what install scripts download.
    pub own: u64,
    /// What npm's cache keeps of it; `None` where that wasn't measured, and the version is that of some project.
    pub cache: Option<u64>,
    /// What is installed with it, peers included: names, with the major version where that isn't the newest.
    pub needs: Vec<(&'static str, Option<u64>)>,
}

/// An npm package by its name, scope included, in this major version where that is in the table, too.
pub fn npm(name: &str, major: Option<u64>) -> Option<&'static Npm> {
    let older = major.and_then(|major| TABLE.find(&format!("{name}@{major}")));
    older.or_else(|| TABLE.find(name))
}

fn read([_, version, own, cache, needs]: [&'static str; 5]) -> Option<Npm> {
    Some(Npm {
        version,
        own: table::kilobytes(own)?,
        cache: table::known(cache).and_then(table::kilobytes),
        needs: table::known(needs).map(|keys| keys.split(',').map(parts).collect()).unwrap_or_default(),
    })
}

/// `chalk@4` → name and major version; `@types/node` → the name alone.
fn parts(key: &'static str) -> (&'static str, Option<u64>) {
    match key.rsplit_once('@') {
        Some((name, major)) if !name.is_empty() => (name, major.parse().ok()),
        _ => (key, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_by_itself() {
        let express = npm("express", None).expect("in the table");
        assert!(express.own < 200_000 && express.needs.iter().any(|need| need.0 == "body-parser"));
        assert!(npm("@nestjs/core", None).is_some());
        assert_eq!(npm("nestjs/core", None), None);
    }

    #[test]
    fn what_projects_have_committed() {
        let committed = TABLE.rows().filter(|row| table::known(row[3]).is_none()).count();
        assert!(committed > 1_000);
        assert_eq!(npm("lodash-es", None).map(|known| known.cache), Some(None));
        assert!(npm("express", None).is_some_and(|known| known.cache.is_some()));
    }

    #[test]
    fn older_major_versions_that_are_still_asked_for() {
        let [older, newest] = [Some(5), None].map(|major| npm("typescript", major).expect("in the table"));
        assert!(older.version.starts_with("5.") && older.own > newest.own, "what was in one is in two now");
        assert_eq!(npm("typescript", Some(1)), Some(newest), "of others the newest is known");
        assert_eq!(parts("@types/node@20"), ("@types/node", Some(20)));
        assert_eq!(parts("@types/node"), ("@types/node", None));
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_sorted(&TABLE);
        for [name, _, _, _, needs] in TABLE.rows() {
            for need in table::known(needs).into_iter().flat_map(|names| names.split(',')) {
                assert!(npm(need, None).is_some(), "{name} needs {need}");
            }
        }
    }
}
