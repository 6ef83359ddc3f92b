//! Names of images, as `distribution/reference` reads them: normalised the way the docker CLI does it.

use thiserror::Error;

/// The registry that a name without one means.
const DEFAULT_DOMAIN: &str = "docker.io";
/// Another name of the default registry, from before it had its present one.
const LEGACY_DOMAIN: &str = "index.docker.io";
/// Where the default registry keeps images without a user's name.
const OFFICIAL: &str = "library/";
const LONGEST_PATH: usize = 255;
const LONGEST_TAG: usize = 128;

/// An image's normalised name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ImageReference {
    /// The registry: `docker.io` where none is written.
    pub domain: String,
    /// The repository on it: `library/python`, `linuxserver/nginx`.
    pub path: String,
    /// Behind `:`; absent is what docker takes for `latest`, unless there is a digest.
    pub tag: Option<String>,
    /// Behind `@`, with its algorithm: `sha256:…`.
    pub digest: Option<String>,
}

/// Why a text names no image; worded as docker words it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "each message says it")]
pub enum ImageReferenceError {
    #[error("invalid reference format")]
    InvalidFormat,
    #[error("invalid reference format: repository name ({0}) must be lowercase")]
    UppercasePath(String),
    #[error("repository name must be lowercase")]
    UppercaseName,
    #[error("repository name must not be more than 255 characters")]
    TooLong,
    #[error("invalid repository name ({0}), cannot specify 64-byte hexadecimal strings")]
    Identifier(String),
    #[error("unsupported digest algorithm")]
    UnsupportedDigest,
    #[error("invalid checksum digest format")]
    InvalidDigest,
    #[error("invalid checksum digest length")]
    DigestLength,
}

impl ImageReference {
    /// The name people write: without the default registry and `library/`.
    pub fn familiar(&self) -> String {
        if self.domain == DEFAULT_DOMAIN {
            let official = self.path.strip_prefix(OFFICIAL).filter(|name| !name.contains('/'));
            return official.unwrap_or(&self.path).to_owned();
        }
        match self.domain.as_str() {
            "" => self.path.clone(),
            domain => format!("{domain}/{}", self.path),
        }
    }

    /// The familiar name with the tag that docker would use: `python:3.12`, `python:latest`. A digest without a tag
    /// has none.
    pub fn name_tag(&self) -> String {
        match (&self.tag, &self.digest) {
            (Some(tag), _) => format!("{}:{tag}", self.familiar()),
            (None, Some(_)) => self.familiar(),
            (None, None) => format!("{}:latest", self.familiar()),
        }
    }
}

/// Reads and normalises an image's name.
pub fn parse(text: &str) -> Result<ImageReference, ImageReferenceError> {
    use ImageReferenceError as Error;
    if text.len() == 64 && text.bytes().all(is_lower_hex) {
        return Err(Error::Identifier(text.to_owned()));
    }
    let (domain, remainder) = split_domain(text);
    let name = remainder.split(':').next().unwrap_or_default();
    if name.to_lowercase() != name {
        return Err(Error::UppercasePath(name.to_owned()));
    }
    let whole = format!("{domain}/{remainder}");
    let reference = match split(&whole) {
        Some(reference) => reference,
        None if split(&whole.to_lowercase()).is_some() => return Err(Error::UppercaseName),
        None => return Err(Error::InvalidFormat),
    };
    if reference.path.len() > LONGEST_PATH {
        return Err(Error::TooLong);
    }
    if let Some(digest) = &reference.digest {
        check_digest(digest)?;
    }
    Ok(reference)
}

/// The registry and what is left of the name, normalised.
fn split_domain(text: &str) -> (&str, String) {
    let looks_like_domain =
        |name: &str| name == "localhost" || name.contains(['.', ':']) || name.to_lowercase() != name;
    let (domain, remainder) = match text.split_once('/') {
        None => return (DEFAULT_DOMAIN, format!("{OFFICIAL}{text}")),
        Some((LEGACY_DOMAIN, rest)) => (DEFAULT_DOMAIN, rest),
        Some((first, rest)) if looks_like_domain(first) => (first, rest),
        Some(_) => (DEFAULT_DOMAIN, text),
    };
    let official = domain == DEFAULT_DOMAIN && !remainder.contains('/');
    (domain, format!("{}{remainder}", if official { OFFICIAL } else { "" }))
}

/// The grammar: `[domain/]path[:tag][@digest]`.
fn split(text: &str) -> Option<ImageReference> {
    let (text, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    let last = text.rfind('/').map_or(0, |at| at + 1);
    let (name, tag) = match text[last..].find(':') {
        Some(colon) => (&text[..last + colon], Some(&text[last + colon + 1..])),
        None => (text, None),
    };
    let (domain, path) = match name.split_once('/') {
        Some((domain, path)) if is_domain(domain) && is_path(path) => (domain, path),
        _ if is_path(name) => ("", name),
        _ => return None,
    };
    if !tag.is_none_or(is_tag) || !digest.is_none_or(is_digest) {
        return None;
    }
    Some(ImageReference {
        domain: domain.to_owned(),
        path: path.to_owned(),
        tag: tag.map(str::to_owned),
        digest: digest.map(str::to_owned),
    })
}

fn is_domain(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(ipv6) => !ipv6.is_empty() && ipv6.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'),
        None => host.split('.').all(is_label),
    };
    is_host && port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_path(text: &str) -> bool {
    text.split('/').all(is_path_component)
}

/// Letters and digits, separated by `.`, `_`, `__` or any number of `-`.
fn is_path_component(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let separators =
        text.split(|c: char| c.is_ascii() && is_plain(c as u8)).filter(|separator| !separator.is_empty());
    let ends_plain = |byte: Option<u8>| byte.is_some_and(is_plain);
    ends_plain(text.bytes().next())
        && ends_plain(text.bytes().last())
        && separators.into_iter().all(|separator| {
            matches!(separator, "." | "_" | "__") || separator.bytes().all(|byte| byte == b'-')
        })
}

fn is_tag(text: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.len() <= LONGEST_TAG
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, sum)) = text.split_once(':') else { return false };
    let is_component = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(is_component)
        && sum.len() >= 32
        && sum.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The algorithms that `opencontainers/go-digest` knows, with the length of their sums in hexadecimal digits.
fn check_digest(digest: &str) -> Result<(), ImageReferenceError> {
    let (algorithm, sum) = digest.split_once(':').unwrap_or_default();
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ if algorithm.bytes().any(|byte| byte.is_ascii_uppercase()) => {
            return Err(ImageReferenceError::InvalidDigest);
        }
        _ => return Err(ImageReferenceError::UnsupportedDigest),
    };
    if sum.len() != length {
        Err(ImageReferenceError::DigestLength)
    } else if !sum.bytes().all(is_lower_hex) {
        Err(ImageReferenceError::InvalidDigest)
    } else {
        Ok(())
    }
}

fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn familiar_names_are_the_short_ones() {
        let familiar = |text: &str| parse(text).unwrap().familiar();
        assert_eq!(familiar("docker.io/library/python:3"), "python");
        assert_eq!(familiar("index.docker.io/grafana/grafana"), "grafana/grafana");
        assert_eq!(familiar("ghcr.io/a/b"), "ghcr.io/a/b");
        assert_eq!(familiar("library/a/b"), "library/a/b");
        assert_eq!(parse("python").unwrap().name_tag(), "python:latest");
        assert_eq!(parse("localhost:5000/x:1").unwrap().name_tag(), "localhost:5000/x:1");
    }
}
