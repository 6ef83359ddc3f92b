//! Which published image is the slimmer sibling of a base, of the same distribution and version.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::repository::canonical;
use super::table;
use super::tag::{Part, Tag, leading_parts, numbers};

const VARIANTS: &str = include_str!("../../rules/facts/variants.tsv");

/// How a slimmer image relates to the base it would replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same programs without the distribution's development packages and documentation.
    Slim,
    /// A Java runtime instead of the development kit.
    JdkToJre,
    /// A runtime instead of the kit that builds for it.
    SdkToRuntime,
    /// The runtime libraries without headers and compilers (CUDA).
    DevelToRuntime,
    /// The image is a toolchain: no tag of its own repository is a fit base for a final stage.
    BuilderOnly,
}

/// What a full base could be replaced by. The sibling is always of the same distribution and version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slimmer {
    /// How the sibling relates to the base.
    pub relation: Relation,
    /// The sibling; none for [`Relation::BuilderOnly`].
    pub sibling: Option<Sibling>,
}

/// A published image, from the registry or mirror that the base was named with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// Registry and repository, such as `node` or `mcr.microsoft.com/dotnet/aspnet`.
    pub repository: String,
    /// Its tag.
    pub tag: String,
}

struct Row {
    words: &'static str,
    becomes: &'static str,
    relation: Relation,
    place: &'static str,
    versions: &'static str,
    suites: &'static str,
    latest: Option<&'static str>,
}

static TABLE: LazyLock<FxHashMap<&'static str, Vec<Row>>> = LazyLock::new(|| {
    let mut table: FxHashMap<_, Vec<Row>> = FxHashMap::default();
    for [repository, words, becomes, relation, place, versions, suites, latest] in table::rows::<8>(VARIANTS)
    {
        if let Some(relation) = parse_relation(relation) {
            let latest = table::known(latest);
            table.entry(repository).or_default().push(Row {
                words,
                becomes,
                relation,
                place,
                versions,
                suites,
                latest,
            });
        }
    }
    table
});

fn parse_relation(cell: &str) -> Option<Relation> {
    Some(match cell {
        "slim" => Relation::Slim,
        "jdk-to-jre" => Relation::JdkToJre,
        "sdk-to-runtime" => Relation::SdkToRuntime,
        "devel-to-runtime" => Relation::DevelToRuntime,
        "builder-only" => Relation::BuilderOnly,
        _ => return None,
    })
}

/// The slimmer sibling of an image, if one is published. An empty tag counts as `latest`. None for tags that are slim
/// already, for those of another C library's family (Alpine) and for everything that the table doesn't know.
pub fn slimmer(repository: &str, tag: &str) -> Option<Slimmer> {
    let written = if tag.is_empty() { "latest" } else { tag };
    let tag = Tag::parse(written);
    let rows = TABLE.get(canonical(repository))?;
    let row = rows.iter().find(|row| row.fits(&tag))?;
    if row.relation == Relation::BuilderOnly {
        return Some(Slimmer { relation: row.relation, sibling: None });
    }
    let tag = if written == "latest" { row.latest?.to_owned() } else { row.sibling_tag(&tag)? };
    let repository = if row.place == "repository" { row.becomes } else { repository };
    Some(Slimmer {
        relation: row.relation,
        sibling: Some(Sibling { repository: repository.to_owned(), tag }),
    })
}

impl Row {
    fn fits(&self, tag: &Tag<'_>) -> bool {
        self.fits_words(tag) && self.fits_version(tag) && self.fits_suite(tag)
    }

    fn fits_words(&self, tag: &Tag<'_>) -> bool {
        let mut words = tag.words();
        match self.words {
            "*" => true,
            "-" => words.next().is_none(),
            pattern => match pattern.strip_prefix("*-") {
                Some(last) => words.last() == Some(last),
                None => words.eq(pattern.split('-')),
            },
        }
    }

    fn fits_version(&self, tag: &Tag<'_>) -> bool {
        let (versions, without) = match self.versions.strip_suffix('?') {
            Some(versions) => (versions, true),
            None => (self.versions, false),
        };
        let Some(version) = tag.version() else { return without };
        let Some((major, minor)) = numbers(version) else { return versions == "*" };
        match versions.strip_prefix(">=") {
            // `3` is the newest 3: a missing minor number is high enough.
            Some(least) => {
                numbers(least).is_some_and(|(a, b)| (major, minor.unwrap_or(u32::MAX)) >= (a, b.unwrap_or(0)))
            }
            None => versions == "*" || versions.split(',').any(|one| one.parse() == Ok(major)),
        }
    }

    fn fits_suite(&self, tag: &Tag<'_>) -> bool {
        let distribution = tag.suite.map(|suite| suite.distribution);
        match (self.suites, distribution) {
            (_, Some("windows")) => false,
            ("any", _) => true,
            ("any-but-debian", found) => found != Some("debian"),
            ("debian", None) => true,
            ("debian" | "debian-named", found) => found == Some("debian"),
            ("none", found) => found.is_none(),
            _ => false,
        }
    }

    fn sibling_tag(&self, tag: &Tag<'_>) -> Option<String> {
        let mut parts: Vec<&str> = tag.parts.iter().map(|part| part.text()).collect();
        match self.place {
            "end" => parts.push(self.becomes),
            "after-version" => {
                let behind =
                    tag.parts.iter().rposition(|part| matches!(part, Part::Version(_) | Part::Channel(_)));
                parts.insert(behind.map_or(0, |index| index + 1), self.becomes);
            }
            "swap" => {
                let old = self.words.trim_start_matches("*-").split('-').count();
                let places: Vec<usize> = (0..parts.len()).filter(|&i| is_word(tag.parts[i])).collect();
                let places = places.get(places.len().checked_sub(old)?..)?;
                // Word for word; what is left over goes with the last one (`slim` → `jre-slim`).
                for (&index, piece) in places.iter().zip(self.becomes.splitn(old, '-')) {
                    parts[index] = piece;
                }
            }
            "repository" => {
                // A kit has patch numbers of its own (8.0.404) that its runtime (8.0.11) doesn't share.
                let version = tag.parts.iter().position(|part| matches!(part, Part::Version(_)))?;
                parts[version] = leading_parts(parts[version], 2)?;
            }
            _ => return None,
        }
        Some(parts.join("-"))
    }
}

fn is_word(part: Part<'_>) -> bool {
    matches!(part, Part::Word(_))
}

#[cfg(test)]
mod tests;
