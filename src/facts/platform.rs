//! What an image's tag says about what is inside: distribution, C library, language and its version.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::repository::canonical;
use super::table;
use super::tag::{Tag, leading_parts};

const REPOSITORIES: &str = include_str!("../../rules/facts/repositories.tsv");

/// The C library that an image's programs are linked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Libc {
    /// GNU's, of Debian, Ubuntu, Red Hat and most others.
    Glibc,
    /// Alpine's.
    Musl,
}

/// A distribution, and its version where the tag says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distribution {
    /// Lower-case name: `debian`, `ubuntu`, `alpine`...
    pub name: &'static str,
    /// `12`, `24.04`, `3.23`...
    pub version: Option<String>,
}

/// A language's interpreter or runtime in an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language {
    /// Lower-case name: `python`, `node`, `java`, `dotnet`...
    pub name: &'static str,
    /// As much of the version as decides what fits together (`3.11` for Python, `20` for Node); none where the tag
    /// doesn't say that much.
    pub version: Option<String>,
}

pub(super) struct Row {
    distribution: Option<&'static str>,
    libc: Option<Libc>,
    tag_version: Option<&'static str>,
}

static TABLE: LazyLock<FxHashMap<&'static str, Row>> = LazyLock::new(|| {
    table::rows::<4>(REPOSITORIES)
        .map(|[repository, distribution, libc, tag_version]| {
            let libc = table::known(libc).and_then(parse_libc);
            let row = Row {
                distribution: table::known(distribution),
                libc,
                tag_version: table::known(tag_version),
            };
            (repository, row)
        })
        .collect()
});

fn parse_libc(cell: &str) -> Option<Libc> {
    match cell {
        "glibc" => Some(Libc::Glibc),
        "musl" => Some(Libc::Musl),
        _ => None,
    }
}

/// The C library in an image of a known repository (or under a tag that names a distribution). None where nobody
/// says so, and for images without one (`scratch`, `distroless/static`).
pub fn libc(repository: &str, tag: &str) -> Option<Libc> {
    let repository = canonical(repository);
    if repository == "busybox" {
        // Busybox names the C library itself.
        return Tag::parse(tag).words().find_map(parse_libc);
    }
    let row = TABLE.get(repository)?;
    match Tag::parse(tag).suite {
        Some(suite) => suite.libc.and_then(parse_libc),
        None => row.libc,
    }
}

/// The distribution that an image of a known repository is made of.
pub fn distribution(repository: &str, tag: &str) -> Option<Distribution> {
    let row = TABLE.get(canonical(repository))?;
    let tag = Tag::parse(tag);
    if let Some(suite) = tag.suite {
        return Some(Distribution { name: suite.distribution, version: suite.version.map(str::to_owned) });
    }
    let version =
        (row.tag_version == Some("distribution")).then(|| tag.version().map(str::to_owned)).flatten();
    Some(Distribution { name: row.distribution?, version })
}

/// The language that a repository is an image of, with the version its tag says.
pub fn language(repository: &str, tag: &str) -> Option<Language> {
    let (name, parts) = TABLE.get(canonical(repository))?.tag_version?.split_once(':')?;
    let parts = parts.parse().ok()?;
    let tag = Tag::parse(tag);
    let version = tag.version().and_then(|version| leading_parts(version, parts)).map(str::to_owned);
    Some(Language { name, version })
}

/// Whether the numbers of this repository's tags are those of the distribution.
pub(super) fn tag_is_distribution(repository: &str) -> bool {
    TABLE.get(repository).is_some_and(|row| row.tag_version == Some("distribution"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libc_follows_the_suite_before_the_repository() {
        assert_eq!(libc("python", "3.11"), Some(Libc::Glibc));
        assert_eq!(libc("python", "3.11-alpine3.19"), Some(Libc::Musl));
        assert_eq!(libc("docker.io/library/node", "20-alpine"), Some(Libc::Musl));
        assert_eq!(libc("alpine", "latest"), Some(Libc::Musl));
        assert_eq!(libc("busybox", "1.36-glibc"), Some(Libc::Glibc));
        assert_eq!(libc("busybox", "1.36"), None);
        assert_eq!(libc("gcr.io/distroless/cc-debian12", "nonroot"), Some(Libc::Glibc));
        assert_eq!(libc("python", "3.11-windowsservercore-ltsc2022"), None);
        assert_eq!(libc("scratch", "latest"), None);
        assert_eq!(libc("example.com/own", "1.0-alpine"), None);
    }

    #[test]
    fn distributions_are_named_with_what_the_tag_says() {
        let of = |repository, tag| distribution(repository, tag).map(|d| (d.name, d.version));
        assert_eq!(of("python", "3.11-slim-bookworm"), Some(("debian", Some("12".into()))));
        assert_eq!(of("python", "3.11"), Some(("debian", None)));
        assert_eq!(of("ubuntu", "22.04"), Some(("ubuntu", Some("22.04".into()))));
        assert_eq!(of("debian", "bookworm-slim"), Some(("debian", Some("12".into()))));
        assert_eq!(of("alpine", "3.20"), Some(("alpine", Some("3.20".into()))));
        assert_eq!(of("openjdk", "17"), None);
        assert_eq!(of("nvidia/cuda", "12.4.1-devel-ubuntu22.04"), Some(("ubuntu", Some("22.04".into()))));
    }

    #[test]
    fn languages_carry_the_version_that_decides() {
        let of = |repository, tag| language(repository, tag).map(|l| (l.name, l.version));
        assert_eq!(of("python", "3.11.4-slim"), Some(("python", Some("3.11".into()))));
        assert_eq!(of("python", "3"), Some(("python", None)));
        assert_eq!(of("node", "20-alpine"), Some(("node", Some("20".into()))));
        assert_eq!(of("node", "lts"), Some(("node", None)));
        assert_eq!(of("eclipse-temurin", "21-jre"), Some(("java", Some("21".into()))));
        assert_eq!(of("alpine", "3.20"), None);
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<4>(REPOSITORIES);
    }
}
