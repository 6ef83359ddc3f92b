//! Words of commands with their variables replaced, as far as the Dockerfile gives them.

use rustc_hash::FxHashMap;

use crate::source::{Span, Spanned};
use crate::syntax::shell::{Command, Part, Word};

/// Values of `ARG`, `ENV` and shell variables at one place of a stage.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    values: FxHashMap<String, String>,
}

impl Variables {
    pub(super) fn set(&mut self, name: &str, value: Option<String>) {
        match value {
            Some(value) => {
                self.values.insert(name.to_owned(), value);
            }
            None => {
                self.values.remove(name);
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Takes in what a command assigns for the commands behind it.
    pub(super) fn assign(&mut self, command: &Command) {
        if !command.assigns_for_good() {
            return;
        }
        for assignment in &command.assignments {
            let value = self.single(&assignment.value);
            self.set(&assignment.name.value, value);
        }
    }

    /// A word as one text; `None` where a part of it isn't known.
    fn single(&self, word: &Word) -> Option<String> {
        word.parts.iter().map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> Option<String> {
        match part {
            Part::Literal { text, .. } => Some(text.clone()),
            Part::Variable { name, operator: None, .. } => self.get(name).map(str::to_owned),
            Part::Variable { name, operator: Some(operator), .. } => {
                let value = self.get(name);
                match operator.symbol.as_str() {
                    ":-" | ":=" => value.filter(|value| !value.is_empty()),
                    "-" | "=" | ":?" | "?" => value,
                    _ => return None,
                }
                .map(str::to_owned)
                .or_else(|| plain(&operator.operand))
            }
            Part::Substitution { .. } | Part::Arithmetic => None,
        }
    }

    /// The words a shell makes of a command's words: an unquoted variable may become several or none.
    pub(super) fn expand(&self, command: &Command) -> Vec<Spanned<String>> {
        let from = command.program().unwrap_or(command.words.len());
        let mut words = Vec::new();
        for word in &command.words[from..] {
            self.expand_word(word, &mut words);
        }
        words
    }

    fn expand_word(&self, word: &Word, words: &mut Vec<Spanned<String>>) {
        let splits = word.parts.iter().any(|part| matches!(part, Part::Variable { quoted: false, .. }));
        match self.single(word) {
            Some(text) if splits => {
                words.extend(text.split_whitespace().map(|piece| Spanned::new(piece.to_owned(), word.span)));
            }
            Some(text) => words.push(Spanned::new(text, word.span)),
            None => words.push(Spanned::new(word.text(), word.span)),
        }
    }
}

/// The text of parts in which nothing is left to expand.
fn plain(parts: &[Part]) -> Option<String> {
    parts
        .iter()
        .map(|part| match part {
            Part::Literal { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// Whether a word still holds a variable or a substitution.
pub(super) fn is_unknown(word: &str) -> bool {
    word.contains("${") || word.contains("$(")
}

/// A command's words, split into what its tool reads as flags and as arguments.
#[derive(Debug, Default)]
pub(super) struct Arguments<'a> {
    /// Flags as written, with the value that follows them where it does.
    pub(super) flags: Vec<(&'a str, Option<&'a str>)>,
    /// The rest, in order.
    pub(super) rest: Vec<&'a Spanned<String>>,
}

impl<'a> Arguments<'a> {
    /// Reads `words` behind the program; `valued` names the flags that take the next word as their value.
    pub(super) fn read(words: &'a [Spanned<String>], valued: &[&str]) -> Self {
        let mut read = Self::default();
        let mut words = words.iter();
        let mut only_arguments = false;
        while let Some(word) = words.next() {
            let text = word.value.as_str();
            if only_arguments || !text.starts_with('-') || text == "-" {
                read.rest.push(word);
            } else if text == "--" {
                only_arguments = true;
            } else if let Some((name, value)) = text.split_once('=').filter(|_| text.starts_with("--")) {
                read.flags.push((name, Some(value)));
            } else if valued.contains(&text) {
                read.flags.push((text, words.next().map(|value| value.value.as_str())));
            } else {
                read.flags.push((text, None));
            }
        }
        read
    }

    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|(name, _)| names.contains(name))
    }

    /// The values of every flag of these names.
    pub(super) fn values(&self, names: &[&str]) -> impl Iterator<Item = &'a str> {
        self.flags.iter().filter(move |(name, _)| names.contains(name)).filter_map(|(_, value)| *value)
    }

    pub(super) fn value(&self, names: &[&str]) -> Option<&'a str> {
        self.values(names).next()
    }

    /// The first argument that isn't a flag: the subcommand of most tools.
    pub(super) fn subcommand(&self) -> Option<&'a str> {
        self.rest.first().map(|word| word.value.as_str())
    }

    /// What stands behind the subcommand.
    pub(super) fn operands(&self) -> &[&'a Spanned<String>] {
        self.rest.get(1..).unwrap_or_default()
    }
}

/// From the program to the last word.
pub(super) fn span_of(words: &[Spanned<String>]) -> Option<Span> {
    Some(words.first()?.span.to(words.last()?.span))
}
