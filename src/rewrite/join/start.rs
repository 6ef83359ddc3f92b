//! How each service is started, and what of it its image no longer says.

use super::parts::{Part, said};
use crate::repository::Service;
use crate::syntax::dockerfile::{Form, Instruction, Keyword};

/// A service's keys with their values, as the Compose file writes them in one line.
pub(super) type Keys = Vec<(&'static str, String)>;

/// The last `CMD`, `ENTRYPOINT`.
fn last<'a>(part: &Part<'a>, keyword: Keyword) -> Option<&'a Instruction> {
    part.dockerfile.instructions(part.stage).iter().rfind(|it| it.keyword == keyword)
}

/// The ports that `EXPOSE` names, as written.
pub(super) fn exposed(instructions: &[Instruction]) -> Vec<String> {
    let all = instructions.iter().filter(|it| it.keyword == Keyword::Expose);
    all.flat_map(|it| it.args.iter().map(|word| word.value.clone())).collect()
}

/// What a service needs so that the image of `main` starts it as that of `part` did. `kept`: the ports that the image
/// still exposes.
pub(super) fn keys(
    main: &Part<'_>,
    part: &Part<'_>,
    service: &Service,
    kept: &[String],
) -> Result<Keys, String> {
    let mut keys = Vec::new();
    let (command, entrypoint) = (last(part, Keyword::Cmd), last(part, Keyword::Entrypoint));
    let same = |keyword: Keyword| last(main, keyword).map(said) == last(part, keyword).map(said);
    if service.entrypoint.is_none() && !(same(Keyword::Cmd) && same(Keyword::Entrypoint)) {
        if !same(Keyword::Entrypoint) {
            let entrypoint = entrypoint.filter(|it| it.form == Form::Exec);
            let entrypoint = entrypoint.ok_or("its entry point is none, or a text for a shell")?;
            keys.push(("entrypoint", words(entrypoint, part)?));
        }
        let is_lost = service.command.is_none();
        match command.filter(|_| is_lost) {
            Some(command) => keys.push(("command", words(command, part)?)),
            None if is_lost && last(main, Keyword::Cmd).is_some() => {
                return Err("it has no command of its own".to_owned());
            }
            None => {}
        }
    }
    let published = |port: &String| {
        let number = port.split('/').next().unwrap_or(port);
        service.ports.iter().any(|it| it.target.as_deref() == Some(number))
    };
    let own = exposed(part.dockerfile.instructions(part.stage));
    let lost: Vec<String> = own.into_iter().filter(|port| !kept.contains(port) && !published(port)).collect();
    if !lost.is_empty() {
        if service.keys.iter().any(|key| key.value == "expose") || lost.iter().any(|it| it.contains('$')) {
            return Err("what it exposes can't be said in the Compose file".to_owned());
        }
        let quoted: Vec<String> = lost.iter().map(|port| format!("\"{port}\"")).collect();
        keys.push(("expose", format!("[{}]", quoted.join(", "))));
    }
    Ok(keys)
}

/// The words of a command as a list of the Compose file, where `$` is written twice.
fn words(instruction: &Instruction, part: &Part<'_>) -> Result<String, String> {
    let list: Vec<String> = match (instruction.exec_words(), instruction.shell_script()) {
        (Some(words), _) => words.iter().map(|word| word.value.clone()).collect(),
        (None, Some(script)) => {
            if part.steps.iter().any(|it| it.keyword == Keyword::Shell) {
                return Err("`SHELL` runs its command".to_owned());
            }
            vec!["/bin/sh".to_owned(), "-c".to_owned(), script.text]
        }
        (None, None) => return Err("its command can't be read".to_owned()),
    };
    let quoted = list.iter().map(|word| serde_json::Value::String(word.replace('$', "$$")).to_string());
    Ok(format!("[{}]", quoted.collect::<Vec<_>>().join(", ")))
}
