//! What a word becomes when some variables are known.

use super::word::{Operator, Part, Word};

/// A variable's value, or `None` where it isn't known.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What the commands of a substitution's scope print, or `None` where that isn't known.
type Output<'a> = &'a dyn Fn(u32) -> Option<String>;

impl Word {
    /// The word's value as one text; `None` as soon as anything in it is unknown. The default in `${NAME:-default}`
    /// stands for a variable that `lookup` doesn't know.
    pub fn expand(&self, lookup: Lookup<'_>) -> Option<String> {
        self.expand_with(lookup, &|_| None)
    }

    /// As [`Word::expand`], where some substitutions are known too, such as `$(pwd)`.
    pub fn expand_with(&self, lookup: Lookup<'_>, output: Output<'_>) -> Option<String> {
        join(&self.parts, lookup, output)
    }

    /// The words that the word becomes: the value of a variable outside quotes is split at blanks, and disappears
    /// where it is empty. This is what makes `$COMPOSE up` of `COMPOSE="docker compose -f a.yml"` a command.
    pub fn fields(&self, lookup: Lookup<'_>, output: Output<'_>) -> Option<Vec<String>> {
        let mut fields = Vec::new();
        let mut open: Option<String> = None;
        for part in &self.parts {
            let value = value(part, lookup, output)?;
            if !is_split(part) {
                open.get_or_insert_default().push_str(&value);
                continue;
            }
            if value.starts_with(char::is_whitespace) {
                fields.extend(open.take());
            }
            for (index, piece) in value.split_whitespace().enumerate() {
                if index > 0 {
                    fields.extend(open.take());
                }
                open.get_or_insert_default().push_str(piece);
            }
            if value.ends_with(char::is_whitespace) {
                fields.extend(open.take());
            }
        }
        fields.extend(open);
        Some(fields)
    }
}

fn is_split(part: &Part) -> bool {
    matches!(part, Part::Variable { quoted: false, .. } | Part::Substitution { quoted: false, .. })
}

fn join(parts: &[Part], lookup: Lookup<'_>, output: Output<'_>) -> Option<String> {
    parts.iter().map(|part| value(part, lookup, output)).collect()
}

fn value(part: &Part, lookup: Lookup<'_>, output: Output<'_>) -> Option<String> {
    match part {
        Part::Literal { text, .. } => Some(text.clone()),
        Part::Variable { name, operator: None, .. } => lookup(name),
        Part::Variable { name, operator: Some(operator), .. } => {
            apply(operator, lookup(name), &|| join(&operator.operand, lookup, output))
        }
        Part::Substitution { scope, .. } => output(*scope),
        Part::Arithmetic => None,
    }
}

/// `operand` is only asked for where the operator needs it.
fn apply(operator: &Operator, value: Option<String>, operand: &dyn Fn() -> Option<String>) -> Option<String> {
    match operator.symbol.as_str() {
        ":-" | ":=" => value.filter(|value| !value.is_empty()).or_else(operand),
        "-" | "=" => value.or_else(operand),
        ":?" => value.filter(|value| !value.is_empty()),
        "?" => value,
        ":+" => value.and_then(|value| if value.is_empty() { Some(value) } else { operand() }),
        "+" => value.and_then(|_| operand()),
        symbol @ ("%" | "%%" | "#" | "##") => remove(symbol, value?, &operand()?),
        _ => None,
    }
}

/// Removes what matches a pattern from one end, for patterns without wildcards and those with one `*` at the far
/// end (`${X%/*}`, `${X##*/}`).
fn remove(symbol: &str, value: String, pattern: &str) -> Option<String> {
    let at_end = symbol.starts_with('%');
    let fixed = if at_end { pattern.strip_suffix('*') } else { pattern.strip_prefix('*') };
    if fixed.unwrap_or(pattern).contains(['*', '?', '[', '\\']) {
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
    Some(rest.unwrap_or(&value).to_owned())
}
