//! Lists of files to leave out: `.gitignore`, `.dockerignore` and their like. To name a file there is no use of it.

use crate::repository::references::found::{Found, Named, Output};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};

/// Reads the lines that are plain paths.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let mut start = 0;
    for line in site.text.split_inclusive('\n') {
        let path = line.trim().trim_start_matches('!');
        let is_plain = !path.starts_with('#') && !path.contains(['*', '?', '[', ' ']);
        if let Some(kind) = site.kind_of(path).filter(|_| is_plain) {
            let named = Named::mention(site.span(start, start + line.trim_end().len()), kind, path);
            output.found.push(Found::one(Use::Names, Strength::Maintenance, site.origin, named));
        }
        start += line.len();
    }
}
