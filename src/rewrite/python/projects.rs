//! `poetry install`, `pipenv install` and what goes with them.

use super::Refusal;
use super::environment::Environment;
use super::install::Install;
use super::uv::generated;
use crate::rewrite::stage::script;
use crate::syntax::shell::{Command, Word};

pub(super) fn poetry(
    install: &mut Install,
    environment: &Environment,
    command: &Command,
) -> Result<(), Refusal> {
    let rest = script::arguments(command);
    let has = |flag: &str| rest.iter().any(|word| word.is(flag));
    let first = rest.iter().map(Word::text).find(|text| !text.starts_with('-'));
    match first.as_deref() {
        Some("install" | "sync") => {
            install.count += 1;
            install.activates = environment.is_ours;
            install.projects.extend(["pyproject.toml", "poetry.lock"].map(str::to_owned));
            // without it the project itself is installed, where it lies
            if !has("--no-root") {
                install.folders.push((".".to_owned(), true));
            }
            Ok(())
        }
        Some("export") => {
            install.projects.extend(["pyproject.toml", "poetry.lock"].map(str::to_owned));
            generated(install, command);
            Ok(())
        }
        Some("config" | "check" | "cache" | "lock" | "self") | None => Ok(()),
        Some(other) => Err(format!("what `poetry {other}` does isn't known")),
    }
}

pub(super) fn pipenv(
    install: &mut Install,
    environment: &Environment,
    command: &Command,
) -> Result<(), Refusal> {
    let at = command.program().unwrap_or_default();
    let rest = script::arguments(command);
    let first = rest.iter().map(Word::text).find(|text| !text.starts_with('-'));
    match first.as_deref() {
        Some("install" | "sync") => {
            if !environment.is_ours {
                return Err("pipenv and another program fill environments".to_owned());
            }
            install.count += 1;
            install.activates = true;
            install.projects.extend(["Pipfile", "Pipfile.lock"].map(str::to_owned));
            let mut positional = rest.iter().map(Word::text).filter(|text| !text.starts_with('-')).skip(1);
            if let Some(name) = positional.next() {
                return Err(format!("`pipenv install {name}` changes the lock file"));
            }
            // the active environment takes the place of the system's Python
            let system = command.words.iter().position(|word| word.is("--system"));
            let gap =
                system.filter(|place| *place > at).and_then(|place| script::with_gap(&command.words, place));
            install.edits.extend(gap.map(|gap| (gap, String::new())));
            Ok(())
        }
        Some("requirements" | "lock") => {
            install.projects.extend(["Pipfile", "Pipfile.lock"].map(str::to_owned));
            generated(install, command);
            Ok(())
        }
        Some("verify" | "check") | None => Ok(()),
        Some(other) => Err(format!("what `pipenv {other}` does isn't known")),
    }
}
