//! Comments of Compose files, Dockerfiles and scripts: commands they show, names they mention, and a file that says of
//! itself that it is dead.

use super::documents::Names;
use super::retire::is_graveyard;
use crate::repository::path;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Kind, Named, Output};
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::source::Mapped;

/// How many lines at the top speak about the file as a whole.
const HEADER_LINES: usize = 15;

/// Reads a Compose file or a Dockerfile: a command in a comment tells how it is meant to be run.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let mut names = Names::new(site);
    let directory = Directory::At(started_from(site).to_owned());
    for (line, text) in comments(site) {
        let before = output.found.len();
        commands(site, &text, Strength::Documented, &directory, output);
        names.take(&output.found[before..]);
        let before = output.found.len();
        names.sentence(&text, false, output);
        // a name in a comment without a command is no advice to use it
        for found in &mut output.found[before..] {
            found.strength =
                if found.usage == Use::Retires { Strength::Documented } else { Strength::Maintenance };
        }
        if line < HEADER_LINES && retires_itself(&text.text) {
            let kind = if site.kind_of(site.path) == Some(Kind::Dockerfile) {
                Kind::Dockerfile
            } else {
                Kind::Compose
            };
            let span = text.span(0..text.text.len());
            let beside = Directory::At(path::parent(site.path).to_owned());
            let named = Named::path(span, kind, &beside, path::file_name(site.path));
            output.found.push(Found::one(Use::Retires, Strength::Documented, site.origin, named));
        }
    }
}

/// The folder that the commands in the comments are given in: where a path in them that ends at this very file starts,
/// else the file's own.
fn started_from<'a>(site: &Site<'a>) -> &'a str {
    let own = path::file_name(site.path);
    let below = |text: &str| {
        let words = text.split_whitespace().map(|word| word.trim_start_matches("./"));
        let mut folders = words.filter(|word| word.contains('/') && path::file_name(word) == own);
        folders.find_map(|word| {
            let start = site.path.strip_suffix(word)?;
            (start.is_empty() || start.ends_with('/')).then(|| start.trim_end_matches('/'))
        })
    };
    let shown = comments(site)
        .filter(|(_, text)| text.text.contains("compose"))
        .find_map(|(_, text)| below(&text.text));
    shown.unwrap_or(path::parent(site.path))
}

/// Commented-out commands of a script or a makefile.
pub(super) fn commented_out(site: &Site<'_>, directory: &Directory, output: &mut Output) {
    for (_, text) in comments(site) {
        commands(site, &text, Strength::Maintenance, directory, output);
    }
}

/// Each comment line without its `#`, with its number from 0.
fn comments<'a>(site: &'a Site<'_>) -> impl Iterator<Item = (usize, Mapped)> + 'a {
    let mut start = 0;
    site.text.split_inclusive('\n').enumerate().filter_map(move |(number, line)| {
        let from = start;
        start += line.len();
        let code = line.trim_start();
        let text = code.trim_start_matches('#');
        if text.len() == code.len() {
            return None;
        }
        let at = from + line.len() - text.len();
        Some((number, site.mapped(at..from + line.trim_end().len().max(line.len() - text.len()))))
    })
}

fn commands(site: &Site<'_>, text: &Mapped, strength: Strength, directory: &Directory, output: &mut Output) {
    let tools =
        ["docker compose", "docker-compose", "docker build", "docker buildx", "docker stack", "podman"];
    let Some(at) = tools.iter().filter_map(|tool| text.text.find(tool)).min() else { return };
    // only what precedes on the line and belongs to the command: `cd x && `, `FOO=bar `
    let start = match text.text[..at].rfind(": ") {
        Some(colon) => colon + 2,
        None if text.text[..at]
            .split_whitespace()
            .all(|word| word.contains(['=', '&', '/']) || matches!(word, "cd" | "sudo" | "$")) =>
        {
            0
        }
        None => at,
    };
    let command = text.slice(start.min(at)..text.text.len());
    let mut shown = Output::default();
    walk(site, &command, &Setting::with(strength, directory.clone()), &mut shown);
    let runs = |found: &Found| matches!(found.usage, Use::Runs | Use::Builds | Use::Handles);
    output.found.extend(shown.found.into_iter().filter(runs));
}

/// "DEPRECATED", "No longer used: see …" in a header.
fn retires_itself(text: &str) -> bool {
    let text = text.trim().trim_matches(['=', '-', '*', '!', ' ', '⚠', '️']);
    let lower = text.to_ascii_lowercase();
    let says = [
        "this file is deprecated",
        "this file is no longer",
        "this file is obsolete",
        "this compose file is deprecated",
        "no longer used",
        "this dockerfile is deprecated",
        "this file is legacy",
        "superseded by",
        "this file has been replaced",
    ];
    let opens = ["deprecated", "legacy", "obsolete", "archived"];
    says.iter().any(|phrase| lower.starts_with(phrase))
        || opens.iter().any(|word| {
            lower
                .strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', ' ', '-', ',', '.', '!']))
                && text.starts_with(char::is_uppercase)
                && (text.starts_with(&word.to_ascii_uppercase()) || is_graveyard(text))
        })
}
