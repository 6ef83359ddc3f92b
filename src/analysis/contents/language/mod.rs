//! Package managers of languages. What their subcommands and flags mean is from their documentation.

mod node;
mod python;

use super::action::{Action, Dependencies, Ecosystem};
use super::words::{Arguments, Variables};
use crate::source::Spanned;

/// What a command of a language's package manager does; `None` for other commands.
pub(super) fn read(program: &str, words: &[Spanned<String>], variables: &Variables) -> Option<Vec<Action>> {
    let name = program.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    Some(match name {
        "pip" => python::pip(words, variables),
        "python" | "pypy" => match words {
            [flag, module, rest @ ..] if flag.value == "-m" => match module.value.as_str() {
                "pip" => python::pip(rest, variables),
                "venv" | "virtualenv" => python::environment(rest),
                _ => return None,
            },
            _ => return None,
        },
        "virtualenv" => python::environment(words),
        "uv" => python::uv(words, variables),
        "poetry" => python::poetry(words),
        "pipenv" => python::pipenv(words),
        "conda" | "mamba" | "micromamba" => python::conda(words),
        "npm" => node::npm(words, variables),
        "yarn" => node::yarn(words, variables),
        "pnpm" => node::pnpm(words, variables),
        "bun" => node::bun(words, variables),
        "npx" | "bunx" | "pnpx" => {
            vec![node::run(words.iter().find(|word| !word.value.starts_with('-'))?, words)?]
        }
        "bundle" | "bundler" => bundle(words, variables),
        "composer" => composer(words),
        _ => return None,
    })
}

fn dependencies(ecosystem: Ecosystem) -> Dependencies {
    Dependencies {
        ecosystem,
        names: Vec::new(),
        manifests: Vec::new(),
        development: None,
        global: false,
        into: None,
        keeps_cache: true,
    }
}

/// The names of packages without versions, extras and markers.
fn names(words: &[&Spanned<String>]) -> Vec<String> {
    // the first sign of a name may be a scope's
    let ends =
        |&(_, sign): &(usize, char)| matches!(sign, '=' | '<' | '>' | '~' | '!' | '[' | ';' | ' ' | '@');
    let end = |word: &str| word.char_indices().skip(1).find(ends).map_or(word.len(), |(at, _)| at);
    let named = words.iter().filter(|word| word.value.len() > 1 && !word.value.starts_with(['.', '/']));
    named.map(|word| word.value[..end(&word.value)].to_owned()).collect()
}

fn bundle(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &["--jobs", "-j", "--retry", "--path", "--without", "--with"]);
    if !matches!(arguments.subcommand(), None | Some("install")) {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Ruby);
    let without = arguments.value(&["--without"]).or_else(|| variables.get("BUNDLE_WITHOUT"));
    found.development = without.map(|groups| !groups.contains("development"));
    vec![Action::Depend(found)]
}

fn composer(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &["-d", "--working-dir"]);
    match arguments.subcommand() {
        Some("install" | "update") => {
            let mut found = dependencies(Ecosystem::Php);
            found.development = Some(!arguments.has(&["--no-dev"]));
            vec![Action::Depend(found)]
        }
        _ => Vec::new(),
    }
}
