//! `${NAME:-default}` in Compose values, as compose-go reads them.

use std::ops::Range;

/// How deep defaults may be nested in defaults.
const DEPTH_LIMIT: u32 = 32;

/// A value with variables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// Its parts, in order; literals are never empty.
    pub parts: Vec<Part>,
}

/// A piece of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Plain text; `$$` has become `$`.
    Literal(String),
    /// `$NAME`, `${NAME}` or `${NAME:-operand}`
    Variable {
        /// The variable's name.
        name: String,
        /// What happens when it is unset.
        operator: Operator,
        /// The default, message or alternative; empty without an operator.
        operand: Template,
        /// The bytes of the template from `$` to the end of the variable.
        range: Range<usize>,
    },
}

/// What stands between a variable's name and its operand; `or_empty` is the colon, with which an empty value counts
/// as unset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// None.
    None,
    /// `:-` and `-`
    Default {
        /// Whether it is `:-`.
        or_empty: bool,
    },
    /// `:?` and `?`
    Required {
        /// Whether it is `:?`.
        or_empty: bool,
    },
    /// `:+` and `+`
    Alternative {
        /// Whether it is `:+`.
        or_empty: bool,
    },
}

/// What a template comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// All variables are known.
    Known(String),
    /// The value if the variables that aren't known are unset, as far as the template provides for that.
    Assumed(String),
    /// A variable without a default isn't known.
    Unknown,
}

impl Value {
    /// The value, whether known or assumed.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Known(text) | Self::Assumed(text) => Some(text),
            Self::Unknown => None,
        }
    }
}

/// Reads a template, or says at which byte and why compose would refuse it.
pub fn parse(text: &str) -> Result<Template, (usize, String)> {
    let mut reader = Reader { text, at: 0 };
    reader.template(0)
}

impl Template {
    /// The text, where there is no variable in it.
    pub fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// The value, given those variables that `lookup` knows.
    pub fn resolve(&self, lookup: &dyn Fn(&str) -> Option<String>) -> Value {
        let mut text = String::new();
        let mut assumed = false;
        for part in &self.parts {
            match resolve_part(part, lookup) {
                Value::Known(value) => text.push_str(&value),
                Value::Assumed(value) => {
                    assumed = true;
                    text.push_str(&value);
                }
                Value::Unknown => return Value::Unknown,
            }
        }
        if assumed { Value::Assumed(text) } else { Value::Known(text) }
    }

    /// The names of all variables in the order they are written, those in operands included.
    pub fn variables(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.collect_variables(&mut names);
        names
    }

    fn collect_variables<'a>(&'a self, names: &mut Vec<&'a str>) {
        for part in &self.parts {
            if let Part::Variable { name, operand, .. } = part {
                names.push(name);
                operand.collect_variables(names);
            }
        }
    }
}

fn resolve_part(part: &Part, lookup: &dyn Fn(&str) -> Option<String>) -> Value {
    let (name, operator, operand) = match part {
        Part::Literal(text) => return Value::Known(text.clone()),
        Part::Variable { name, operator, operand, .. } => (name, *operator, operand),
    };
    let value = lookup(name);
    let is_set = |or_empty: bool| value.as_ref().is_some_and(|value| !or_empty || !value.is_empty());
    match operator {
        Operator::Default { or_empty } if !is_set(or_empty) => match operand.resolve(lookup) {
            Value::Known(text) if value.is_none() => Value::Assumed(text),
            other => other,
        },
        Operator::Required { or_empty } if !is_set(or_empty) => Value::Unknown,
        Operator::Alternative { or_empty } if is_set(or_empty) => operand.resolve(lookup),
        Operator::Alternative { .. } if value.is_none() => Value::Assumed(String::new()),
        Operator::Alternative { .. } => Value::Known(String::new()),
        _ => value.map_or(Value::Unknown, Value::Known),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// Reads to the end, or within braces to the `}` that closes them, which is left.
    fn template(&mut self, depth: u32) -> Result<Template, (usize, String)> {
        if depth > DEPTH_LIMIT {
            return Err((self.at, "interpolation is nested too deeply".to_owned()));
        }
        let mut parts = Vec::new();
        // compose-go counts `${` of an escaped `$${` among the braces that must close
        let mut escaped_braces = 0u32;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'}' if depth > 0 && escaped_braces == 0 => break,
                b'}' => {
                    escaped_braces = escaped_braces.saturating_sub(1);
                    self.literal(1, &mut parts);
                }
                b'$' if self.peek(1) == Some(b'$') => {
                    self.at += 1;
                    self.literal(1, &mut parts);
                    escaped_braces += u32::from(depth > 0 && self.peek(0) == Some(b'{'));
                }
                b'$' if self.starts_variable() => parts.push(self.variable(depth)?),
                // as in `$(date)` and `$1`: nothing to compose
                b'$' => self.literal(1, &mut parts),
                _ => {
                    let rest = &self.text[self.at..];
                    self.literal(rest.find(['$', '}']).unwrap_or(rest.len()), &mut parts);
                }
            }
        }
        Ok(Template { parts })
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Whether the `$` here is followed by `{` or a name.
    fn starts_variable(&self) -> bool {
        self.peek(1).is_some_and(|byte| byte == b'{' || byte == b'_' || byte.is_ascii_alphabetic())
    }

    fn literal(&mut self, length: usize, parts: &mut Vec<Part>) {
        let text = &self.text[self.at..self.at + length];
        self.at += length;
        match parts.last_mut() {
            Some(Part::Literal(last)) => last.push_str(text),
            _ => parts.push(Part::Literal(text.to_owned())),
        }
    }

    fn variable(&mut self, depth: u32) -> Result<Part, (usize, String)> {
        let start = self.at;
        let invalid = || (start, "invalid interpolation format; a dollar sign is written `$$`".to_owned());
        self.at += 1;
        let braced = self.peek(0) == Some(b'{');
        self.at += usize::from(braced);
        let rest = &self.text.as_bytes()[self.at..];
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let length = rest.iter().position(|&byte| !is_name(byte)).unwrap_or(rest.len());
        if length == 0 || rest[0].is_ascii_digit() {
            return Err(invalid());
        }
        let name = self.text[self.at..self.at + length].to_owned();
        self.at += length;
        let mut operator = Operator::None;
        let mut operand = Template::default();
        if braced {
            if self.peek(0) != Some(b'}') {
                operator = self.operator().ok_or_else(invalid)?;
                operand = self.template(depth + 1)?;
            }
            if self.peek(0) != Some(b'}') {
                return Err(invalid());
            }
            self.at += 1;
        }
        Ok(Part::Variable { name, operator, operand, range: start..self.at })
    }

    fn operator(&mut self) -> Option<Operator> {
        let or_empty = self.peek(0) == Some(b':');
        let operator = match self.peek(usize::from(or_empty))? {
            b'-' => Operator::Default { or_empty },
            b'?' => Operator::Required { or_empty },
            b'+' => Operator::Alternative { or_empty },
            _ => return None,
        };
        self.at += 1 + usize::from(or_empty);
        Some(operator)
    }
}

#[cfg(test)]
mod tests;
