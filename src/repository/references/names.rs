//! Words that look like the name of a Compose file or a Dockerfile.

use std::collections::BTreeSet;

use super::directory::UNKNOWN;
use super::found::Kind;
use crate::repository::path::file_name;

/// The file names that mean something in this repository.
#[derive(Debug, Default)]
pub(super) struct Names {
    compose: BTreeSet<String>,
    dockerfiles: BTreeSet<String>,
}

impl Names {
    /// From the paths of the files that are known so far.
    pub(super) fn new<'a>(
        compose: impl Iterator<Item = &'a str>,
        dockerfiles: impl Iterator<Item = &'a str>,
    ) -> Self {
        let collect =
            |paths: &mut dyn Iterator<Item = &'a str>| paths.map(|path| file_name(path).to_owned()).collect();
        let (mut compose, mut dockerfiles) = (compose, dockerfiles);
        Self { compose: collect(&mut compose), dockerfiles: collect(&mut dockerfiles) }
    }

    /// Names without a word that every prefilter looks for.
    pub(super) fn unusual(&self) -> impl Iterator<Item = &str> {
        let all = self.compose.iter().chain(&self.dockerfiles).map(String::as_str);
        all.filter(|name| !is_usual(name))
    }

    /// What a word could name: a known file by its own name, or one that is not there but named as one.
    pub(super) fn kind_of(&self, word: &str) -> Option<Kind> {
        let name = file_name(word.trim_end_matches('/'));
        if self.compose.contains(name) {
            return Some(Kind::Compose);
        }
        if self.dockerfiles.contains(name) {
            return Some(Kind::Dockerfile);
        }
        let lower = name.to_ascii_lowercase();
        let yaml = lower.contains(".yml") || lower.contains(".yaml") || lower.ends_with(UNKNOWN);
        if lower.contains("compose") && yaml {
            return Some(Kind::Compose);
        }
        (lower.contains("dockerfile") || lower.contains("containerfile")).then_some(Kind::Dockerfile)
    }
}

fn is_usual(name: &str) -> bool {
    ["ompose", "ockerfile", "ontainerfile"].iter().any(|word| name.contains(word))
}
