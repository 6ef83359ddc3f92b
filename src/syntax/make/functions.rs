//! The functions of make whose result is plain from their arguments.

use super::expand::Expander;

impl Expander<'_> {
    /// The result of `name arguments`; `None` where this is no function, `Some(None)` where its result isn't known.
    pub(super) fn function(&self, content: &str, depth: u32) -> Option<Option<String>> {
        let (name, rest) = content.split_once([' ', '\t'])?;
        if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
            return None;
        }
        Some(self.evaluate(name, rest.trim_start(), depth))
    }

    fn evaluate(&self, name: &str, rest: &str, depth: u32) -> Option<String> {
        let arguments = split_arguments(rest);
        let argument = |index: usize| self.expand(arguments.get(index)?, depth);
        match name {
            "foreach" => {
                let variable = argument(0)?;
                let body = arguments.get(2)?;
                let each =
                    |word: &str| self.with(vec![(variable.trim().to_owned(), word.to_owned())], body, depth);
                Some(argument(1)?.split_whitespace().map(each).collect::<Option<Vec<_>>>()?.join(" "))
            }
            "call" => {
                let body = self.body(argument(0)?.trim())?;
                let given = (1..arguments.len()).map(|index| Some((index.to_string(), argument(index)?)));
                self.with(given.collect::<Option<_>>()?, body, depth)
            }
            "shell" => matches!(rest.trim(), "pwd" | "echo $$PWD").then(|| ".".to_owned()),
            // the files it finds aren't known here, but which ones it looks for is
            "wildcard" | "strip" | "abspath" | "realpath" => {
                Some(words(&self.expand(rest, depth)?, |word| word.to_owned()))
            }
            "addprefix" => {
                let prefix = argument(0)?;
                Some(words(&argument(1)?, |word| format!("{prefix}{word}")))
            }
            "addsuffix" => {
                let suffix = argument(0)?;
                Some(words(&argument(1)?, |word| format!("{word}{suffix}")))
            }
            "patsubst" => Some(substitute_patterns(&argument(2)?, argument(0)?.trim(), argument(1)?.trim())),
            "subst" => Some(replace(&argument(2)?, &argument(0)?, &argument(1)?)),
            "dir" => Some(words(&self.expand(rest, depth)?, |word| match word.rfind('/') {
                Some(at) => word[..=at].to_owned(),
                None => "./".to_owned(),
            })),
            "notdir" => Some(words(&self.expand(rest, depth)?, |word| match word.rfind('/') {
                Some(at) => word[at + 1..].to_owned(),
                None => word.to_owned(),
            })),
            "firstword" => {
                Some(self.expand(rest, depth)?.split_whitespace().next().unwrap_or_default().to_owned())
            }
            "lastword" => {
                Some(self.expand(rest, depth)?.split_whitespace().last().unwrap_or_default().to_owned())
            }
            _ => None,
        }
    }
}

/// `text` as it stands between commas, those within references not counted.
fn split_arguments(text: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let (mut open, mut start) = (0usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'{' => open += 1,
            b')' | b'}' => open = open.saturating_sub(1),
            b',' if open == 0 => {
                arguments.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    arguments.push(&text[start..]);
    arguments
}

fn words(text: &str, each: impl Fn(&str) -> String) -> String {
    text.split_whitespace().map(each).collect::<Vec<_>>().join(" ")
}

fn replace(text: &str, from: &str, to: &str) -> String {
    if from.is_empty() { format!("{text}{to}") } else { text.replace(from, to) }
}

/// Replaces each word that matches a pattern with one `%`; others are kept.
pub(super) fn substitute_patterns(text: &str, from: &str, to: &str) -> String {
    let stem = |word: &str| match from.split_once('%') {
        Some((before, after)) => word.strip_prefix(before)?.strip_suffix(after).map(str::to_owned),
        None => (word == from).then(String::new),
    };
    words(text, |word| match stem(word) {
        Some(stem) => to.replacen('%', &stem, 1),
        None => word.to_owned(),
    })
}
