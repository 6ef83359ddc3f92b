//! Until when what an image is made of gets fixes.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::platform::{Distribution, distribution};
use super::repository::canonical;
use super::table;
use super::tag::{Tag, leading_parts};
use crate::settings::Day;

const IMAGES: &str = include_str!("../../rules/facts/end-of-life-images.tsv");
const ENDS: &str = include_str!("../../rules/facts/end-of-life.tsv");

/// The release of a language, database or distribution in an image, and the last day on which it gets fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// What people call the product: `Python`, `Debian`.
    pub product: &'static str,
    /// Its release: `3.8`, `12`.
    pub release: &'static str,
    /// The last day.
    pub end: Day,
}

struct Image {
    product: &'static str,
    title: &'static str,
    parts: usize,
}

/// What a row of the images is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Of<'a> {
    Distribution(&'a str),
    Repository(&'a str),
}

static TABLE: LazyLock<FxHashMap<Of<'static>, Image>> = LazyLock::new(|| {
    let row = |[of, name, product, title, parts, _support]: [&'static str; 6]| {
        let of = if of == "distribution" { Of::Distribution(name) } else { Of::Repository(name) };
        Some((of, Image { product, title, parts: parts.parse().ok()? }))
    };
    table::rows::<6>(IMAGES).filter_map(row).collect()
});

/// The releases of each product, each with its last day.
static RELEASES: LazyLock<FxHashMap<&'static str, Vec<(&'static str, Day)>>> = LazyLock::new(|| {
    let mut releases: FxHashMap<&'static str, Vec<_>> = FxHashMap::default();
    for [product, release, end] in table::rows::<3>(ENDS) {
        releases.entry(product).or_default().extend(Day::parse(end).map(|end| (release, end)));
    }
    releases
});

impl Image {
    /// When the release that a version belongs to ends; none where nobody has set a day, or the version isn't known.
    fn support(&self, version: &str) -> Option<Support> {
        let release = leading_parts(version, self.parts)
            // Some products number their releases with fewer parts (MariaDB 10.11, but Amazon Linux 2).
            .unwrap_or(version);
        let &(release, end) = self.releases().iter().find(|(known, _)| *known == release)?;
        Some(Support { product: self.title, release, end })
    }

    fn releases(&self) -> &'static [(&'static str, Day)] {
        RELEASES.get(self.product).map_or(&[], Vec::as_slice)
    }
}

/// What an image holds that gets fixes only until a known day: the product that its repository is of, then its
/// distribution. Empty for what isn't known, and for tags that name no version.
pub fn support(repository: &str, tag: &str) -> Vec<Support> {
    let name = canonical(repository);
    let own = TABLE.get(&Of::Repository(name)).and_then(|image| image.support(Tag::parse(tag).version()?));
    let below = distribution(repository, tag)
        .and_then(|Distribution { name, version }| TABLE.get(&Of::Distribution(name))?.support(&version?));
    own.into_iter().chain(below).collect()
}

/// The release of a product that gets fixes for longest, by the name that people call it. None for products that no table
/// knows.
pub fn lasting(product: &str) -> Option<Support> {
    let image = TABLE.values().find(|image| image.title == product)?;
    let &(release, end) = image.releases().iter().max_by_key(|(_, end)| *end)?;
    Some(Support { product: image.title, release, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(image: &str) -> Vec<String> {
        let (repository, tag) = image.rsplit_once(':').expect("a tag");
        let shown = |support: Support| format!("{} {} {}", support.product, support.release, support.end);
        support(repository, tag).into_iter().map(shown).collect()
    }

    #[test]
    fn language_and_distribution_have_their_days() {
        assert_eq!(ends("python:3.8-slim-buster"), ["Python 3.8 2024-10-07", "Debian 10 2024-06-30"]);
        assert_eq!(
            ends("docker.io/library/node:18.20.4-alpine3.18"),
            ["Node.js 18 2025-04-30", "Alpine Linux 3.18 2025-05-09"]
        );
        assert_eq!(ends("debian:bullseye-slim"), ["Debian 11 2026-08-31"]);
        assert_eq!(ends("mcr.microsoft.com/dotnet/aspnet:6.0"), [".NET 6 2024-11-12"]);
        assert_eq!(ends("ubuntu:20.04").len(), 1);
        assert_eq!(ends("amazonlinux:2"), ["Amazon Linux 2 2026-06-30"]);
        assert_eq!(ends("centos:7.9.2009"), ["CentOS 7 2024-06-30"]);
    }

    #[test]
    fn what_names_no_version_has_none() {
        for image in
            ["python:3", "node:lts", "debian:latest", "alpine:edge", "example.com/python:3.8", "rust:1.64"]
        {
            assert_eq!(ends(image), [""; 0], "{image}");
        }
    }

    #[test]
    fn some_release_lasts_longest() {
        for image in TABLE.values() {
            let lasting = lasting(image.title).expect(image.title);
            assert!(image.support(lasting.release).is_some_and(|support| support.end == lasting.end));
        }
        assert_eq!(lasting("no such product"), None);
    }

    #[test]
    fn the_tables_are_whole() {
        table::assert_width::<6>(IMAGES);
        table::assert_width::<3>(ENDS);
        assert_eq!(TABLE.len(), table::rows::<6>(IMAGES).count());
        assert!(table::rows::<3>(ENDS).all(|[.., end]| Day::parse(end).is_some()));
        for image in TABLE.values() {
            assert!(!image.releases().is_empty(), "{}", image.product);
        }
    }
}
