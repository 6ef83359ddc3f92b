//! Package managers of languages. What their subcommands and flags mean is from their documentation.

use super::action::{Action, Dependencies, Ecosystem, Tool};
use super::build;
use super::words::{Arguments, Variables};
use crate::source::Spanned;

/// What a command of a language's package manager does; `None` for other commands.
pub(super) fn read(program: &str, words: &[Spanned<String>], variables: &Variables) -> Option<Vec<Action>> {
    let name = program.trim_end_matches(|last: char| last.is_ascii_digit() || last == '.');
    Some(match name {
        "pip" => pip(words, variables),
        "python" | "pypy" => match words {
            [flag, module, rest @ ..] if flag.value == "-m" => match module.value.as_str() {
                "pip" => pip(rest, variables),
                "venv" | "virtualenv" => environment(rest),
                _ => return None,
            },
            _ => return None,
        },
        "virtualenv" => environment(words),
        "uv" => uv(words, variables),
        "poetry" => poetry(words),
        "pipenv" => pipenv(words),
        "conda" | "mamba" | "micromamba" => conda(words),
        "npm" => npm(words, variables),
        "yarn" => yarn(words, variables),
        "pnpm" => pnpm(words, variables),
        "bun" => bun(words, variables),
        "npx" | "bunx" | "pnpx" => vec![run(words.iter().find(|word| !word.value.starts_with('-'))?, words)?],
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
    let end = |word: &str| {
        word[1..].find(['=', '<', '>', '~', '!', '[', ';', ' ', '@']).map_or(word.len(), |at| at + 1)
    };
    let named = words.iter().filter(|word| word.value.len() > 1 && !word.value.starts_with(['.', '/']));
    named.map(|word| word.value[..end(&word.value)].to_owned()).collect()
}

fn pip(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let valued = [
        "-r",
        "--requirement",
        "--requirements",
        "-c",
        "--constraint",
        "-i",
        "--index-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "-t",
        "--target",
        "--prefix",
        "--root",
        "-e",
        "--editable",
        "--python",
        "--index",
        "--trusted-host",
        "--timeout",
        "--default-timeout",
        "--retries",
        "--cache-dir",
        "--platform",
        "--only-binary",
        "--no-binary",
        "--progress-bar",
        "--proxy",
        "--index-strategy",
        "--extra",
        "--python-platform",
    ];
    let arguments = Arguments::read(words, &valued);
    if !matches!(arguments.subcommand(), Some("install" | "sync")) {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Python);
    let glued = arguments.flags.iter().filter_map(|(name, _)| {
        name.strip_prefix("-r").filter(|rest| !rest.starts_with('=') && !rest.is_empty())
    });
    let files = arguments.values(&["-r", "--requirement", "--requirements"]);
    found.manifests = files.chain(glued).map(str::to_owned).collect();
    found.names = names(arguments.operands());
    found.development = found.manifests.iter().any(|file| names_development(file)).then_some(true);
    found.into = match arguments.value(&["-t", "--target", "--prefix", "--root"]) {
        Some(folder) => Some(folder.to_owned()),
        None => arguments.has(&["--user"]).then(|| "/root/.local".to_owned()),
    };
    found.keeps_cache =
        !arguments.has(&["--no-cache-dir", "--no-cache"]) && variables.get("PIP_NO_CACHE_DIR").is_none();
    vec![Action::Depend(found)]
}

fn environment(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &["-p", "--python", "--prompt"]);
    arguments.rest.first().map(|path| Action::Environment(path.value.clone())).into_iter().collect()
}

/// Requirement files for development are named so by convention: `requirements-dev.txt`, `dev-requirements.txt`,
/// `requirements/dev.txt`, and the same with `test`.
fn names_development(file: &str) -> bool {
    let mut words = file.split(['/', '-', '_', '.']);
    words.any(|word| matches!(word, "dev" | "develop" | "development" | "test" | "tests" | "testing"))
}

fn uv(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let valued = [
        "--python",
        "-p",
        "--group",
        "--extra",
        "--package",
        "--no-group",
        "--only-group",
        "--directory",
        "--project",
        "--index",
        "--link-mode",
    ];
    let arguments = Arguments::read(words, &valued);
    match arguments.subcommand() {
        Some("pip") => {
            let at = words.iter().position(|word| word.value == "pip").unwrap_or_default();
            pip(&words[at + 1..], variables)
        }
        Some("sync") => {
            let mut found = dependencies(Ecosystem::Python);
            // `uv sync` installs the group `dev` unless told not to
            let without = arguments.has(&["--no-dev", "--no-default-groups"])
                || arguments.values(&["--no-group"]).any(|group| group == "dev")
                || variables.get("UV_NO_DEV").is_some_and(|value| value != "0" && value != "false");
            found.development = if without { Some(false) } else { None };
            found.keeps_cache =
                !arguments.has(&["--no-cache", "-n"]) && variables.get("UV_NO_CACHE").is_none();
            let folder = variables.get("UV_PROJECT_ENVIRONMENT").unwrap_or(".venv").to_owned();
            vec![Action::Environment(folder), Action::Depend(found)]
        }
        Some("venv") => {
            let folder = arguments.operands().first().map_or(".venv", |path| path.value.as_str());
            vec![Action::Environment(folder.to_owned())]
        }
        _ => Vec::new(),
    }
}

fn poetry(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments =
        Arguments::read(words, &["--without", "--with", "--only", "-E", "--extras", "-C", "--directory"]);
    if arguments.subcommand() != Some("install") && arguments.subcommand() != Some("sync") {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Python);
    let without = arguments.has(&["--no-dev", "--only-root", "--only"])
        || arguments.values(&["--without"]).any(|group| group.contains("dev"));
    found.development = if without { Some(false) } else { None };
    found.keeps_cache = !arguments.has(&["--no-cache"]);
    vec![Action::Depend(found)]
}

fn pipenv(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments = Arguments::read(words, &["--python", "-r", "--requirements"]);
    if !matches!(arguments.subcommand(), Some("install" | "sync")) {
        return Vec::new();
    }
    let mut found = dependencies(Ecosystem::Python);
    found.development = Some(arguments.has(&["--dev", "-d"]));
    found.names = names(arguments.operands());
    vec![Action::Depend(found)]
}

fn conda(words: &[Spanned<String>]) -> Vec<Action> {
    let arguments =
        Arguments::read(words, &["-n", "--name", "-c", "--channel", "-p", "--prefix", "-f", "--file"]);
    let installs = match arguments.subcommand() {
        Some("install" | "create" | "update") => true,
        Some("env") => arguments
            .operands()
            .first()
            .is_some_and(|word| matches!(word.value.as_str(), "create" | "update")),
        _ => false,
    };
    let mut found = dependencies(Ecosystem::Python);
    found.manifests = arguments.values(&["-f", "--file"]).map(str::to_owned).collect();
    if found.manifests.is_empty() {
        found.names = names(arguments.operands());
    }
    if installs { vec![Action::Depend(found)] } else { Vec::new() }
}

/// Whether Node's package managers leave out what only development needs because of `NODE_ENV`.
fn is_production(variables: &Variables) -> bool {
    variables.get("NODE_ENV") == Some("production")
}

const NODE_VALUED: [&str; 14] = [
    "--prefix",
    "-C",
    "--dir",
    "--cwd",
    "--filter",
    "-F",
    "-w",
    "--workspace",
    "--registry",
    "--omit",
    "--only",
    "--include",
    "--network-timeout",
    "--cache",
];

fn node(arguments: &Arguments<'_>, development: bool, operands: &[&Spanned<String>]) -> Action {
    let mut found = dependencies(Ecosystem::Node);
    found.global = arguments.has(&["-g", "--global", "--location"]);
    found.names = names(operands);
    found.development = Some(development && found.names.is_empty() && !found.global);
    Action::Depend(found)
}

fn npm(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let without = arguments.has(&["--production"]) && arguments.value(&["--production"]) != Some("false")
        || arguments.values(&["--omit"]).any(|what| what == "dev")
        || arguments.values(&["--only"]).any(|what| what.starts_with("prod"));
    let with = arguments.values(&["--include"]).any(|what| what == "dev")
        || arguments.value(&["--production"]) == Some("false");
    let development = with || !(without || is_production(variables));
    match arguments.subcommand() {
        Some("install" | "i" | "ci" | "add" | "clean-install") => {
            vec![node(&arguments, development, arguments.operands())]
        }
        Some("prune") if without || is_production(variables) => {
            vec![Action::PruneDevelopment(Ecosystem::Node)]
        }
        Some("run" | "run-script") => script(arguments.operands().first().copied()),
        Some("exec") => arguments.operands().first().and_then(|word| run(word, words)).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn yarn(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let production = arguments.flags.iter().find(|(name, _)| matches!(*name, "--production" | "--prod"));
    let development = match production {
        Some((_, value)) => *value == Some("false"),
        None => !is_production(variables),
    };
    match arguments.subcommand() {
        None if arguments.has(&["--version", "-v", "--help"]) => Vec::new(),
        None | Some("install") => vec![node(&arguments, development, &[])],
        Some("add") => vec![node(&arguments, false, arguments.operands())],
        Some("global") => vec![global(&arguments)],
        Some("workspaces") if arguments.operands().first().is_some_and(|word| word.value == "focus") => {
            vec![node(&arguments, development, &[])]
        }
        Some("workspace") => script(arguments.operands().get(1).copied()),
        Some("run") => script(arguments.operands().first().copied()),
        Some("exec" | "dlx") => {
            arguments.operands().first().and_then(|word| run(word, words)).into_iter().collect()
        }
        Some(_) => script(arguments.rest.first().copied()),
    }
}

fn global(arguments: &Arguments<'_>) -> Action {
    let mut found = dependencies(Ecosystem::Node);
    found.global = true;
    found.names = names(arguments.operands().get(1..).unwrap_or_default());
    found.development = Some(false);
    Action::Depend(found)
}

fn pnpm(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let without = arguments.has(&["--prod", "--production", "-P"]) || is_production(variables);
    match arguments.subcommand() {
        Some("install" | "i" | "ci") => vec![node(&arguments, !without, &[])],
        Some("add") => vec![node(&arguments, false, arguments.operands())],
        Some("prune") if without => vec![Action::PruneDevelopment(Ecosystem::Node)],
        Some("run") => script(arguments.operands().first().copied()),
        Some("exec" | "dlx") => {
            arguments.operands().first().and_then(|word| run(word, words)).into_iter().collect()
        }
        _ => script(arguments.rest.first().copied()),
    }
}

fn bun(words: &[Spanned<String>], variables: &Variables) -> Vec<Action> {
    let arguments = Arguments::read(words, &NODE_VALUED);
    let without = arguments.has(&["--production", "-p"]) || is_production(variables);
    match arguments.subcommand() {
        Some("install" | "i" | "ci") => vec![node(&arguments, !without, arguments.operands())],
        Some("add") => vec![node(&arguments, false, arguments.operands())],
        Some("run") => script(arguments.operands().first().copied()),
        Some("build") => vec![Action::Build(Tool::Language(Ecosystem::Node))],
        _ => Vec::new(),
    }
}

/// A script of `package.json`.
fn script(name: Option<&Spanned<String>>) -> Vec<Action> {
    match name {
        Some(name) if build::is_build_script(&name.value) => {
            vec![Action::Build(Tool::Language(Ecosystem::Node))]
        }
        _ => Vec::new(),
    }
}

/// A program of `node_modules/.bin`.
fn run(program: &Spanned<String>, words: &[Spanned<String>]) -> Option<Action> {
    let at = words.iter().position(|word| word.span == program.span)?;
    let name = program.value.split('@').find(|part| !part.is_empty())?;
    build::read(name, &words[at + 1..])
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
