//! Paths inside an image.

use crate::repository::path;

/// Where Python's own packages lie, whatever its version.
pub(super) const SITE_PACKAGES: &str = "/usr/local/lib/python/site-packages";

/// Absolute and plain: no `.`, no doubled slash, no pattern at its end, `~` as root's home, one name for every version
/// of Python's folders.
pub(super) fn plain(directory: Option<&str>, written: &str) -> Option<String> {
    let written = written.trim_matches('"').trim_matches('\'');
    if written.contains('$') {
        return None;
    }
    let home = written.strip_prefix('~').map(|rest| format!("/root{rest}"));
    let written = home.as_deref().unwrap_or(written);
    let from = if written.starts_with('/') { "" } else { directory? };
    let joined = path::join(from.trim_start_matches('/'), written.trim_start_matches('/'))?;
    let mut parts: Vec<&str> = joined.split('/').filter(|part| !part.is_empty()).collect();
    while parts.last().is_some_and(|last| matches!(*last, "*" | ".*" | "." | "**")) {
        parts.pop();
    }
    let named = parts.iter().map(|part| if is_versioned_python(part) { "python" } else { part });
    let named = named.map(|part| if part == "dist-packages" { "site-packages" } else { part });
    Some(format!("/{}", named.collect::<Vec<_>>().join("/")))
}

/// `python3.11`, `python3`
fn is_versioned_python(part: &str) -> bool {
    part.strip_prefix("python")
        .is_some_and(|version| !version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// Whether `inner` is `outer` or lies below it.
pub(super) fn within(inner: &str, outer: &str) -> bool {
    outer == "/" || path::is_within(inner, outer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_plain() {
        for (directory, written, expected) in [
            ("/app", "node_modules", Some("/app/node_modules")),
            ("/app", "./dist/*", Some("/app/dist")),
            ("/", "/usr/local/lib/python3.11/site-packages/", Some(SITE_PACKAGES)),
            ("/", "~/.cache", Some("/root/.cache")),
            ("/app", "$X/y", None),
            ("/", "/", Some("/")),
        ] {
            assert_eq!(plain(Some(directory), written).as_deref(), expected, "{written}");
        }
        assert!(within("/a/b", "/a") && within("/a", "/") && !within("/ab", "/a"));
    }
}
