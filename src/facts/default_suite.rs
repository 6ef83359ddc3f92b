//! The release of Debian or Alpine that an official image stands on where its tag names none.

use super::repository::canonical;
use super::table;
use super::tag::{Part, Tag};

const DEFAULTS: &str = include_str!("../../rules/facts/default-suites.tsv");

/// A version's three numbers.
type Version = (u32, u32, u32);

/// The suite word of an image of Debian or Alpine, as its tags write it (`bookworm`, `alpine3.22`): the tag's own, or that
/// of the release its version stands on. None where the tag names another distribution, no version, or one that isn't
/// listed.
pub fn suite(repository: &str, tag: &str) -> Option<String> {
    let parsed = Tag::parse(tag);
    let named = parsed.parts.iter().find_map(|part| match part {
        Part::Suite(word) => Some(*word),
        _ => None,
    });
    match (named, &parsed.suite) {
        (None, _) => default_suite(repository, "-", parsed.version()?),
        (Some("alpine"), Some(suite)) if suite.version.is_none() => {
            default_suite(repository, "alpine", parsed.version()?)
        }
        (Some(word), Some(suite)) => matches!(suite.distribution, "debian" | "alpine").then_some(word),
        (Some(_), None) => None,
    }
    .map(str::to_owned)
}

/// The release of a version that nothing but this word adds to.
fn default_suite(repository: &str, word: &str, version: &str) -> Option<&'static str> {
    let wanted = numbers(version)?;
    let name = canonical(repository);
    let rows = table::rows::<4>(DEFAULTS).filter(|row| row[0] == name && row[1] == word);
    let last = rows.filter(|[.., from, _]| numbers(from).is_some_and(|from| from <= wanted)).last();
    table::known(last?[3])
}

/// `1.24` is the last version of its line.
fn numbers(version: &str) -> Option<Version> {
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    let patch = parts.next().map_or(Ok(u32::MAX), str::parse).ok()?;
    parts.next().is_none().then_some((major, minor, patch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_names_its_release_or_its_version_does() {
        let of = |tag: &str| suite("golang", tag);
        for (tag, release) in [
            ("1.22", Some("bookworm")),
            ("1.24.3", Some("bookworm")),
            ("1.24", Some("trixie")),
            ("1.24.6", Some("trixie")),
            ("1.19.3", Some("bullseye")),
            ("1.26-bookworm", Some("bookworm")),
            ("bookworm", Some("bookworm")),
            ("1.26-alpine3.23", Some("alpine3.23")),
            ("1.22-alpine", Some("alpine3.21")),
            ("1.22.2-alpine", Some("alpine3.19")),
            ("alpine", None),
            ("1.26-windowsservercore", None),
            ("1", None),
            ("latest", None),
            ("1.99", None),
            ("1.0.0", None),
            ("1.2.3.4", None),
        ] {
            assert_eq!(of(tag).as_deref(), release, "{tag}");
        }
        assert_eq!(suite("docker.io/library/golang", "1.22").as_deref(), Some("bookworm"));
        assert_eq!(suite("example.org/golang", "1.22"), None);
    }

    #[test]
    fn the_table_is_sorted() {
        table::assert_width::<4>(DEFAULTS);
        let row = |[name, word, from, _]: [&'static str; 4]| (name, word, numbers(from));
        let rows: Vec<_> = table::rows::<4>(DEFAULTS).map(row).collect();
        assert!(rows.iter().all(|(.., from)| from.is_some()) && rows.is_sorted());
    }
}
