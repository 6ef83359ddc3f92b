//! A word of a command to the words it becomes, with [`UNKNOWN`] for what isn't known.

use super::variables::{Value, Variables};
use super::walk::Walk;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::{Directory, ROOT, UNKNOWN};
use crate::source::Span;
use crate::syntax::shell::{Command, Operator, Part, Word};

/// How many combinations of the variables' values are followed in one command.
const MOST_WORLDS: usize = 24;

/// How deep `${A:-${B:-...}}` is followed.
const DEEPEST: usize = 8;

/// Which of its values each variable has.
pub(super) struct World<'a> {
    pub(super) walk: &'a Walk<'a>,
    pub(super) variables: &'a Variables,
    pub(super) directory: &'a Directory,
    choice: Vec<(String, usize)>,
}

impl<'a> World<'a> {
    /// Every combination of values of the variables that `words` use.
    pub(super) fn all(
        walk: &'a Walk<'a>,
        variables: &'a Variables,
        directory: &'a Directory,
        words: &[&Word],
    ) -> Vec<World<'a>> {
        let mut names: Vec<&str> = Vec::new();
        words.iter().for_each(|word| used(&word.parts, &mut names, 0));
        names.sort_unstable();
        names.dedup();
        let mut choices: Vec<Vec<(String, usize)>> = vec![Vec::new()];
        for name in names {
            let count = variables.get(name).len();
            if count < 2 || choices.len() * count > MOST_WORLDS {
                continue;
            }
            choices = choices
                .iter()
                .flat_map(|choice| {
                    (0..count).map(move |index| {
                        let mut choice = choice.clone();
                        choice.push((name.to_owned(), index));
                        choice
                    })
                })
                .collect();
        }
        choices.into_iter().map(|choice| World { walk, variables, directory, choice }).collect()
    }

    /// The same values, seen from another folder.
    pub(super) fn in_directory<'b>(&'b self, directory: &'b Directory) -> World<'b> {
        World { walk: self.walk, variables: self.variables, directory, choice: self.choice.clone() }
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        let chosen = self.choice.iter().find(|(own, _)| own == name).map_or(0, |(_, index)| *index);
        let values = self.variables.get(name);
        values.get(chosen)
    }

    /// A command's words.
    pub(super) fn command(&self, command: &Command) -> Vec<Field> {
        command.words.iter().flat_map(|word| self.fields(word)).collect()
    }

    /// The words one word becomes.
    pub(super) fn fields(&self, word: &Word) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let mut open: Option<Field> = None;
        for part in &word.parts {
            let (value, quoted) = match part {
                Part::Variable { name, operator: None, quoted } => (self.value(base_name(name)), *quoted),
                _ => (None, true),
            };
            match value {
                Some(value) if value.is_list || !quoted => splice(value, word.span, &mut fields, &mut open),
                Some(value)
                    if word.parts.len() <= 2 && open.as_ref().is_none_or(|open| open.text.is_empty()) =>
                {
                    open = Some(Field { text: value.text.clone(), span: value.span });
                }
                _ => {
                    let text = self.part(part, 0);
                    let open = open.get_or_insert_with(|| Field { text: String::new(), span: word.span });
                    open.text.push_str(&text);
                    open.span = word.span;
                }
            }
        }
        fields.extend(open);
        fields
    }

    /// A word as one text.
    pub(super) fn text(&self, word: &Word) -> String {
        word.parts.iter().map(|part| self.part(part, 0)).collect()
    }

    fn part(&self, part: &Part, depth: usize) -> String {
        match part {
            Part::Literal { text, .. } => text.clone(),
            Part::Variable { name, operator, .. } => {
                let value = self.value(base_name(name)).map(|value| value.text.clone());
                let value = value.or_else(|| self.given(name));
                match operator {
                    None => value.unwrap_or_else(unknown),
                    Some(operator) => self.apply(operator, value, depth),
                }
            }
            Part::Substitution { scope, .. } => self.printed(*scope, depth),
            Part::Arithmetic => unknown(),
        }
    }

    /// Variables that the shell or the runner sets. Source: bash(1); the lists of predefined variables of GitHub
    /// Actions, GitLab, Jenkins, Azure, CircleCI and Travis.
    fn given(&self, name: &str) -> Option<String> {
        match base_name(name) {
            "PWD" => Some(self.directory.printed()),
            "0" | "BASH_SOURCE" => self.walk.own_path.map(|path| format!("{ROOT}/{path}")),
            "GITHUB_WORKSPACE"
            | "CI_PROJECT_DIR"
            | "WORKSPACE"
            | "BUILD_SOURCESDIRECTORY"
            | "TRAVIS_BUILD_DIR"
            | "CIRCLE_WORKING_DIRECTORY"
            | "DRONE_WORKSPACE" => Some(ROOT.to_string()),
            name if name.trim_matches(['{', '}', ' ']) == "github.workspace" => Some(ROOT.to_string()),
            _ => None,
        }
    }

    fn apply(&self, operator: &Operator, value: Option<String>, depth: usize) -> String {
        let operand = || match depth < DEEPEST {
            true => operator.operand.iter().map(|part| self.part(part, depth + 1)).collect(),
            false => unknown(),
        };
        match operator.symbol.as_str() {
            ":-" | ":=" => value.filter(|value| !value.is_empty()).unwrap_or_else(operand),
            "-" | "=" => value.unwrap_or_else(operand),
            ":+" | "+" => operand(),
            ":?" | "?" => value.unwrap_or_else(unknown),
            symbol @ ("%" | "%%" | "#" | "##") => match value {
                Some(value) => removed(symbol, &value, &operand()).unwrap_or_else(unknown),
                None => unknown(),
            },
            _ => unknown(),
        }
    }

    fn printed(&self, scope: u32, depth: usize) -> String {
        if depth < DEEPEST { super::substitution::printed(self, scope) } else { unknown() }
    }
}

