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
        self.fits_words(&tag.words()) && self.fits_version(tag) && self.fits_suite(tag)
    }

    fn fits_words(&self, words: &[&str]) -> bool {
        match self.words {
            "*" => true,
            "-" => words.is_empty(),
            pattern => match pattern.strip_prefix("*-") {
                Some(last) => words.last() == Some(&last),
                None => words.iter().copied().eq(pattern.split('-')),
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
                let (&last, rest) = places[places.len().checked_sub(old)?..].split_last()?;
                parts[*rest.first().unwrap_or(&last)] = self.becomes;
                // What stands for several words is written at the first one's place.
                for &index in rest.iter().skip(1).chain((!rest.is_empty()).then_some(&last)).rev() {
                    parts.remove(index);
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
mod tests {
    use super::*;

    /// The sibling as `repository:tag`, for an image written so.
    fn sibling(image: &str) -> Option<String> {
        let (repository, tag) = image.rsplit_once(':').unwrap_or((image, ""));
        slimmer(repository, tag)?.sibling.map(|s| format!("{}:{}", s.repository, s.tag))
    }

    fn relation(image: &str) -> Option<Relation> {
        let (repository, tag) = image.rsplit_once(':').unwrap_or((image, ""));
        slimmer(repository, tag).map(|slimmer| slimmer.relation)
    }

    #[test]
    fn full_tags_have_their_siblings() {
        for (image, expected) in [
            ("python", "python:slim"),
            ("python:latest", "python:slim"),
            ("python:3", "python:3-slim"),
            ("python:3.11", "python:3.11-slim"),
            ("python:3.11-bookworm", "python:3.11-slim-bookworm"),
            ("python:3.14-rc", "python:3.14-rc-slim"),
            ("python:bookworm", "python:slim-bookworm"),
            ("node:20", "node:20-slim"),
            ("node:lts", "node:lts-slim"),
            ("node:current", "node:current-slim"),
            ("node:hydrogen", "node:hydrogen-slim"),
            ("node:20-bookworm", "node:20-bookworm-slim"),
            ("node:20-buster", "node:20-buster-slim"),
            ("node:bookworm", "node:bookworm-slim"),
            ("debian:12", "debian:12-slim"),
            ("debian:12.5", "debian:12.5-slim"),
            ("debian:bookworm", "debian:bookworm-slim"),
            ("debian:bookworm-20240513", "debian:bookworm-20240513-slim"),
            ("debian", "debian:stable-slim"),
            ("ruby:3.3-bookworm", "ruby:3.3-slim-bookworm"),
            ("perl:5.40", "perl:5.40-slim"),
            ("pypy:3.10-bookworm", "pypy:3.10-slim-bookworm"),
            ("erlang:27", "erlang:27-slim"),
            ("elixir:1.17-otp-27", "elixir:1.17-otp-27-slim"),
            ("public.ecr.aws/docker/library/python:3.11", "public.ecr.aws/docker/library/python:3.11-slim"),
            ("mirror.gcr.io/library/node:22", "mirror.gcr.io/library/node:22-slim"),
        ] {
            assert_eq!(sibling(image).as_deref(), Some(expected), "{image}");
            assert_eq!(relation(image), Some(Relation::Slim), "{image}");
        }
    }

    #[test]
    fn kits_have_runtimes() {
        for (image, expected) in [
            ("openjdk:8", "openjdk:8-jre"),
            ("openjdk:11-jdk-slim", "openjdk:11-jre-slim"),
            ("openjdk:11-slim", "openjdk:11-jre-slim"),
            ("openjdk:17-jdk-bullseye", "openjdk:17-jdk-slim-bullseye"),
            ("eclipse-temurin:21", "eclipse-temurin:21-jre"),
            ("eclipse-temurin:17-jdk-jammy", "eclipse-temurin:17-jre-jammy"),
            ("eclipse-temurin:21-jdk-alpine", "eclipse-temurin:21-jre-alpine"),
            ("tomcat:10-jdk17-temurin-jammy", "tomcat:10-jre17-temurin-jammy"),
            ("ibm-semeru-runtimes:open-17-jdk-jammy", "ibm-semeru-runtimes:open-17-jre-jammy"),
            ("mcr.microsoft.com/dotnet/sdk:8.0", "mcr.microsoft.com/dotnet/aspnet:8.0"),
            (
                "mcr.microsoft.com/dotnet/sdk:8.0.404-alpine3.20",
                "mcr.microsoft.com/dotnet/aspnet:8.0-alpine3.20",
            ),
            (
                "mcr.microsoft.com/dotnet/sdk:8.0-bookworm-slim",
                "mcr.microsoft.com/dotnet/aspnet:8.0-bookworm-slim",
            ),
            ("nvidia/cuda:12.4.1-devel-ubuntu22.04", "nvidia/cuda:12.4.1-runtime-ubuntu22.04"),
            ("nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04", "nvidia/cuda:12.4.1-cudnn-runtime-ubuntu22.04"),
            ("pytorch/pytorch:2.4.0-cuda12.4-cudnn9-devel", "pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime"),
            ("swift:5.10-jammy", "swift:5.10-jammy-slim"),
            ("mono", "mono:slim"),
        ] {
            assert_eq!(sibling(image).as_deref(), Some(expected), "{image}");
        }
        assert_eq!(relation("eclipse-temurin:21"), Some(Relation::JdkToJre));
        assert_eq!(relation("swift:5.10"), Some(Relation::SdkToRuntime));
        assert_eq!(relation("nvidia/cuda:12.4.1-devel-ubuntu22.04"), Some(Relation::DevelToRuntime));
    }

    #[test]
    fn toolchains_belong_in_a_builder() {
        for image in [
            "golang:1.22",
            "golang:1.22-alpine",
            "rust",
            "maven:3-eclipse-temurin-21",
            "gradle:jdk21",
            "gcc:13",
        ] {
            assert_eq!(relation(image), Some(Relation::BuilderOnly), "{image}");
            assert_eq!(sibling(image), None, "{image}");
        }
    }

    #[test]
    fn nothing_is_made_up() {
        for image in [
            "python:3.11-slim",
            "python:3.11-slim-bookworm",
            "python:3.11-alpine",
            "python:3.11-windowsservercore",
            "python:3.11-windowsservercore-ltsc2022",
            "node:20-alpine",
            "node:20-alpine3.20",
            "node:20-bookworm-slim",
            "node:8-onbuild",
            "debian:bookworm-slim",
            "debian:bookworm-backports",
            "ubuntu:24.04",
            "alpine:3.20",
            "openjdk:17",
            "openjdk:17-jdk",
            "openjdk:21-jdk-slim",
            "eclipse-temurin:21-jre",
            "eclipse-temurin:22",
            "eclipse-temurin",
            "perl:5.40-threaded",
            "php:8.3-fpm",
            "postgres:17",
            "tomcat:10",
            "nginx:alpine",
            "golang:1.22-windowsservercore",
            "nvidia/cuda:12.4.1-runtime-ubuntu22.04",
            "mcr.microsoft.com/dotnet/aspnet:8.0",
            "buildpack-deps:bookworm-curl",
            "bitnami/python:3.11",
            "example.com/python:3.11",
            "",
            "python:-",
            "python:--slim--",
        ] {
            assert_eq!(sibling(image), None, "{image}");
        }
        assert_eq!(relation("golang:1.22-windowsservercore"), None);
        assert_eq!(relation("buildpack-deps:bookworm"), Some(Relation::BuilderOnly));
    }

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<8>(VARIANTS);
        assert!(table::rows::<8>(VARIANTS).all(|row| parse_relation(row[3]).is_some()));
        let places = ["swap", "after-version", "end", "repository", "-"];
        assert!(table::rows::<8>(VARIANTS).all(|row| places.contains(&row[4])));
    }
}
