//! What packages of npm weigh and what they bring along.

use crate::facts::table;

const TABLE: &str = include_str!("../../../rules/facts/npm-packages.tsv");

/// A package of npm; bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Npm {
    /// The version that the figures are of.
    pub version: &'static str,
    /// The package alone, without what install scripts download.
    pub own: u64,
    /// What npm's cache keeps of it.
    pub cache: u64,
    /// What is installed with it, peers included.
    pub needs: Vec<&'static str>,
}

/// An npm package by its name, scope included.
pub fn npm(name: &str) -> Option<Npm> {
    let [_, version, own, cache, needs] = table::find::<5>(TABLE, name)?;
    Some(Npm {
        version,
        own: table::kilobytes(own)?,
        cache: table::kilobytes(cache)?,
        needs: table::known(needs).map(|names| names.split(',').collect()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_by_itself() {
        let express = npm("express").expect("in the table");
        assert!(express.own < 200_000 && express.needs.contains(&"body-parser"));
        assert!(npm("@nestjs/core").is_some());
        assert_eq!(npm("nestjs/core"), None);
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_sorted::<5>(TABLE);
        for [name, _, _, _, needs] in table::rows::<5>(TABLE) {
            assert!(npm(name).is_some(), "{name}");
            for need in table::known(needs).into_iter().flat_map(|names| names.split(',')) {
                assert!(npm(need).is_some(), "{name} needs {need}");
            }
        }
    }
}
