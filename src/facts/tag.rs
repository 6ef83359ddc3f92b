//! What the parts of an official image's tag mean: `3.11-slim-bookworm` is a version, a variant word and a suite.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::table;

const SUITES: &str = include_str!("../../rules/facts/suites.tsv");
const WORDS: &str = include_str!("../../rules/facts/tag-words.tsv");

/// A row of the table of suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Suite<'a> {
    /// The distribution's name, such as `debian`.
    pub(super) distribution: &'static str,
    /// Its version, such as `12`; none where the word doesn't say.
    pub(super) version: Option<&'a str>,
    /// `glibc`, `musl` or none.
    pub(super) libc: Option<&'static str>,
}

/// What one token of a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Version(&'a str),
    Channel(&'a str),
    Suite(&'a str),
    Word(&'a str),
    /// A date or an architecture.
    Pin(&'a str),
}

impl<'a> Part<'a> {
    pub(super) fn text(self) -> &'a str {
        match self {
            Part::Version(text)
            | Part::Channel(text)
            | Part::Suite(text)
            | Part::Word(text)
            | Part::Pin(text) => text,
        }
    }
}

/// A tag, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) parts: Vec<Part<'a>>,
    pub(super) suite: Option<Suite<'a>>,
}

impl<'a> Tag<'a> {
    pub(super) fn parse(tag: &'a str) -> Self {
        let mut parts: Vec<Part<'a>> = Vec::new();
        let mut suite = None;
        for token in tag.split('-') {
            let number = token.strip_prefix('v').unwrap_or(token).starts_with(|c: char| c.is_ascii_digit());
            let date = token.len() == 8 && token.bytes().all(|byte| byte.is_ascii_digit());
            let part = if let Some(found) = find_suite(token) {
                suite = suite.or(Some(found));
                Part::Suite(token)
            } else if number && matches!(parts.last(), Some(Part::Suite("alpine"))) {
                // Eclipse Temurin writes `alpine-3.21`.
                suite = suite.map(|suite: Suite<'a>| Suite { version: Some(token), ..suite });
                Part::Suite(token)
            } else if date {
                Part::Pin(token)
            } else if number && parts.is_empty() {
                Part::Version(token)
            } else {
                match (WORD_TABLE.get(token).copied(), parts.last()) {
                    (Some("channel"), None) | (Some("mark"), None | Some(Part::Version(_))) => {
                        Part::Channel(token)
                    }
                    (Some("architecture"), _) => Part::Pin(token),
                    _ => Part::Word(token),
                }
            };
            parts.push(part);
        }
        Self { parts, suite }
    }

    /// The version as written, such as `3.11.4`.
    pub(super) fn version(&self) -> Option<&'a str> {
        self.parts.iter().find_map(|part| match part {
            Part::Version(text) => Some(text.strip_prefix('v').unwrap_or(text)),
            _ => None,
        })
    }

    /// The variant words in order.
    pub(super) fn words(&self) -> impl Iterator<Item = &'a str> {
        self.parts.iter().filter_map(|part| if let Part::Word(word) = part { Some(*word) } else { None })
    }
}

/// The first `count` numbers of a version as written (`3.11.4`, 2 → `3.11`); none where it has fewer.
pub(super) fn leading_parts(version: &str, count: usize) -> Option<&str> {
    let mut end = 0;
    for (index, part) in version.split('.').enumerate().take(count) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        end += digits + usize::from(index > 0);
        if index + 1 == count {
            return version.get(..end);
        }
        if digits != part.len() {
            return None;
        }
    }
    None
}

/// Major and minor number of a version; the minor one may be missing.
pub(super) fn numbers(version: &str) -> Option<(u32, Option<u32>)> {
    let major = leading_parts(version, 1)?.parse().ok()?;
    let minor = leading_parts(version, 2).and_then(|text| text.split_once('.')?.1.parse().ok());
    Some((major, minor))
}

struct Suites {
    exact: FxHashMap<&'static str, [&'static str; 4]>,
    prefixes: Vec<(&'static str, [&'static str; 4])>,
}

static TABLE: LazyLock<Suites> = LazyLock::new(|| {
    let (prefixes, exact): (Vec<_>, Vec<_>) = table::rows::<4>(SUITES).partition(|row| row[0].ends_with('*'));
    Suites {
        exact: exact.into_iter().map(|row| (row[0], row)).collect(),
        prefixes: prefixes.into_iter().map(|row| (row[0].trim_end_matches('*'), row)).collect(),
    }
});

static WORD_TABLE: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| table::rows::<2>(WORDS).map(|[word, kind]| (word, kind)).collect());

fn find_suite(token: &str) -> Option<Suite<'_>> {
    let suite = |row: &[&'static str; 4], version| Suite {
        distribution: row[1],
        version,
        libc: table::known(row[3]),
    };
    if let Some(row) = TABLE.exact.get(token) {
        return Some(suite(row, table::known(row[2])));
    }
    TABLE.prefixes.iter().find_map(|(prefix, row)| {
        let rest = token.strip_prefix(prefix)?;
        // `ubuntu22.04`, `ubi9` and `windowsservercore`, but not `alpinelinux`.
        let is_version = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit());
        is_version.then(|| suite(row, (!rest.is_empty()).then_some(rest)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_taken_apart() {
        let tag = Tag::parse("3.11.4-slim-bookworm");
        assert_eq!(tag.version(), Some("3.11.4"));
        assert!(tag.words().eq(["slim"]));
        assert_eq!(tag.suite.map(|s| (s.distribution, s.version)), Some(("debian", Some("12"))));
        let tag = Tag::parse("21-jre-alpine-3.21");
        assert!(tag.words().eq(["jre"]));
        assert_eq!(tag.suite.and_then(|s| s.version), Some("3.21"));
        let tag = Tag::parse("bookworm-20240513");
        assert!(tag.words().eq([""; 0]));
        assert_eq!(tag.version(), None);
        assert_eq!(Tag::parse("v3.7").version(), Some("3.7"));
        assert!(Tag::parse("devel-slim").words().eq(["slim"]));
        assert!(Tag::parse("12.4.1-devel-ubuntu22.04").words().eq(["devel"]));
    }

    #[test]
    fn versions_are_cut_at_numbers() {
        assert_eq!(leading_parts("3.11.4", 2), Some("3.11"));
        assert_eq!(leading_parts("3.14rc1", 2), Some("3.14"));
        assert_eq!(leading_parts("3", 2), None);
        assert_eq!(leading_parts("8u402", 1), Some("8"));
        assert_eq!(leading_parts("", 1), None);
        assert_eq!(numbers("3.11"), Some((3, Some(11))));
        assert_eq!(numbers("20"), Some((20, None)));
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<4>(SUITES);
        table::assert_width::<2>(WORDS);
        assert!(table::rows::<2>(WORDS).all(|row| ["channel", "mark", "architecture"].contains(&row[1])));
    }
}
