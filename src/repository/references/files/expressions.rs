//! `${{ … }}` of GitHub Actions, and the values a matrix gives.

use std::collections::BTreeMap;

use crate::repository::references::directory::{ROOT, UNKNOWN};
use crate::repository::references::shell::{Value, Variables};
use crate::source::Span;
use crate::syntax::yaml::Node;

/// How many jobs of a matrix are told apart.
const MOST_ROWS: usize = 256;

/// The values of one job of a matrix, by name without `matrix.`.
type Row = BTreeMap<String, (String, Span)>;

/// The jobs that a matrix stands for; a job without one is a single empty row.
#[derive(Debug, Clone)]
pub(super) struct Matrix {
    rows: Vec<Row>,
}

impl Matrix {
    /// Reads `strategy.matrix` of a job.
    pub(super) fn of(job: Node<'_>) -> Self {
        let mut rows = vec![Row::new()];
        let Some(matrix) = job.get("strategy").and_then(|strategy| strategy.get("matrix")) else {
            return Self { rows };
        };
        for entry in matrix.entries() {
            let Some(key) = entry.key.as_str().filter(|key| !matches!(*key, "include" | "exclude")) else {
                continue;
            };
            let choices: Vec<Row> = entry.value.items().map(|item| row(key, item)).collect();
            if choices.is_empty() || rows.len() * choices.len() > MOST_ROWS {
                continue;
            }
            let join = |row: &Row, choice: &Row| {
                row.iter().chain(choice).map(|(k, v)| (k.clone(), v.clone())).collect()
            };
            rows = rows.iter().flat_map(|row| choices.iter().map(move |choice| join(row, choice))).collect();
        }
        let included =
            matrix.get("include").into_iter().flat_map(|include| include.items().collect::<Vec<_>>());
        for item in included.take(MOST_ROWS) {
            let mut extra = Row::new();
            for entry in item.entries() {
                extra.extend(row(entry.key.as_str().unwrap_or_default(), entry.value));
            }
            include(&mut rows, extra);
        }
        Self { rows }
    }

    /// Every form a text takes over the jobs, with the place of the matrix value where the text is nothing else;
    /// the flag says whether the matrix had a part in it.
    pub(super) fn texts(&self, text: &str, span: Span, variables: &Variables) -> Vec<(String, Span, bool)> {
        let mut texts: Vec<(String, Span, bool)> = Vec::new();
        for row in &self.rows {
            let expanded = expand(text, row, variables);
            let from_matrix = expanded.1;
            let text = (expanded.0, expanded.2.unwrap_or(span), from_matrix);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// The values as variables that a step's commands see under the name of the expression.
    pub(super) fn add_to(&self, variables: &mut Variables) {
        for (name, (text, span)) in self.rows.iter().flatten() {
            variables.add(&format!("{{matrix.{name}}}"), Value::text(text, *span));
        }
    }
}

/// As GitHub has it: an included row extends the rows whose values it doesn't change, or else is one more.
fn include(rows: &mut Vec<Row>, extra: Row) {
    let fits =
        |row: &Row| extra.iter().all(|(key, (value, _))| row.get(key).is_none_or(|(own, _)| own == value));
    let shares = |row: &Row| extra.keys().any(|key| row.contains_key(key));
    let mut found = false;
    for row in rows.iter_mut().filter(|row| !row.is_empty() && fits(row) && shares(row)) {
        row.extend(extra.clone());
        found = true;
    }
    if !found {
        rows.retain(|row| !row.is_empty());
        rows.push(extra);
    }
}

fn row(key: &str, node: Node<'_>) -> Row {
    if let Some(text) = node.as_str() {
        return Row::from([(key.to_owned(), (text.to_owned(), node.span()))]);
    }
    let mut row = Row::new();
    for entry in node.entries() {
        if let (Some(inner), Some(text)) = (entry.key.as_str(), entry.value.as_str()) {
            row.insert(format!("{key}.{inner}"), (text.to_owned(), entry.value.span()));
        }
    }
    row
}

/// The text, whether the matrix had a part in it, and the place of a value that is all of it.
fn expand(text: &str, row: &Row, variables: &Variables) -> (String, bool, Option<Span>) {
    let (mut expanded, mut from_matrix, mut whole) = (String::new(), false, None);
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${{") {
        expanded.push_str(before);
        let Some((expression, behind)) = behind.split_once("}}") else {
            rest = behind;
            break;
        };
        let expression = expression.trim();
        let in_matrix = expression.strip_prefix("matrix.").and_then(|name| row.get(name));
        if let Some((value, span)) = in_matrix {
            expanded.push_str(value);
            from_matrix = true;
            whole =
                (before.is_empty() && behind.is_empty() && expanded.len() == value.len()).then_some(*span);
        } else if expression == "github.workspace" {
            expanded.push(ROOT);
        } else if let Some(value) =
            expression.strip_prefix("env.").and_then(|name| variables.get(name).first())
        {
            expanded.push_str(&value.text);
        } else {
            expanded.push(UNKNOWN);
        }
        rest = behind;
    }
    expanded.push_str(rest);
    (expanded, from_matrix, whole)
}
