//! Telling a makefile's lines apart.

use super::lines::Lines;
use super::{Assignment, Makefile, Rule, Variable};
use crate::source::{FileId, Mapped, Spanned};

const EXPORT: &str = "export";

struct Reader {
    makefile: Makefile,
    /// How many conditionals are open.
    conditions: usize,
    /// Whether a line with the recipe prefix belongs to the last rule.
    in_rule: bool,
    prefix: char,
    one_shell: bool,
}

pub(super) fn read(file: FileId, text: &str) -> Makefile {
    let mut lines = Lines::new(file, text);
    let mut reader = Reader {
        makefile: Makefile::default(),
        conditions: 0,
        in_rule: false,
        prefix: '\t',
        one_shell: false,
    };
    while let Some(line) = lines.peek() {
        if reader.in_rule && line.starts_with(reader.prefix) {
            let recipe = lines.recipe(reader.prefix);
            reader.recipe(recipe);
        } else {
            let logical = lines.logical();
            reader.line(&without_comment(logical), &mut lines);
        }
    }
    if reader.one_shell {
        reader.makefile.rules.iter_mut().for_each(join_recipe);
    }
    reader.makefile
}

/// Cuts a comment and the blanks before it off.
fn without_comment(line: Mapped) -> Mapped {
    let bytes = line.text.as_bytes();
    let comment = (0..bytes.len()).find(|&at| bytes[at] == b'#' && (at == 0 || bytes[at - 1] != b'\\'));
    let end = line.text[..comment.unwrap_or(bytes.len())].trim_end().len();
    if end == line.text.len() { line } else { line.slice(0..end) }
}

fn join_recipe(rule: &mut Rule) {
    let mut lines = std::mem::take(&mut rule.recipe).into_iter();
    let Some(mut joined) = lines.next() else { return };
    for line in lines {
        let end = joined.span(0..joined.text.len()).end as usize;
        joined.push_as("\n", end, 0);
        joined.append(&line);
    }
    rule.recipe.push(joined);
}

impl Reader {
    fn recipe(&mut self, line: Mapped) {
        if let Some(rule) = self.makefile.rules.last_mut().filter(|_| !line.text.trim().is_empty()) {
            rule.recipe.push(line);
        }
    }

    fn line(&mut self, line: &Mapped, lines: &mut Lines<'_>) {
        let text = line.text.as_str();
        let word = text.split([' ', '\t', '(']).next().unwrap_or_default();
        match word {
            "" => {}
            "ifeq" | "ifneq" | "ifdef" | "ifndef" => self.conditions += 1,
            "else" => {}
            "endif" => self.conditions = self.conditions.saturating_sub(1),
            "include" | "-include" | "sinclude" => {
                self.in_rule = false;
                self.makefile.includes.extend(words(line, word.len()..text.len()));
            }
            "define" => self.define(line, word.len(), lines),
            _ => self.statement(line, 0, false, self.conditions > 0),
        }
    }

    fn define(&mut self, line: &Mapped, behind: usize, lines: &mut Lines<'_>) {
        self.in_rule = false;
        let value = lines.definition();
        let name = words(line, behind..line.text.len()).next();
        let assignment = if line.text.ends_with("+=") { Assignment::Append } else { Assignment::Recursive };
        self.makefile.variables.extend(name.map(|name| Variable {
            name,
            assignment,
            value,
            conditional: self.conditions > 0,
            exported: false,
        }));
    }

    /// An assignment, perhaps for one target only, or a rule, from byte `from` on.
    fn statement(&mut self, line: &Mapped, mut from: usize, mut exported: bool, conditional: bool) {
        // modifiers may be repeated; what a line is isn't changed by them
        while let Some(modifier) = modifier(&line.text[from..]) {
            exported |= modifier == EXPORT;
            from += modifier.len();
            from += line.text[from..].len() - line.text[from..].trim_start().len();
        }
        let Some((at, operator)) = operator(&line.text, from) else {
            return;
        };
        let behind = at + operator.len();
        let Some(assignment) = assignment(operator) else {
            return self.rule(line, from..at, behind);
        };
        self.in_rule = false;
        let value_start = behind + line.text[behind..].len() - line.text[behind..].trim_start().len();
        let Some(name) = words(line, from..at).next() else { return };
        if let Some(prefix) =
            line.text[value_start..].chars().next().filter(|_| name.value == ".RECIPEPREFIX")
        {
            self.prefix = prefix;
        }
        self.makefile.variables.push(Variable {
            name,
            assignment,
            value: line.slice(value_start..line.text.len()),
            conditional,
            exported,
        });
    }

