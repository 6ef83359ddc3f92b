//! `COMPOSE_FILE` in `.env` files.

use crate::repository::path;
use crate::repository::references::commands::{Field, split_compose_file};
use crate::repository::references::found::{Found, Kind, Named, Output};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};

/// Endings of files that are copied to `.env` by hand.
const TEMPLATES: [&str; 6] = ["example", "sample", "template", "dist", "tmpl", "default"];

/// Reads the lines that set `COMPOSE_FILE`; in a template for `.env` it is advice, commented out it is less.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let name = path::file_name(site.path).to_ascii_lowercase();
    let is_template = TEMPLATES.iter().any(|word| name.contains(word));
    for line in site.text.split_inclusive('\n') {
        let code = line.trim();
        let bare = code.trim_start_matches('#').trim_start();
        let strength = match (code.starts_with('#'), is_template) {
            (true, _) => Strength::Maintenance,
            (false, true) => Strength::Documented,
            (false, false) => Strength::Executed,
        };
        let assigned = bare.strip_prefix("export ").unwrap_or(bare).trim_start();
        if let Some(value) =
            assigned.strip_prefix("COMPOSE_FILE").and_then(|rest| rest.trim_start().strip_prefix('='))
        {
            let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
            // both are parts of the text
            let at = value.as_ptr() as usize - site.text.as_ptr() as usize;
            let field = Field { text: value.to_owned(), span: site.span(at, at + value.len()) };
            let directory = site.directory();
            let files = split_compose_file(&field);
            let named = |file: &Field| Named::path(file.span, Kind::Compose, &directory, &file.text);
            let names: Vec<Named> = files.iter().map(named).collect();
            if let Some(first) = names.first().cloned() {
                output.found.push(Found { names, ..Found::one(Use::Runs, strength, site.origin, first) });
            }
        }
    }
}
