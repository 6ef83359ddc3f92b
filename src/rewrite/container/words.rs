//! Commands as words: what a service starts, what it is asked, and how a shell writes both.

use super::image::Image;
use crate::repository::compose::{CommandLine, Service, Text};
use crate::source::{FileId, Mapped};
use crate::syntax::dockerfile::Instruction;
use crate::syntax::interpolation;
use crate::syntax::shell;
use crate::syntax::yaml::Node;

/// A question whose answer says whether a process is well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Health {
    pub(super) words: Vec<String>,
    /// How often and how long, as Compose writes it: key and value.
    pub(super) timing: Vec<(&'static str, String)>,
}

/// What of a health check is time, in Compose and in a Dockerfile.
const TIMING: [&str; 5] = ["interval", "timeout", "retries", "start_period", "start_interval"];

/// A text of a Compose file without variables.
pub(super) fn literal(text: &str) -> Option<String> {
    interpolation::parse(text).ok()?.literal().map(str::to_owned)
}

/// What a service starts: its own words before those of its image.
pub(super) fn started(service: &Service, image: &Image) -> Result<Vec<String>, String> {
    let own = |line: &Option<CommandLine>, what: &str| -> Result<Option<Vec<String>>, String> {
        let Some(line) = line else { return Ok(None) };
        let words = split(line).ok_or_else(|| format!("its {what} holds a variable, or more than words"))?;
        if words.is_empty() {
            return Err(format!("its {what} is empty"));
        }
        Ok(Some(words))
    };
    let entrypoint = own(&service.entrypoint, "entry point")?;
    let command = own(&service.command, "command")?;
    let mut words = match (&entrypoint, command) {
        (_, Some(command)) => command,
        // an entry point of its own takes the image's command away
        (Some(_), None) => Vec::new(),
        (None, None) => image.command.clone(),
    };
    words.splice(0..0, entrypoint.unwrap_or_else(|| image.entrypoint.clone()));
    match words.is_empty() {
        true => Err("it starts nothing that the repository says".to_owned()),
        false => Ok(words),
    }
}

/// The words of a command; Compose cuts a text as a shell does, but lets no shell see it.
fn split(line: &CommandLine) -> Option<Vec<String>> {
    let known: Vec<String> = line.words.iter().map(|word| literal(&word.raw)).collect::<Option<_>>()?;
    let [text] = known.as_slice() else { return Some(known) };
    if line.is_list {
        return Some(known);
    }
    if text.contains(['$', '`', ';', '&', '|', '<', '>', '(', ')', '\n', '#', '*', '?', '[', '{', '~']) {
        return None;
    }
    let script = shell::parse(&Mapped::whole(FileId(0), text, 0));
    match script.commands.as_slice() {
        [] => Some(Vec::new()),
        [only] => only.words.iter().map(shell::Word::literal).collect(),
        _ => None,
    }
}

/// What a service is asked: by its own `healthcheck`, else by its image's.
pub(super) fn asked(body: Node<'_>, image: &Image) -> Result<Option<Health>, String> {
    let Some(own) = body.get("healthcheck") else { return Ok(image.health.clone()) };
    if own.get("disable").is_some_and(|it| it.as_str() != Some("false")) {
        return Ok(None);
    }
    let Some(test) = own.get("test") else {
        return Err("its health check has no test of its own".to_owned());
    };
    let known = |node: Node<'_>| node.as_str().and_then(literal);
    let words: Option<Vec<String>> = match test.as_str() {
        Some(_) => known(test).map(in_shell),
        None => test.items().map(known).collect(),
    };
    let words = words.ok_or("its health check holds a variable")?;
    let words = match words.split_first() {
        Some((first, _)) if first == "NONE" => return Ok(None),
        Some((first, rest)) if first == "CMD" => rest.to_vec(),
        Some((first, rest)) if first == "CMD-SHELL" => in_shell(rest.join(" ")),
        _ if test.as_str().is_some() => words,
        _ => return Err("its health check can't be read".to_owned()),
    };
    let timing = TIMING.into_iter().filter_map(|key| Some((key, own.get(key)?.as_str()?.to_owned())));
    Ok(Some(Health { words, timing: timing.collect() }))
}

/// The same of a Dockerfile's `HEALTHCHECK`; `None` for `NONE`.
pub(super) fn image_health(instruction: &Instruction) -> Result<Option<Health>, String> {
    let words = match (instruction.exec_words(), instruction.shell_script()) {
        (Some(words), _) => words.iter().map(|word| word.value.clone()).collect(),
        (None, Some(script)) => in_shell(script.text),
        (None, None) => return Ok(None),
    };
    let timing = TIMING.into_iter().filter_map(|key| {
        let flag = instruction.flags.iter().find(|flag| flag.name.replace('-', "_") == key)?;
        Some((key, flag.value.as_ref()?.value.clone()))
    });
    Ok(Some(Health { words, timing: timing.collect() }))
}

fn in_shell(text: String) -> Vec<String> {
    vec!["/bin/sh".to_owned(), "-c".to_owned(), text]
}

/// A word as a shell's script writes it.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'@' | b'%' | b'+' | b':' | b',' | b'.' | b'/' | b'-')
    };
    match !word.is_empty() && word.bytes().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// All words, as a script writes them; the first one can't be taken for an assignment.
pub(super) fn command(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The text's value where no variable is in it.
pub(super) fn known(text: &Text) -> Option<String> {
    literal(&text.raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_so_that_a_shell_reads_them_back() {
        for word in ["python", "--bind=0.0.0.0:80", "a b", "it's", "$HOME", "", "*", "a\nb", "A=b"] {
            let script = shell::parse(&Mapped::whole(FileId(0), &format!("exec {}", quoted(word)), 0));
            assert_eq!(script.commands[0].words[1].literal().as_deref(), Some(word));
        }
    }

    #[test]
    fn variables_are_not_known() {
        assert_eq!(literal("a $$b"), Some("a $b".to_owned()));
        assert_eq!(literal("${A:-b}"), None);
    }
}