    fn rule(&mut self, line: &Mapped, targets: std::ops::Range<usize>, behind: usize) {
        let targets: Vec<_> = words(line, targets).collect();
        let rest = &line.text[behind..];
        let recipe = rest.find(';').filter(|&at| !rest[..at].contains("$("));
        // `target: VAR = value` is an assignment; a `=` in the recipe behind `;` isn't
        let head = &rest[..recipe.unwrap_or(rest.len())];
        if recipe.is_none() && operator(head, 0).is_some_and(|(_, operator)| assignment(operator).is_some()) {
            let start = behind + rest.len() - rest.trim_start().len();
            return self.statement(line, start, false, true);
        }
        self.one_shell |= targets.iter().any(|target| target.value == ".ONESHELL");
        // a static pattern rule's target pattern, `targets: pattern: prerequisites`, isn't a prerequisite
        let pattern = operator(head, 0).map_or(0, |(at, operator)| at + operator.len());
        let prerequisites =
            words(line, behind + pattern..behind + head.len()).filter(|word| word.value != "|");
        let mut rule = Rule { targets, prerequisites: prerequisites.collect(), recipe: Vec::new() };
        if let Some(at) = recipe {
            let command = line.text[behind + at + 1..].trim_start_matches(['@', '-', '+', ' ', '\t']);
            rule.recipe.push(line.slice(line.text.len() - command.len()..line.text.len()));
        }
        self.makefile.rules.push(rule);
        self.in_rule = true;
    }
}

fn modifier(text: &str) -> Option<&'static str> {
    [EXPORT, "override", "private", "unexport"]
        .into_iter()
        .find(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t'])))
}

fn assignment(operator: &str) -> Option<Assignment> {
    Some(match operator {
        "=" => Assignment::Recursive,
        ":=" | "::=" | ":::=" => Assignment::Simple,
        "?=" => Assignment::IfUnset,
        "+=" => Assignment::Append,
        "!=" => Assignment::Shell,
        _ => return None,
    })
}

/// The first operator outside references, from byte `from` on.
fn operator(text: &str, from: usize) -> Option<(usize, &'static str)> {
    const OPERATORS: [&str; 9] = [":::=", "::=", ":=", "&:", "::", ":", "?=", "+=", "!="];
    let bytes = text.as_bytes();
    let mut open = 0usize;
    for at in from..bytes.len() {
        match bytes[at] {
            b'(' | b'{' => open += 1,
            b')' | b'}' => open = open.saturating_sub(1),
            b'=' if open == 0 => return Some((at, "=")),
            b':' | b'?' | b'+' | b'!' | b'&' if open == 0 => {
                let found =
                    OPERATORS.into_iter().find(|operator| bytes[at..].starts_with(operator.as_bytes()));
                if let Some(operator) = found {
                    return Some((at, operator));
                }
            }
            _ => {}
        }
    }
    None
}

/// The words of a part of a line, references kept whole.
fn words(line: &Mapped, range: std::ops::Range<usize>) -> impl Iterator<Item = Spanned<String>> + '_ {
    let bytes = line.text.as_bytes();
    let mut at = range.start;
    std::iter::from_fn(move || {
        while at < range.end && bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let start = at;
        let mut open = 0usize;
        while at < range.end && (open > 0 || !bytes[at].is_ascii_whitespace()) {
            match bytes[at] {
                b'(' | b'{' => open += 1,
                b')' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        (at > start).then(|| Spanned::new(line.text[start..at].to_owned(), line.span(start..at)))
    })
}
