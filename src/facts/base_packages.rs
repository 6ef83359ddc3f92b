//! Which packages of the distribution an image brings already.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::packages::{Release, debian_closure};
use super::{canonical, table};

const BASE_PACKAGES: &str = include_str!("../../rules/facts/base-packages.tsv");

/// Packages by name.
type Names = FxHashSet<&'static str>;

struct Row {
    stands_on: Option<&'static str>,
    packages: Vec<&'static str>,
    /// With all they need, by release: worked out when first asked for, since every image of a repository asks.
    present: [OnceLock<Names>; Release::ALL.len()],
}

static TABLE: LazyLock<FxHashMap<&'static str, Row>> = LazyLock::new(|| {
    let row = |[image, stands_on, packages]: [&'static str; 3]| {
        let packages = table::known(packages).map(|cell| cell.split(',').collect()).unwrap_or_default();
        (image, Row { stands_on: table::known(stands_on), packages, present: Default::default() })
    };
    table::rows::<3>(BASE_PACKAGES).map(row).collect()
});

/// Debian packages that an image of this repository and tag brings beyond the bare `debian` image of that release, with
/// all they need. Empty where nothing is known to be there.
pub fn base_packages(release: Release, repository: &str, tag: &str) -> &'static FxHashSet<&'static str> {
    static NOTHING: LazyLock<Names> = LazyLock::new(Names::default);
    row(canonical(repository), tag).map_or(&NOTHING, |row| row.present(release))
}

/// The row of a word of the tag, or else the repository's own.
fn row(repository: &str, tag: &str) -> Option<&'static Row> {
    let own = TABLE.get(repository);
    let mut words = tag.split('-').filter(|word| !word.is_empty());
    words.find_map(|word| TABLE.get(format!("{repository}:{word}").as_str())).or(own)
}

impl Row {
    fn present(&self, release: Release) -> &Names {
        self.present[release as usize].get_or_init(|| {
            let mut rows = vec![self];
            // each row stands on another one at most: as many steps as rows
            while let Some(below) = rows.last().and_then(|row| TABLE.get(row.stands_on?)) {
                if rows.len() == TABLE.len() {
                    break;
                }
                rows.push(below);
            }
            let names: Vec<&str> = rows.iter().flat_map(|row| &row.packages).copied().collect();
            let closure = debian_closure(release, &names, false, &Names::default());
            closure.unwrap_or_default().packages.into_iter().collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::packages::debian_alone;

    fn brings(repository: &str, tag: &str, name: &str) -> bool {
        Release::ALL.map(|release| base_packages(release, repository, tag).contains(name)) == [true; 2]
    }

    #[test]
    fn full_images_bring_compilers() {
        assert!(brings("python", "3.11", "gcc") && brings("docker.io/library/python", "3.11", "tk-dev"));
        assert!(brings("node", "22-bookworm", "git"), "two rows further down");
        assert!(brings("rust", "1.80-slim", "libc6-dev") && !brings("rust", "1.80-slim", "g++"));
        assert!(brings("golang", "1.24", "g++") && !brings("golang", "1.24", "imagemagick"));
        assert!(brings("python", "3.11-slim-bookworm", "netbase") && !brings("python", "3.11-slim", "gcc"));
        assert!(
            brings("buildpack-deps", "bookworm-curl", "wget") && !brings("buildpack-deps", "curl", "git")
        );
        assert!(base_packages(Release::Bookworm, "debian", "12").is_empty());
        assert!(base_packages(Release::Bookworm, "node", "22-slim").is_empty());
    }

    #[test]
    fn what_a_package_needs_is_there_too() {
        assert!(brings("python", "3.11", "cpp") && brings("python", "3.11-slim", "openssl"));
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<3>(BASE_PACKAGES);
        assert_eq!(TABLE.len(), table::rows::<3>(BASE_PACKAGES).count());
        for (image, row) in TABLE.iter() {
            assert!(row.stands_on.is_none_or(|below| TABLE.contains_key(below)), "{image}");
            for name in &row.packages {
                for release in Release::ALL {
                    assert!(debian_alone(release, name).is_some(), "{image}: {name} in {release:?}");
                }
            }
        }
    }
}
