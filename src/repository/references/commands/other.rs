//! Commands that start others: shells, `ssh`, `make`, scripts by their path.

use super::options::{Options, Step, behind};
use super::{Field, Invocation};
use crate::source::Span;

/// Reads a command that is no container tool.
pub(super) fn other(name: &str, words: &[Field]) -> Invocation {
    let rest = &words[1..];
    match name {
        "make" | "gmake" => make(rest),
        "bash" | "sh" | "zsh" | "dash" | "ash" | "ksh" => shell(rest),
        "source" | "." => rest.first().cloned().map_or(Invocation::Other, Invocation::Script),
        "eval" => text(rest),
        "ssh" | "sshpass" => remote(rest),
        "su" | "runuser" | "watch" | "script" | "flock" | "entr" => dash_c(rest),
        "echo" | "printf" | "say" | "print" => Invocation::Shown(rest.to_vec()),
        "wsl" | "xargs" | "dotenv" | "direnv" | "with-env" | "concurrently" | "npx" => Invocation::Other,
        _ if words[0].text.contains('/') || name.ends_with(".sh") => Invocation::Script(words[0].clone()),
        _ => Invocation::Other,
    }
}

fn make(words: &[Field]) -> Invocation {
    let (mut directory, mut file) = (None, None);
    for step in Options::new(words, &["-C", "--directory", "-f", "--file", "--makefile", "-j", "-o", "-I"]) {
        if let Step::Valued(name, value) = step {
            match name.as_str() {
                "-C" | "--directory" => directory = Some(value),
                "-f" | "--file" | "--makefile" => file = Some(value),
                _ => {}
            }
        }
    }
    Invocation::Make { directory, file }
}

/// `bash -c TEXT`, `bash SCRIPT`
fn shell(words: &[Field]) -> Invocation {
    for (at, word) in words.iter().enumerate() {
        let is_text = word.text.starts_with('-') && !word.text.starts_with("--") && word.text.ends_with('c');
        if is_text {
            return words.get(at + 1).cloned().map_or(Invocation::Other, Invocation::Text);
        }
        if !word.text.starts_with(['-', '+']) && word.text != "pipefail" {
            return Invocation::Script(word.clone());
        }
    }
    Invocation::Other
}

fn dash_c(words: &[Field]) -> Invocation {
    let at = words.iter().position(|word| matches!(word.text.as_str(), "-c" | "-lc"));
    at.and_then(|at| words.get(at + 1)).cloned().map_or(Invocation::Other, Invocation::Text)
}

/// Options of `ssh` that take a value. Source: ssh(1).
const SSH_VALUED: [&str; 14] =
    ["-i", "-p", "-o", "-l", "-F", "-L", "-R", "-D", "-J", "-b", "-c", "-E", "-m", "-W"];

fn remote(words: &[Field]) -> Invocation {
    match behind(words, &SSH_VALUED) {
        Some((host, _)) if host + 1 < words.len() => text(&words[host + 1..]),
        _ => Invocation::Other,
    }
}

/// Several words that are joined and run.
fn text(words: &[Field]) -> Invocation {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Invocation::Other };
    if words.len() == 1 {
        return Invocation::Text(first.clone());
    }
    let joined = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let together = first.span.file == last.span.file && last.span.end >= first.span.start;
    let span = if together { Span { end: last.span.end, ..first.span } } else { first.span };
    Invocation::Text(Field { text: joined, span })
}
