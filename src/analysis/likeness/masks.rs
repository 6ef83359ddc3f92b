//! What of a Dockerfile's words could be a parameter: paths, numbers, and the names the image goes by.

use crate::repository::{Dockerfile, path};

/// Shorter names would match by chance.
const SHORTEST: usize = 3;

/// The names a Dockerfile goes by.
pub(super) struct Masks<'a> {
    names: Vec<&'a str>,
}

impl<'a> Masks<'a> {
    /// The names in its path, and those of services that are built from it.
    pub(super) fn new(dockerfile: &'a Dockerfile, services: &[&'a str]) -> Self {
        let folder = path::file_name(dockerfile.directory());
        let file = path::file_name(&dockerfile.path);
        let of_file = file.split(['.', '_']).filter(|part| !part.eq_ignore_ascii_case("dockerfile"));
        let mut names: Vec<&str> = of_file.chain([folder]).chain(services.iter().copied()).collect();
        names.retain(|name| name.len() >= SHORTEST);
        // the longest first, so that `api` doesn't split `api-gateway`
        names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        names.dedup();
        Self { names }
    }

    /// A word of a command, its parameters left open.
    pub(super) fn word(&self, word: &str) -> String {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) if option.starts_with('-') => (option, Some(value)),
            _ => (word, None),
        };
        match value {
            Some(value) => format!("{option}={}", self.open(value)),
            None if word.starts_with('-') => word.to_owned(),
            None => self.open(word),
        }
    }

    /// What kind of thing a copied source is.
    pub(super) fn source(&self, source: &str) -> String {
        let name = path::file_name(source.trim_end_matches('/'));
        match name.rsplit_once('.') {
            _ if matches!(name, "" | "." | "*") => "everything".to_owned(),
            Some((_, extension)) if !extension.is_empty() && extension.len() <= 5 => format!("*.{extension}"),
            _ => "*".to_owned(),
        }
    }

    fn open(&self, word: &str) -> String {
        if word.contains("://") {
            return digits_open(word);
        }
        let is_file = word.rsplit_once('.').is_some_and(|(stem, extension)| {
            !stem.is_empty()
                && !extension.is_empty()
                && extension.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        if word.contains('/') || is_file {
            return "<path>".to_owned();
        }
        let plain = word.replace('_', "-").to_ascii_lowercase();
        let named =
            self.names.iter().find(|name| plain.contains(&name.replace('_', "-").to_ascii_lowercase()));
        match named {
            Some(name) => plain.replace(&name.replace('_', "-").to_ascii_lowercase(), "<name>"),
            None => digits_open(word),
        }
    }
}

fn digits_open(word: &str) -> String {
    let mut open = String::with_capacity(word.len());
    for character in word.chars() {
        match character.is_ascii_digit() {
            true if open.ends_with('#') => {}
            true => open.push('#'),
            false => open.push(character),
        }
    }
    open
}
