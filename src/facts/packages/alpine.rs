//! What Alpine's packages weigh and what they bring along.

use rustc_hash::FxHashSet;

use super::graph::{self, Closure, Graph, Tables, closure, graph};

static LISTED: Graph = graph(include_str!("../../../rules/facts/alpine-packages.tsv"));
static ALPINE: Tables = Tables::new(&LISTED);

/// Bytes that `apk add` without `--no-cache`, or `apk update`, leaves behind: the compressed indexes of main (0.5 MB)
/// and community (1.4 MB in 3.18, more since).
pub const APK_INDEXES: u64 = 2_200_000;

/// What installing these packages adds to a bare image of Alpine where `present` are installed already. None where a
/// name isn't in the table. Figures are of one release; others differ by some percent in a package.
pub fn alpine_closure(names: &[&str], present: &FxHashSet<&str>) -> Option<Closure> {
    closure(&ALPINE, names, false, present)
}

/// What one package takes once installed, without what it needs; bytes. None where the table doesn't know it.
pub fn alpine_alone(name: &str) -> Option<u64> {
    graph::installed(&ALPINE, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adds(names: &[&str]) -> Option<Closure> {
        alpine_closure(names, &FxHashSet::default())
    }

    #[test]
    fn a_package_comes_with_what_it_needs() {
        let build = adds(&["build-base"]).expect("in the table");
        assert!(build.packages.contains(&"gcc") && build.packages.contains(&"musl-dev"));
        assert!((180_000_000..300_000_000).contains(&build.installed), "{}", build.installed);
        assert_eq!(adds(&["build-base", "gcc", "make"]), Some(build.clone()));
        assert!(build.download < build.installed);
        assert_eq!(adds(&["no-such-package"]), None);
    }

    #[test]
    fn names_that_others_provide_are_followed() {
        let packages = adds(&["pkgconfig"]).expect("provided").packages;
        assert!(packages.contains(&"pkgconf"));
    }

    #[test]
    fn the_base_is_not_added() {
        let packages = adds(&["curl"]).expect("in the table").packages;
        assert!(!packages.contains(&"musl") && !packages.contains(&"zlib"), "{packages:?}");
    }

    #[test]
    fn the_table_is_whole() {
        super::super::graph::assert_whole(&ALPINE);
    }
}
