//! What a service starts, and what asks it whether it is well.

use super::features::Class;
use crate::repository::{Repository, Service, path};
use crate::source::Span;
use crate::syntax::dockerfile::Keyword;

/// A program's name stands among so many first words of its command: behind an interpreter, its options and `run`.
const FIRST: usize = 5;

/// The scripts, modules and programs that a service starts: what its command says, else what its Dockerfile says.
pub(super) fn told(
    repository: &Repository,
    service: &Service,
    built: &Service,
) -> Vec<(Class, String, Span)> {
    let mut words: Vec<(String, Span)> = Vec::new();
    for line in service.command.iter().chain(&service.entrypoint) {
        for word in &line.words {
            words.extend(word.raw.split_whitespace().map(|part| (part.to_owned(), word.span)));
        }
    }
    if words.is_empty() {
        words = of_dockerfile(repository, built);
    }
    let entries = words.iter().filter_map(|(word, span)| Some((Class::Entry, entry(word)?, *span)));
    let mut told: Vec<_> = entries.collect();
    let first = words.iter().take(FIRST).find_map(|(word, span)| Some((program(word)?, *span)));
    told.extend(first.map(|(program, span)| (Class::Program, program, span)));
    told
}

fn of_dockerfile(repository: &Repository, built: &Service) -> Vec<(String, Span)> {
    let mut told = Vec::new();
    let Some(id) = built.build.as_ref().and_then(|build| build.dockerfile_id()) else { return told };
    let dockerfile = repository.dockerfile(id);
    let target = built.build.as_ref().and_then(|build| build.target.as_ref()?.known());
    let stage = dockerfile.target_stage(target);
    let instructions = stage.map(|stage| dockerfile.instructions(stage)).unwrap_or_default();
    for it in instructions.iter().filter(|it| matches!(it.keyword, Keyword::Cmd | Keyword::Entrypoint)) {
        match it.exec_words() {
            Some(words) => told.extend(words.iter().map(|word| (word.value.clone(), word.span))),
            None => {
                let words = it.rest.text.split_whitespace();
                told.extend(words.map(|word| (word.to_owned(), it.keyword_span)));
            }
        }
    }
    told
}

/// The script, module or program file that a word of a command names: `python`, options and numbers are none.
fn entry(word: &str) -> Option<String> {
    let word = bare(word);
    let is_address = word.contains("://") || word.contains('$') || word.contains('=');
    if word.starts_with('-') || is_address || !word.contains(['.', '/', ':']) {
        return None;
    }
    let module = word.split(':').next().unwrap_or(word);
    let name = path::file_name(module);
    let stem = match name.rsplit_once('.') {
        // a module path stays whole, a file loses its extension
        Some((stem, extension)) if module.contains('/') || FILES.contains(&extension) => stem,
        _ => name,
    };
    let told = stem.bytes().filter(|byte| byte.is_ascii_alphabetic()).count();
    (told > 2 && !SHELLS.contains(&stem)).then(|| stem.to_ascii_lowercase().replace('-', "_"))
}

/// The program that a command starts with, where it says more than a language does.
fn program(word: &str) -> Option<String> {
    let name = path::file_name(bare(word));
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let says = is_plain
        && !word.starts_with('-')
        && stem.len() > 2
        && !SHELLS.contains(&name)
        && !INTERPRETERS.contains(&stem);
    says.then(|| name.to_ascii_lowercase())
}

/// The paths of the addresses in a text: `/api/config` of `curl -f http://localhost:8000/api/config || exit 1`. The
/// plain `/` is everybody's.
pub(super) fn addressed(text: &str) -> impl Iterator<Item = &str> {
    text.split("://").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ')' | '|' | '?'));
        let address = &rest[..end.unwrap_or(rest.len())];
        let path = &address[address.find('/')?..];
        (path.len() > 1).then_some(path)
    })
}

fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\'', ';', ','])
}

/// Endings of programs in source or as built.
const FILES: [&str; 13] =
    ["py", "js", "mjs", "cjs", "ts", "sh", "jar", "rb", "php", "pl", "dll", "exs", "lua"];
/// Programs that only start others.
const SHELLS: [&str; 5] = ["bash", "dash", "entrypoint", "docker_entrypoint", "docker-entrypoint"];
/// Programs that run whatever they are given: they say which language, not what.
const INTERPRETERS: [&str; 26] = [
    "python",
    "node",
    "java",
    "ruby",
    "php",
    "perl",
    "deno",
    "bun",
    "dotnet",
    "npm",
    "npx",
    "yarn",
    "pnpm",
    "poetry",
    "pipenv",
    "uv",
    "bundle",
    "env",
    "exec",
    "tini",
    "dumb-init",
    "gosu",
    "sleep",
    "tail",
    "run",
    "start",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_scripts_and_modules() {
        assert_eq!(entry("oi_detector.py").as_deref(), Some("oi_detector"));
        assert_eq!(entry("collectors.trades").as_deref(), Some("collectors.trades"));
        assert_eq!(entry("app.main:app").as_deref(), Some("app.main"));
        assert_eq!(entry("/app/run-worker.sh").as_deref(), Some("run_worker"));
        for none in ["python", "-m", "--port=8000", "0.0.0.0", "/bin/sh", "8000", "redis://x/y"] {
            assert_eq!(entry(none), None, "{none}");
        }
    }

    #[test]
    fn programs_say_more_than_a_language() {
        assert_eq!(program("/app/.venv/bin/uvicorn").as_deref(), Some("uvicorn"));
        assert_eq!(program("celery").as_deref(), Some("celery"));
        for none in ["python3", "node", "sh", "/bin/bash", "app.py", "--flag=1"] {
            assert_eq!(program(none), None, "{none}");
        }
    }

    #[test]
    fn health_is_asked_at_a_path() {
        let found = |text| addressed(text).collect::<Vec<_>>();
        assert_eq!(found("curl -f http://localhost:8000/api/config || exit 1"), ["/api/config"]);
        assert_eq!(found("open('http://localhost/live')"), ["/live"]);
        assert!(found("curl http://localhost:80/").is_empty() && found("redis-cli ping").is_empty());
    }
}
