//! A `RUN` as a plain list of commands. What isn't one is refused: a branch not taken would be read as taken.

use std::ops::Range;

use super::Refusal;
use crate::source::Span;
use crate::syntax::dockerfile::{Form, Instruction};
use crate::syntax::shell::{self, Command, Joined, Word};

/// Words that make a text more than a list of commands.
const CONTROL: [&str; 12] =
    ["if", "then", "else", "fi", "case", "esac", "while", "until", "for", "do", "!", "{"];

/// The commands of a `RUN`, all of which run one after the other.
pub(in crate::rewrite) fn commands(instruction: &Instruction) -> Result<Vec<Command>, Refusal> {
    let shown = || shown(instruction);
    if instruction.form == Form::Exec || !instruction.heredocs.is_empty() {
        return Err(format!("`{}` is not a plain shell line", shown()));
    }
    let text = instruction.shell_script().ok_or_else(|| "a `RUN` is empty".to_owned())?;
    let script = shell::parse(&text);
    let has_control = text.text.split_whitespace().any(|word| CONTROL.contains(&word.trim_end_matches(';')));
    let is_plain = |command: &Command| {
        matches!(command.joined, Joined::First | Joined::And | Joined::Then) && command.function.is_none()
    };
    if has_control
        || script.scopes.len() > 1
        || !script.loops.is_empty()
        || !script.commands.iter().all(is_plain)
    {
        return Err(format!("`{}` is more than a list of commands", shown()));
    }
    Ok(script.commands)
}

/// The words of a command behind its program.
pub(in crate::rewrite) fn arguments(command: &Command) -> &[Word] {
    command.program().and_then(|at| command.words.get(at + 1..)).unwrap_or_default()
}

/// An instruction's first line, cut short.
pub(in crate::rewrite) fn shown(instruction: &Instruction) -> String {
    let whole = format!("{} {}", instruction.keyword.as_str(), instruction.rest.text);
    let words: Vec<&str> = whole.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The bytes from behind the word before to the end of `words[at]`: what has to go for the word to be gone.
pub(in crate::rewrite) fn with_gap(words: &[Word], at: usize) -> Option<Range<usize>> {
    let before: Span = words.get(at.checked_sub(1)?)?.span;
    Some(before.end as usize..words.get(at)?.span.end as usize)
}
