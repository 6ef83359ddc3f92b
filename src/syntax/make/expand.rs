//! What references to variables come to.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::{Assignment, Makefile, Variable};
use crate::source::Mapped;

/// How many values of one variable are told apart.
const VALUES_LIMIT: usize = 8;
const DEPTH_LIMIT: u32 = 24;
/// How many bytes and references one expansion may cost, besides the text itself.
const BUDGET: usize = 50_000;

/// The values each variable may have, each as indices of the assignments it is put together from.
#[derive(Debug, Clone, Default)]
pub(super) struct Values(BTreeMap<String, Vec<Vec<usize>>>);

impl Values {
    pub(super) fn of(variables: &[Variable]) -> Self {
        let mut all: BTreeMap<String, Vec<Vec<usize>>> = BTreeMap::new();
        for (index, variable) in variables.iter().enumerate() {
            let values = all.entry(variable.name.value.clone()).or_default();
            let full = values.len() >= VALUES_LIMIT;
            match (variable.assignment, variable.conditional) {
                (Assignment::IfUnset, _) if !values.is_empty() => {}
                (Assignment::Append, _) if values.is_empty() => values.push(vec![index]),
                (Assignment::Append, true) if !full => {
                    let appended: Vec<Vec<usize>> =
                        values.iter().map(|value| value.iter().copied().chain([index]).collect()).collect();
                    values.extend(appended);
                    values.truncate(VALUES_LIMIT);
                }
                (Assignment::Append, _) => values.iter_mut().for_each(|value| value.push(index)),
                (_, true) if full => {}
                (_, true) => values.push(vec![index]),
                (_, false) => *values = vec![vec![index]],
            }
        }
        Self(all)
    }
}

impl Makefile {
    /// The text with its references expanded; `None` where one isn't known, or not for certain because it depends on
    /// a condition.
    pub fn expand(&self, text: &str) -> Option<String> {
        let [only] = <[String; 1]>::try_from(self.alternatives(text)).ok()?;
        Some(only)
    }

    /// All that a text may come to: once with the first value of every variable, once with the second, and so on, as
    /// branches of one condition belong together. Those that aren't known are left out.
    pub fn alternatives(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for choice in 0..VALUES_LIMIT {
            let expander = Expander::new(self, choice, text.len());
            let expanded = expander.expand(text, 0);
            let more = expander.more.get();
            found.extend(expanded.filter(|text| !found.contains(text)));
            if !more {
                break;
            }
        }
        found
    }

    /// A recipe as the shell gets it, in each of its alternatives: references are expanded, `$$` becomes `$`, and a
    /// reference that isn't known becomes a variable of the shell, `${NAME}`. Spans still lead to the makefile.
    pub fn shell(&self, recipe: &Mapped) -> Vec<Mapped> {
        let mut found: Vec<Mapped> = Vec::new();
        for choice in 0..VALUES_LIMIT {
            let expander = Expander::new(self, choice, recipe.text.len());
            let expanded = expander.shell(recipe);
            if found.iter().all(|other| other.text != expanded.text) {
                found.push(expanded);
            }
            if !expander.more.get() {
                break;
            }
        }
        found
    }
}

/// One expansion, with one choice among the values of each variable.
pub(super) struct Expander<'a> {
    makefile: &'a Makefile,
    choice: usize,
    budget: Cell<usize>,
    /// Whether a variable had another value to choose.
    more: Cell<bool>,
    /// The variables of `foreach` and the arguments of `call`, innermost last.
    bound: std::cell::RefCell<Vec<(String, String)>>,
}

impl<'a> Expander<'a> {
    fn new(makefile: &'a Makefile, choice: usize, length: usize) -> Self {
        let budget = Cell::new(BUDGET + length);
        Self { makefile, choice, budget, more: Cell::new(false), bound: std::cell::RefCell::default() }
    }

    fn shell(&self, recipe: &Mapped) -> Mapped {
        let mut shell = Mapped::new(recipe.file);
        let mut at = 0;
        while let Some(dollar) = next_dollar(&recipe.text, at) {
            shell.append(&recipe.slice(at..dollar));
            let Some((content, end)) = reference(&recipe.text, dollar) else { break };
            let text = match content {
                "$" => "$".to_owned(),
                content => self.reference(content, 0).unwrap_or_else(|| placeholder(content)),
            };
            let span = recipe.span(dollar..end);
            shell.push_as(&text, span.start as usize, span.len());
            at = end;
        }
        shell.append(&recipe.slice(at..recipe.text.len()));
        shell
    }

