//! What Debian's packages weigh and what they bring along.

use rustc_hash::FxHashSet;

use super::graph::{self, Closure, Graph, Short, Tables, closure, graph, short};

static BOOKWORM: Graph = graph(include_str!("../../../rules/facts/debian-12-packages.tsv"));
static TRIXIE: Graph = graph(include_str!("../../../rules/facts/debian-13-packages.tsv"));
static OTHERS: Short = short(include_str!("../../../rules/facts/debian-12-others.tsv"));

static OF_BOOKWORM: Tables = Tables::new(&BOOKWORM).with(&OTHERS);
static OF_TRIXIE: Tables = Tables::new(&TRIXIE).with_before(&BOOKWORM, &OTHERS);

/// What of Installed-Size arrives on a slim base, which leaves out documentation and locales (measured on four packages).
pub const SLIM_SHARE: f64 = 0.90;

/// Bytes of package lists that `apt-get update` leaves behind on Debian 12.
pub const APT_LISTS: u64 = 19_900_000;

/// A release of Debian that the tables know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Release {
    /// Debian 12.
    Bookworm,
    /// Debian 13.
    Trixie,
}

impl Release {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Bookworm, Self::Trixie];

    /// By its number (`12`).
    pub fn of(version: &str) -> Option<Self> {
        match version.split('.').next() {
            Some("12") => Some(Self::Bookworm),
            Some("13") => Some(Self::Trixie),
            _ => None,
        }
    }

    /// Bytes of package lists that `apt-get update` leaves behind.
    pub fn lists(self) -> u64 {
        match self {
            Self::Bookworm => APT_LISTS,
            Self::Trixie => 21_700_000,
        }
    }

    fn tables(self) -> &'static Tables {
        match self {
            Self::Bookworm => &OF_BOOKWORM,
            Self::Trixie => &OF_TRIXIE,
        }
    }
}

/// What a Debian package (or several together) adds to a bare base, with all it depends on; bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debian {
    /// Installed with `--no-install-recommends`, on a full base.
    pub installed: u64,
    /// Installed with recommended packages.
    pub with_recommends: u64,
    /// Downloaded with `--no-install-recommends`.
    pub download: u64,
}

/// What a package adds to Debian 12. Several packages together: see [`debian_together`].
pub fn debian(name: &str) -> Option<Debian> {
    debian_together(&[name])
}

/// What several packages add to Debian 12: their closures overlap, so adding up single packages says too much. None
/// where one of them isn't in the table.
pub fn debian_together(names: &[&str]) -> Option<Debian> {
    let nothing = FxHashSet::default();
    let bare = debian_closure(Release::Bookworm, names, false, &nothing)?;
    let with_recommends = debian_closure(Release::Bookworm, names, true, &nothing)?.installed;
    Some(Debian { installed: bare.installed, with_recommends, download: bare.download })
}

/// What installing these packages adds to the bare image of a release where `present` are installed already. Among
/// alternatives it takes what is there, and the first one otherwise, as apt does. None where a name isn't in the table.
pub fn debian_closure(
    release: Release,
    names: &[&str],
    recommends: bool,
    present: &FxHashSet<&str>,
) -> Option<Closure> {
    closure(release.tables(), names, recommends, present)
}

/// What one package takes once installed, as the release says, without what it needs; bytes. None where the table
/// doesn't know it. Costs a look, where a closure costs hundreds.
pub fn debian_alone(release: Release, name: &str) -> Option<u64> {
    graph::installed(release.tables(), name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn megabytes(release: Release, names: &[&str], present: &[&str]) -> u64 {
        let present = present.iter().copied().collect();
        debian_closure(release, names, false, &present).expect("in the table").installed / 1_000_000
    }

    #[test]
    fn one_package_with_what_it_needs() {
        let gcc = debian("gcc").expect("in the table");
        assert_eq!((gcc.installed / 1_000_000, gcc.with_recommends / 1_000_000), (180, 268));
        assert!(gcc.download < gcc.installed / 3);
        assert_eq!(debian("no-such-package"), None);
        assert_eq!(debian(""), None);
    }

    #[test]
    fn several_packages_share_what_they_need() {
        let both = debian_together(&["gcc", "g++"]).expect("in the table");
        assert_eq!(debian_together(&["g++", "gcc", "gcc"]), Some(both));
        assert_eq!(debian("g++").map(|gpp| gpp.installed), Some(both.installed), "g++ brings gcc");
        assert_eq!(debian_together(&["gcc", "no-such-package"]), None);
    }

    #[test]
    fn what_is_there_is_not_added_again() {
        assert_eq!(megabytes(Release::Bookworm, &["curl"], &["curl"]), 0);
        let full = megabytes(Release::Bookworm, &["curl"], &[]);
        assert!(megabytes(Release::Bookworm, &["curl"], &["libcurl4", "zlib1g"]) < full);
    }

    #[test]
    fn an_alternative_that_is_asked_for_is_taken() {
        let mta = |names: &[&str]| {
            debian_closure(Release::Bookworm, names, true, &FxHashSet::default()).expect("known").packages
        };
        assert!(mta(&["cron"]).contains(&"exim4-daemon-light"));
        assert!(!mta(&["cron", "postfix"]).contains(&"exim4-daemon-light"));
    }

    #[test]
    fn releases_differ() {
        assert_ne!(megabytes(Release::Bookworm, &["gcc"], &[]), megabytes(Release::Trixie, &["gcc"], &[]));
        let renamed = debian_closure(Release::Trixie, &["libglib2.0-0"], false, &FxHashSet::default());
        assert!(renamed.expect("provided").packages.contains(&"libglib2.0-0t64"));
        assert_eq!(Release::of("13.1"), Some(Release::Trixie));
        assert_eq!(Release::of("11"), None);
    }

    #[test]
    fn packages_that_few_ask_for_are_known_in_short() {
        let of = |release, names: &[&str]| {
            debian_closure(release, names, false, &FxHashSet::default()).expect("in Debian")
        };
        let short = of(Release::Bookworm, &["python3-parted"]);
        assert!(BOOKWORM.find("python3-parted").is_none() && short.packages.contains(&"python3-parted"));
        assert!(short.packages.contains(&"python3"), "what it needs is the table's");
        assert_eq!(short.of_before, 0);
        // what both need is counted once
        let python = of(Release::Bookworm, &["python3"]).installed;
        let both = of(Release::Bookworm, &["python3", "python3-parted"]).installed;
        assert_eq!(both, short.installed.max(both));
        assert!(both < python + short.installed && short.installed > python);
        let recommending = debian_closure(Release::Bookworm, &["0install-core"], true, &FxHashSet::default());
        assert!(
            recommending.expect("in Debian").installed > of(Release::Bookworm, &["0install-core"]).installed
        );
        // the next release has them by what they were
        let next = of(Release::Trixie, &["python3-parted"]);
        assert!(next.of_before > 0 && next.of_before < next.installed);
    }

    #[test]
    fn the_tables_are_whole() {
        for release in Release::ALL {
            super::super::graph::assert_whole(release.tables());
        }
    }
}
