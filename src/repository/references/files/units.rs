//! systemd units, supervisor programs, crontabs.

use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Kind, Named, Output};
use crate::repository::references::shell::{Setting, Value, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::source::Mapped;
use crate::syntax::ini;

/// Commands of a systemd service. Source: systemd.service(5), systemd.exec(5); `File` of podman's `.build` units.
pub(super) fn systemd(site: &Site<'_>, output: &mut Output) {
    for section in ini::parse(site.file, site.text) {
        let text = |key: &str| section.all(key).last().map(|entry| entry.value.text.trim().to_owned());
        let folder = text("WorkingDirectory").map(|folder| folder.trim_start_matches('-').to_owned());
        let mut setting = Setting::executed(at(site, folder.as_deref()));
        for entry in section.all("Environment") {
            for pair in entry.value.text.split_whitespace() {
                if let Some((name, value)) = pair.trim_matches(['"', '\'']).split_once('=') {
                    let span = entry.value.span(0..entry.value.text.len());
                    setting.variables.set(name, vec![Value::text(value, span)]);
                    setting.variables.export(name);
                }
            }
        }
        for entry in section.entries.iter().filter(|entry| entry.key.value.starts_with("Exec")) {
            let command = entry.value.text.trim_start_matches(['-', '@', ':', '+', '!', ' ']);
            let start = entry.value.text.len() - command.len();
            walk(site, &entry.value.slice(start..entry.value.text.len()), &setting, output);
        }
        if section.name.value == "Build" {
            for entry in section.all("File") {
                let named = Named::path(
                    entry.value.span(0..entry.value.text.len()),
                    Kind::Dockerfile,
                    &site.directory(),
                    entry.value.text.trim(),
                );
                output.found.push(Found::one(Use::Builds, Strength::Executed, site.origin, named));
            }
        }
    }
}

/// `[program:x]` of supervisor.
pub(super) fn supervisor(site: &Site<'_>, output: &mut Output) {
    for section in ini::parse(site.file, site.text) {
        let folder = section.all("directory").last().map(|entry| entry.value.text.trim().to_owned());
        for entry in section.all("command") {
            walk(site, &entry.value, &Setting::executed(at(site, folder.as_deref())), output);
        }
    }
}

/// A unit lies somewhere in the repository and its folder somewhere on a server.
fn at(site: &Site<'_>, folder: Option<&str>) -> Directory {
    folder.map_or_else(Directory::start, |folder| site.entered(&Directory::root(), folder))
}

/// Lines of a crontab: five fields or `@daily`, perhaps a user, the command.
pub(super) fn crontab(site: &Site<'_>, output: &mut Output) {
    let mut start = 0;
    for line in site.text.split_inclusive('\n') {
        let code = line.trim_end();
        if let Some(at) = command_at(code) {
            let text: Mapped = site.mapped(start + at..start + code.len());
            walk(site, &text, &Setting::executed(Directory::start()), output);
        }
        start += line.len();
    }
}

/// Where the command of a line begins.
fn command_at(line: &str) -> Option<usize> {
    let fields = if line.trim_start().starts_with('@') { 1 } else { 5 };
    let is_time = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-@".contains(c));
    let mut at = 0;
    for _ in 0..fields {
        at += line[at..].len() - line[at..].trim_start().len();
        let length = line[at..].find(char::is_whitespace)?;
        if !is_time(&line[at..at + length]) {
            return None;
        }
        at += length;
    }
    at += line[at..].len() - line[at..].trim_start().len();
    // crontabs of the system name a user first
    let first = line[at..].split_whitespace().next()?;
    if matches!(first, "root" | "www-data" | "ubuntu" | "deploy" | "nobody") {
        at += first.len();
    }
    Some(at)
}
