//! A word of a command and its parts.

use crate::source::Span;

/// One word as a shell cuts them, before expansion.
#[derive(Debug, Clone)]
pub struct Word {
    /// What it consists of; no part is empty unless it is an empty quotation.
    pub parts: Vec<Part>,
    /// Where it stands, quotes included.
    pub span: Span,
}

/// A piece of a [`Word`].
#[derive(Debug, Clone)]
pub enum Part {
    /// Plain text, its quotes and escapes removed.
    Literal {
        /// The text.
        text: String,
        /// Whether it was quoted or escaped: such text is no pattern and no keyword.
        quoted: bool,
    },
    /// `$NAME` or `${NAME…}`
    Variable {
        /// The name, with the subscript of an array: `X`, `X[@]`, `1`, `@`. An expression of GitHub Actions,
        /// `${{ matrix.file }}`, is a variable named `{ matrix.file }`.
        name: String,
        /// What is done with the value.
        operator: Option<Operator>,
        /// Whether it stands in double quotes, so that its value isn't split into words.
        quoted: bool,
    },
    /// `$(…)`, backticks or a process substitution; its commands are those of this scope.
    Substitution {
        /// An index into [`super::Script::scopes`].
        scope: u32,
        /// Whether it stands in double quotes.
        quoted: bool,
    },
    /// `$((…))`
    Arithmetic,
}

/// The operator in `${NAME:-operand}`.
#[derive(Debug, Clone)]
pub struct Operator {
    /// `:-`, `-`, `:=`, `=`, `:?`, `?`, `:+`, `+`, `%`, `%%`, `#`, `##`, `/`, `:`, `^`, `,`, `@`…; `${#` for a length
    /// and `${!` for an indirection.
    pub symbol: String,
    /// What follows it.
    pub operand: Vec<Part>,
}

impl Word {
    /// The word's text, where nothing in it is left to expand.
    pub fn literal(&self) -> Option<String> {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Literal { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    /// The word for showing and for matching templates: quotes removed, variables as `${NAME}`, substitutions as
    /// `$(…)`, arithmetic as `$((…))`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal { text: literal, .. } => text.push_str(literal),
                Part::Variable { name, .. } => text.extend(["${", name, "}"]),
                Part::Substitution { .. } => text.push_str("$(…)"),
                Part::Arithmetic => text.push_str("$((…))"),
            }
        }
        text
    }

    /// Whether the word is exactly this text, unquoted.
    pub fn is(&self, text: &str) -> bool {
        matches!(self.parts.as_slice(), [Part::Literal { text: own, quoted: false }] if own == text)
    }
}
