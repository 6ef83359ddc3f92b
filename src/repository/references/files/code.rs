//! Source code: strings that are commands, lists of strings that are commands, and strings that name a file.

use std::ops::Range;

use super::literals::literals;
use crate::repository::path::file_name;
use crate::repository::references::directory::{Directory, UNKNOWN};
use crate::repository::references::found::{Found, Kind, Named, Output};
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::source::Mapped;

/// What starts a Compose file in test libraries. Source: the documentation of testcontainers for Java, Python, Go,
/// Node and .NET, of Spring Boot, pytest-docker and Tilt.
const COMPOSE_STARTERS: [&str; 10] = [
    "DockerComposeContainer",
    "ComposeContainer",
    "DockerComposeEnvironment",
    "DockerCompose(",
    "NewDockerCompose",
    "NewLocalDockerCompose",
    "docker_compose_file",
    "docker_compose(",
    "UseCompose",
    "spring.docker.compose.file",
];

/// What builds a Dockerfile. Source: as above, and the Docker SDKs.
const BUILDERS: [&str; 8] = [
    "fromDockerfile",
    "fromDockerFile",
    "FromDockerfile",
    "ImageFromDockerfile",
    "withDockerfile",
    "WithDockerfile",
    "docker_build(",
    "images.build(",
];

/// What shows a text instead of running it.
const SHOWN: [&str; 14] = [
    "print",
    "log",
    "console.",
    "echo",
    "puts",
    "raise",
    "throw",
    "error",
    "Error",
    "help",
    "usage",
    "warn",
    "info",
    "description",
];

/// Tools whose names begin a command.
const TOOLS: [&str; 5] = ["docker", "docker-compose", "podman", "podman-compose", "nerdctl"];

/// Reads the literals of a source file.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let all = literals(site.text);
    let mut behind = 0;
    for (index, range) in all.iter().enumerate() {
        let text = &site.text[range.clone()];
        if range.start < behind || text.len() < 4 {
            continue;
        }
        if TOOLS.contains(&text) {
            let (command, end) = list(site, &all[index..]);
            if command.text.contains(' ') {
                walk(site, &command, &setting(site, range.start), output);
                behind = end;
            }
        } else if is_command(text) {
            walk(site, &filled(site, range.clone()), &setting(site, range.start), output);
        } else {
            name(site, range.clone(), output);
        }
    }
}

fn is_command(text: &str) -> bool {
    let text = text.trim_start();
    let begins = |word: &str| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
    TOOLS.iter().any(|tool| begins(tool)) || ((begins("cd") || begins("sudo")) && text.contains("docker"))
}

fn setting(site: &Site<'_>, at: usize) -> Setting {
    let line = line_before(site.text, at);
    let shown =
        SHOWN.iter().any(|word| line.contains(word)) || line.trim_start().starts_with(['#', '*', '/']);
    Setting::with(if shown { Strength::Documented } else { Strength::Executed }, Directory::start())
}

fn line_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default();
    before.rsplit('\n').next().unwrap_or_default()
}

/// `"docker", "compose", "-f", path, "up"` as one command; what is no literal isn't known.
fn list(site: &Site<'_>, literals: &[Range<usize>]) -> (Mapped, usize) {
    const FURTHEST: usize = 200;
    let mut command = Mapped::new(site.file);
    let mut end = literals.first().map_or(0, |first| first.start);
    for literal in literals.iter().take(60) {
        let between =
            site.text.get(end..literal.start).unwrap_or_default().trim_start_matches(['"', '\'', '`']);
        let between = between.trim_end_matches(['"', '\'', '`']);
        let closed =
            between.contains([']', ';', '{', '}']) || (between.contains(')') && !between.contains('('));
        if !command.text.is_empty() && (closed || !between.contains(',') || between.len() > FURTHEST) {
            break;
        }
        let others = between.split(',').map(str::trim).filter(|piece| !piece.is_empty()).count();
        for _ in 0..others.min(8) * usize::from(!command.text.is_empty()) {
            command.push_as(&format!(" {UNKNOWN}"), end, 0);
        }
        if !command.text.is_empty() {
            command.push_as(" ", end, 0);
        }
        let word = &site.text[literal.clone()];
        let is_plain = word.chars().all(|c| c.is_alphanumeric() || "-_./:=@,+*".contains(c));
        if is_plain && !word.is_empty() {
            command.append(&filled(site, literal.clone()));
        } else {
            command.push_as(&format!("'{}'", word.replace('\'', "")), literal.start, literal.len());
        }
        end = literal.end + 1;
    }
    (command, end)
}

/// A literal with the pieces unknown that the language fills in: `{name}`, `%s`, `#{name}`.
fn filled(site: &Site<'_>, range: Range<usize>) -> Mapped {
    let text = &site.text[range.clone()];
    let mut filled = Mapped::new(site.file);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let hole = match rest.as_bytes() {
            [b'{', ..] => rest.find('}').map(|end| end + 1).filter(|end| *end < 80),
            [b'$' | b'#', b'{', ..] => rest.find('}').map(|end| end + 1),
            [b'%', b's' | b'd' | b'v' | b'@', ..] => Some(2),
            [b'\\', b'n', ..] => {
                filled.push_as("\n", range.start + at, 2);
                at += 2;
                continue;
            }
            [b'\\', ..] => {
                at += 1;
                continue;
            }
            _ => None,
        };
        match hole {
            Some(length) => {
                filled.push_as(&UNKNOWN.to_string(), range.start + at, length);
                at += length;
            }
            None => {
                let length = rest
                    .char_indices()
                    .skip(1)
                    .find(|(_, c)| matches!(c, '{' | '$' | '#' | '%' | '\\'))
                    .map_or(rest.len(), |(next, _)| next);
                filled.push(&rest[..length], range.start + at);
                at += length;
            }
        }
    }
    filled
}

fn name(site: &Site<'_>, range: Range<usize>, output: &mut Output) {
    let text = filled(site, range.clone()).text;
    if text.contains([' ', '\n', ':', ',', '<', '(']) || text.len() > 200 {
        return;
    }
    let Some(kind) = site.kind_of(&text) else { return };
    let line = line_before(site.text, range.start);
    let starts = COMPOSE_STARTERS.iter().any(|word| line.contains(word));
    let builds = BUILDERS.iter().any(|word| line.contains(word)) || line.trim_end().ends_with("dockerfile=");
    let usage = match kind {
        Kind::Compose if starts => Use::Runs,
        Kind::Dockerfile if builds => Use::Builds,
        // code that deals with any project's files names them by their usual names
        _ if is_usual(&text) => return,
        _ => Use::Names,
    };
    let named = Named::mention(site.span(range.start, range.end), kind, &text);
    output.found.push(Found::one(usage, Strength::Executed, site.origin, named));
}

fn is_usual(text: &str) -> bool {
    let usual = [
        "dockerfile",
        "containerfile",
        "docker-compose.yml",
        "docker-compose.yaml",
        "compose.yml",
        "compose.yaml",
    ];
    let name = file_name(text).to_ascii_lowercase();
    usual.contains(&name.as_str())
        && (!text.contains('/') || text.starts_with(UNKNOWN) || text.starts_with("./"))
        || name.contains(['*', UNKNOWN])
}
