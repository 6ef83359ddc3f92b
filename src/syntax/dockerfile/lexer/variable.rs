//! What stands behind a `$`.

use super::{Lexer, Malformed, Variables};
use crate::syntax::dockerfile::pattern;

/// How deep `${a:-${b:-…}}` may nest here; BuildKit has no limit of its own.
const DEEPEST: usize = 32;

impl Lexer<'_, '_> {
    pub(super) fn dollar(&mut self, depth: usize) -> Result<String, Malformed> {
        self.next();
        if self.peek() == Some('{') {
            self.next();
            return self.braced(depth);
        }
        let name = self.name();
        if name.is_empty() {
            return Ok("$".to_owned());
        }
        match self.value(&name) {
            None => Ok(format!("${name}")),
            Some(value) => Ok(self.known(value)),
        }
    }

    /// Behind `${`.
    fn braced(&mut self, depth: usize) -> Result<String, Malformed> {
        if depth >= DEEPEST || matches!(self.peek(), None | Some('{' | '}' | ':')) {
            return Err(Malformed);
        }
        let name = self.name();
        let mut operator = self.next().ok_or(Malformed)?;
        if operator == '}' {
            return match self.value(&name) {
                None => Ok(format!("${{{name}}}")),
                Some(value) => Ok(self.known(value)),
            };
        }
        if operator == '/' {
            return self.replaced(&name, depth);
        }
        let empty_is_unset = operator == ':';
        if empty_is_unset {
            operator = self.next().ok_or(Malformed)?;
        }
        let trims = matches!(operator, '#' | '%');
        if (empty_is_unset && trims) || !(empty_is_unset || matches!(operator, '+' | '-' | '?' | '#' | '%')) {
            return Err(Malformed);
        }
        let unknown_before = self.unknown;
        let operand = self.nested('}', trims, depth)?;
        let operand_unknown = std::mem::replace(&mut self.unknown, unknown_before);
        let Some(value) = self.value(&name) else {
            let colon = if empty_is_unset { ":" } else { "" };
            return Ok(format!("${{{name}{colon}{operator}{operand}}}"));
        };
        let set = value.as_ref().is_some_and(|value| !(empty_is_unset && value.is_empty()));
        match (operator, set) {
            ('-', false) | ('+', true) => {
                self.unknown |= operand_unknown;
                Ok(operand)
            }
            ('+', false) => Ok(String::new()),
            ('-' | '?', true) => Ok(self.known(value)),
            ('#' | '%', _) => {
                self.unknown |= operand_unknown;
                let value = self.known(value);
                pattern::trim(&value, operator, &operand).ok_or(Malformed)
            }
            _ => Err(Malformed),
        }
    }

    /// Behind `${name/`.
    fn replaced(&mut self, name: &str, depth: usize) -> Result<String, Malformed> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.nested('/', true, depth)?;
        let replacement = self.nested('}', true, depth)?;
        match self.value(name) {
            None => Ok(format!("${{{name}/{pattern}/{replacement}}}")),
            Some(value) => {
                let value = self.known(value);
                pattern::replace(&value, &pattern, &replacement, all).ok_or(Malformed)
            }
        }
    }

    fn nested(&mut self, stop: char, raw_escapes: bool, depth: usize) -> Result<String, Malformed> {
        // BuildKit keeps one buffer for the word in progress and empties it here: `a<<${b:-c}` loses its `a<<`
        self.words.word.clear();
        let before = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let result = self.until(Some(stop), depth + 1);
        self.raw_escapes = before;
        result
    }

    fn name(&mut self) -> String {
        let left = &self.text[self.at..];
        let length = match left.chars().next() {
            Some(c) if c.is_ascii_digit() => left.find(|c: char| !c.is_ascii_digit()).unwrap_or(left.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => left.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(left.len()),
        };
        self.at += length;
        left[..length].to_owned()
    }

    /// `None` where variables are kept; else the variable's value, if it has one.
    fn value(&mut self, name: &str) -> Option<Option<String>> {
        match &mut self.variables {
            Variables::Keep => None,
            Variables::Replace(lookup) => {
                self.names.insert(name.to_owned());
                Some(lookup(name))
            }
        }
    }

    fn known(&mut self, value: Option<String>) -> String {
        self.unknown |= value.is_none();
        value.unwrap_or_default()
    }
}