pub(super) fn unknown() -> String {
    UNKNOWN.to_string()
}

/// `X` of `X[@]`.
fn base_name(name: &str) -> &str {
    name.split_once('[').map_or(name, |(name, _)| name)
}

/// The names of the variables in some parts.
fn used<'a>(parts: &'a [Part], names: &mut Vec<&'a str>, depth: usize) {
    for part in parts {
        if let Part::Variable { name, operator, .. } = part {
            names.push(base_name(name));
            if let Some(operator) = operator.as_ref().filter(|_| depth < DEEPEST) {
                used(&operator.operand, names, depth + 1);
            }
        }
    }
}

/// Puts the words of a value where the variable stands; those at its ends join what is around.
fn splice(value: &Value, span: Span, fields: &mut Vec<Field>, open: &mut Option<Field>) {
    let detached = !value.is_list && value.text.starts_with(char::is_whitespace);
    for (index, field) in value.fields.iter().enumerate() {
        if index > 0 || detached {
            fields.extend(open.take());
        }
        match open {
            Some(open) => {
                open.text.push_str(&field.text);
                open.span = span;
            }
            None => *open = Some(field.clone()),
        }
    }
    if !value.is_list && value.text.ends_with(char::is_whitespace) {
        fields.extend(open.take());
    }
}

/// `${X%/*}` and its like, for patterns without wildcards and those with one `*` at the far end.
fn removed(symbol: &str, value: &str, pattern: &str) -> Option<String> {
    let at_end = symbol.starts_with('%');
    let fixed = if at_end { pattern.strip_suffix('*') } else { pattern.strip_prefix('*') };
    if fixed.unwrap_or(pattern).contains(['*', '?', '[', '\\', UNKNOWN]) {
        return None;
    }
    let rest = match (symbol, fixed) {
        ("%" | "%%", None) => value.strip_suffix(pattern),
        (_, None) => value.strip_prefix(pattern),
        ("%", Some(fixed)) => value.rfind(fixed).map(|at| &value[..at]),
        ("%%", Some(fixed)) => value.find(fixed).map(|at| &value[..at]),
        ("#", Some(fixed)) => value.find(fixed).map(|at| &value[at + fixed.len()..]),
        (_, Some(fixed)) => value.rfind(fixed).map(|at| &value[at + fixed.len()..]),
    };
    Some(rest.unwrap_or(value).to_owned())
}
