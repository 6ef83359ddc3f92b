//! `uv sync`, `uv pip install` and what goes with them.

use super::Refusal;
use super::environment::Environment;
use super::install::Install;
use super::pip;
use crate::rewrite::stage::script;
use crate::syntax::shell::{Command, Word};

const CACHE: &str = "/root/.cache/uv";

pub(super) fn read(
    install: &mut Install,
    environment: &Environment,
    command: &Command,
) -> Result<(), Refusal> {
    let rest = script::arguments(command);
    let at = command.program().unwrap_or_default();
    let has = |flag: &str| rest.iter().any(|word| word.is(flag));
    match rest.first().map(Word::text).as_deref() {
        Some("sync") => {
            install.count += 1;
            install.cache(CACHE);
            no_cache(install, &command.words);
            install.projects.extend(["pyproject.toml", "uv.lock"].map(str::to_owned));
            if !has("--no-install-project") && !has("--no-install-workspace") {
                install.folders.push((".".to_owned(), true));
            }
            Ok(())
        }
        Some("pip") => into(install, environment, &command.words, at + 2),
        Some("venv") => {
            install.count += 1;
            Ok(())
        }
        Some("export") => {
            install.projects.extend(["pyproject.toml", "uv.lock"].map(str::to_owned));
            generated(install, command);
            Ok(())
        }
        Some("lock" | "cache" | "--version" | "version") => Ok(()),
        other => Err(format!("what `uv {}` does isn't known", other.unwrap_or_default())),
    }
}

/// `uv pip install`: into the environment, by name.
fn into(install: &mut Install, environment: &Environment, words: &[Word], sub: usize) -> Result<(), Refusal> {
    let Some(word) = words.get(sub) else { return Ok(()) };
    let is_sync = word.is("sync");
    if !is_sync && !word.is("install") {
        return match word.is("check") || word.is("list") {
            true => Ok(()),
            false => Err(format!("`uv pip {}` is not an installation", word.text())),
        };
    }
    install.count += 1;
    install.cache(CACHE);
    let mut system = None;
    let mut kept: Vec<Word> = words[..=sub].to_vec();
    for (at, word) in words.iter().enumerate().skip(sub + 1) {
        match word.is("--system") {
            true => system = Some(at),
            false => kept.push(word.clone()),
        }
    }
    if !environment.is_ours && system.is_some() {
        return Err("`uv pip install --system` installs past the environment".to_owned());
    }
    if environment.is_ours {
        let python = format!("--python {}/bin/python", environment.path);
        match system.and_then(|at| words.get(at)) {
            Some(flag) => install.edits.push((flag.span.range(), python)),
            None => {
                let end = word.span.end as usize;
                install.edits.push((end..end, format!(" {python}")));
            }
        }
    }
    if is_sync {
        let names = kept.iter().skip(sub + 1).filter_map(Word::literal);
        install.files.extend(names.filter(|name| !name.starts_with('-')));
        no_cache(install, words);
        return Ok(());
    }
    pip::arguments(install, &kept, sub)?;
    // the gap in front of a word was measured without `--system`
    install.without_cache.clear();
    no_cache(install, words);
    Ok(())
}

fn no_cache(install: &mut Install, words: &[Word]) {
    for (at, word) in words.iter().enumerate() {
        if word.is("--no-cache") || word.is("--no-cache-dir") {
            install.without_cache.extend(script::with_gap(words, at).map(|gap| (gap, String::new())));
        }
    }
}

/// The file that an export is written to, by an option or by the shell.
pub(super) fn generated(install: &mut Install, command: &Command) {
    let rest = script::arguments(command);
    for (at, word) in rest.iter().enumerate() {
        let text = word.text();
        let joined = text.split_once('=').filter(|(name, _)| matches!(*name, "--output" | "--output-file"));
        let next = matches!(text.as_str(), "-o" | "--output" | "--output-file").then(|| rest.get(at + 1));
        install.generated.extend(joined.map(|(_, value)| value.to_owned()));
        install.generated.extend(next.flatten().map(Word::text));
    }
    let writes = command.redirects.iter().filter(|it| it.operator.starts_with('>'));
    install.generated.extend(writes.map(|it| it.target.text()));
}