    pub(super) fn expand(&self, text: &str, depth: u32) -> Option<String> {
        let mut expanded = String::new();
        let mut at = 0;
        while let Some(dollar) = next_dollar(text, at) {
            expanded.push_str(&text[at..dollar]);
            let (content, end) = reference(text, dollar)?;
            match content {
                "$" => expanded.push('$'),
                content => expanded.push_str(&self.reference(content, depth)?),
            }
            at = end;
        }
        expanded.push_str(&text[at..]);
        self.spend(text.len().max(expanded.len()))?;
        Some(expanded)
    }

    /// What `$(content)` comes to.
    fn reference(&self, content: &str, depth: u32) -> Option<String> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        self.spend(1)?;
        if let Some(result) = self.function(content, depth + 1) {
            return result;
        }
        let content = self.expand(content, depth + 1)?;
        match content.split_once(':').and_then(|(name, rest)| Some((name, rest.split_once('=')?))) {
            Some((name, (from, to))) => {
                let value = self.variable(name, depth + 1)?;
                let (from, to) = if from.contains('%') {
                    (from.to_owned(), to.to_owned())
                } else {
                    (format!("%{from}"), format!("%{to}"))
                };
                Some(super::functions::substitute_patterns(&value, &from, &to))
            }
            None => self.variable(&content, depth + 1),
        }
    }

    pub(super) fn variable(&self, name: &str, depth: u32) -> Option<String> {
        let bound =
            self.bound.borrow().iter().rev().find(|(bound, _)| bound == name).map(|(_, value)| value.clone());
        if bound.is_some() {
            return bound;
        }
        let Some(values) = self.makefile.values.0.get(name) else {
            // make starts in the makefile's folder, and names itself there
            return matches!(name, "CURDIR" | "PWD").then(|| ".".to_owned());
        };
        self.more.set(self.more.get() || values.len() > self.choice + 1);
        let pieces = values.get(self.choice).or(values.last())?;
        let mut value = String::new();
        for &piece in pieces {
            let variable = &self.makefile.variables[piece];
            if variable.assignment == Assignment::Shell {
                return None;
            }
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(&self.expand(&variable.value.text, depth + 1)?);
        }
        Some(value)
    }

    /// Evaluates `body` while the names have these values.
    pub(super) fn with(&self, names: Vec<(String, String)>, body: &str, depth: u32) -> Option<String> {
        let outer = self.bound.borrow().len();
        self.bound.borrow_mut().extend(names);
        let result = self.expand(body, depth);
        self.bound.borrow_mut().truncate(outer);
        result
    }

    /// The unexpanded text of a variable with one assignment, for `call`.
    pub(super) fn body(&self, name: &str) -> Option<&'a str> {
        match self.makefile.values.0.get(name)?.as_slice() {
            [pieces] => match pieces.as_slice() {
                [piece] => Some(&self.makefile.variables[*piece].value.text),
                _ => None,
            },
            _ => None,
        }
    }

    /// Keeps references to references to references from growing without bounds.
    fn spend(&self, cost: usize) -> Option<()> {
        self.budget.set(self.budget.get().checked_sub(cost)?);
        Some(())
    }
}

fn next_dollar(text: &str, from: usize) -> Option<usize> {
    memchr::memchr(b'$', &text.as_bytes()[from..]).map(|at| from + at)
}

/// The content of the reference at a dollar sign, and where the reference ends; `None` where it doesn't end, which
/// make refuses. A lone dollar sign at the end stands for itself.
fn reference(text: &str, dollar: usize) -> Option<(&str, usize)> {
    let start = dollar + 1;
    let Some(next) = text[start..].chars().next() else { return Some(("$", start)) };
    let close = match next {
        '(' => b')',
        '{' => b'}',
        other => return Some((&text[start..start + other.len_utf8()], start + other.len_utf8())),
    };
    let mut open = 0usize;
    for (at, &byte) in text.as_bytes().iter().enumerate().skip(start) {
        if byte == next as u8 {
            open += 1;
        } else if byte == close {
            open -= 1;
            if open == 0 {
                return Some((&text[start + 1..at], at + 1));
            }
        }
    }
    None
}

/// A reference that isn't known, as a variable of the shell.
fn placeholder(content: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match content {
        "@" | "*" | "?" => format!("${{{content}}}"),
        name if !name.is_empty() && name.chars().all(is_name) => format!("${{{name}}}"),
        _ => "${_}".to_owned(),
    }
}
