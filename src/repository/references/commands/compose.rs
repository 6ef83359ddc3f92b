//! `docker compose` and what reads its files.

use super::options::{Options, Step};
use super::{Compose, Field, Invocation};
use crate::repository::references::Use;
use crate::repository::references::directory::UNKNOWN;
use crate::source::Span;

/// Options before the subcommand that take a value. Source: the reference pages of `docker compose` v2 and v1 and
/// of podman-compose.
const VALUED: [&str; 22] = [
    "-f",
    "--file",
    "-p",
    "--project-name",
    "--project-directory",
    "--profile",
    "--env-file",
    "--ansi",
    "--progress",
    "--parallel",
    "-H",
    "--host",
    "-c",
    "--context",
    "--log-level",
    "--tlscacert",
    "--tlscert",
    "--tlskey",
    "--podman-path",
    "--podman-args",
    "--podman-run-args",
    "--podman-build-args",
];

/// Options behind the subcommand that take a value: what follows them is no service. Source: the reference pages
/// of the subcommands that take services.
const SUBCOMMAND_VALUED: [&str; 32] = [
    "-t",
    "--timeout",
    "--scale",
    "--exit-code-from",
    "--attach",
    "--no-attach",
    "--pull",
    "--wait-timeout",
    "-e",
    "--env",
    "--entrypoint",
    "-l",
    "--label",
    "--name",
    "-p",
    "--publish",
    "-u",
    "--user",
    "-v",
    "--volume",
    "-w",
    "--workdir",
    "--build-arg",
    "-m",
    "--memory",
    "--builder",
    "--ssh",
    "--progress",
    "--policy",
    "--tail",
    "--rmi",
    "--filter",
];

/// Reads the words behind `docker compose`.
pub(super) fn compose(span: Span, words: &[Field]) -> Invocation {
    let mut compose = empty(span, true);
    let mut options = Options::new(words, &VALUED);
    let mut subcommand = None;
    for step in options.by_ref() {
        match step {
            Step::Valued(name, value) => option(&mut compose, &name, value),
            Step::Flag(name) if matches!(name.as_str(), "-v" | "--version" | "-h" | "--help") => {
                return Invocation::Other;
            }
            Step::Flag(_) => {}
            Step::Word(word) => {
                subcommand = Some(word.text);
                break;
            }
        }
    }
    let subcommand = subcommand.unwrap_or_default();
    let Some(usage) = usage(&subcommand) else { return Invocation::Other };
    compose.usage = usage;
    options.expect(&SUBCOMMAND_VALUED);
    let one = matches!(subcommand.as_str(), "run" | "exec");
    for step in options {
        match step {
            // written behind the subcommand, where docker compose v2 takes it too
            Step::Valued(name, value) if matches!(name.as_str(), "--file" | "--profile") => {
                option(&mut compose, &name, value)
            }
            Step::Word(word) if is_service(&word.text) => {
                compose.services.push(word.text);
                if one {
                    break;
                }
            }
            _ => {}
        }
    }
    Invocation::Compose(compose)
}

/// Reads the words behind `docker stack deploy`.
pub(super) fn stack(span: Span, usage: Use, words: &[Field]) -> Invocation {
    let mut compose = empty(span, false);
    compose.usage = usage;
    for step in Options::new(words, &["-c", "--compose-file", "--compose", "--resolve-image"]) {
        if let Step::Valued(name, value) = step
            && matches!(name.as_str(), "-c" | "--compose-file" | "--compose")
        {
            compose.files.push(value);
        }
    }
    Invocation::Compose(compose)
}

fn empty(span: Span, has_default: bool) -> Compose {
    Compose {
        files: Vec::new(),
        project_directory: None,
        env_file: None,
        profiles: Vec::new(),
        usage: Use::Names,
        services: Vec::new(),
        span,
        has_default,
    }
}

fn option(compose: &mut Compose, name: &str, value: Field) {
    match name {
        "-f" | "--file" => compose.files.push(value),
        "--project-directory" => compose.project_directory = Some(value),
        "--env-file" => compose.env_file = Some(value),
        "--profile" => compose.profiles.push(value.text),
        _ => {}
    }
}

/// What a subcommand does to the files; `None` for what looks at no file. A subcommand that a variable holds can be
/// any, which is what a wrapper around `up` looks like.
fn usage(subcommand: &str) -> Option<Use> {
    Some(match subcommand {
        "up" | "start" | "run" | "create" | "restart" | "pull" | "watch" | "scale" | "deploy" => Use::Runs,
        "build" | "push" | "bake" => Use::Builds,
        "config" | "convert" | "down" | "stop" | "logs" | "ps" | "exec" | "rm" | "kill" | "top" | "port"
        | "images" | "events" | "pause" | "unpause" | "cp" | "attach" | "wait" | "stats" | "volumes"
        | "export" | "commit" | "publish" | "viz" => Use::Handles,
        _ if subcommand.contains(UNKNOWN) => Use::Runs,
        // an option list kept in a variable, without its subcommand
        "" => Use::Handles,
        _ => return None,
    })
}

fn is_service(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// The files in the value of `COMPOSE_FILE`: separated by `:`, on Windows by `;`. Source: Compose's page on
/// pre-defined environment variables.
pub(in crate::repository::references) fn split_compose_file(value: &Field) -> Vec<Field> {
    let separator = if value.text.contains(';') { ';' } else { ':' };
    let literal = value.span.len() == value.text.len();
    let mut at = value.span.start as usize;
    let mut files = Vec::new();
    for piece in value.text.split(separator) {
        let span = if literal { Span::new(value.span.file, at, at + piece.len()) } else { value.span };
        at += piece.len() + 1;
        if !piece.trim().is_empty() {
            files.push(Field { text: piece.trim().to_owned(), span });
        }
    }
    files
}
