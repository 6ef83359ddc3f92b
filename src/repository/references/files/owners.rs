//! `CODEOWNERS`: a file that has an owner of its own is one that somebody answers for. Source: the documentation of GitHub
//! and GitLab (code owners).

use crate::repository::references::found::{Found, Named, Output};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};

/// Reads the lines that begin with one file's path.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let mut start = 0;
    for line in site.text.split_inclusive('\n') {
        let mut words = line.split_whitespace();
        let written = words.next().unwrap_or_default();
        let path = written.trim_start_matches('/');
        // a path without an owner takes it away from those above
        let is_owned = words.next().is_some_and(|owner| !owner.starts_with('#'));
        let is_plain = !written.starts_with('#') && !path.contains(['*', '?', '[']);
        if let Some(kind) = site.kind_of(path).filter(|_| is_owned && is_plain) {
            let at = start + line.len() - line.trim_start().len();
            let named = Named::mention(site.span(at, at + written.len()), kind, path);
            output.found.push(Found::one(Use::Names, Strength::Documented, site.origin, named));
        }
        start += line.len();
    }
}
