//! What the variables of a script can hold. A variable that is assigned in several places has several values, since
//! careen doesn't know which branch runs.

use std::collections::{BTreeMap, BTreeSet};

use crate::repository::references::commands::Field;
use crate::repository::references::directory::UNKNOWN;
use crate::source::Span;

/// How many values of one variable are followed.
const MOST_VALUES: usize = 12;

/// Longer values are not followed: no file's name is that long.
const LONGEST: usize = 4_000;

/// One value of a variable: a list for an array, else a text and the words it splits into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::repository::references) struct Value {
    /// The words.
    pub(in crate::repository::references) fields: Vec<Field>,
    /// All of it.
    pub(in crate::repository::references) text: String,
    /// Where it is written.
    pub(in crate::repository::references) span: Span,
    /// Whether it is an array, or `$@`: its words stay apart in quotes.
    pub(in crate::repository::references) is_list: bool,
}

impl Value {
    /// A text that splits at blanks.
    pub(in crate::repository::references) fn text(text: &str, span: Span) -> Self {
        if text.len() > LONGEST {
            return Self::text(&UNKNOWN.to_string(), span);
        }
        let literal = span.len() == text.len();
        let fields = text.split_whitespace().map(|word| {
            // both are parts of `text`
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let start = span.start as usize + at;
            let span = if literal { Span::new(span.file, start, start + word.len()) } else { span };
            Field { text: word.to_owned(), span }
        });
        Self { fields: fields.collect(), text: text.to_owned(), span, is_list: false }
    }

    /// One word that is not split again.
    pub(in crate::repository::references) fn word(field: Field) -> Self {
        Self { text: field.text.clone(), span: field.span, fields: vec![field], is_list: false }
    }

    /// An array.
    pub(in crate::repository::references) fn list(fields: Vec<Field>, span: Span) -> Self {
        let text = fields.iter().map(|field| field.text.as_str()).collect::<Vec<_>>().join(" ");
        Self { fields, text, span, is_list: true }
    }

    /// `self` with `other` behind it, as `+=` has it.
    fn followed_by(&self, other: &Value) -> Self {
        if self.is_list || other.is_list {
            let fields = self.fields.iter().chain(&other.fields).cloned().collect();
            return Self::list(fields, self.span);
        }
        if self.text.len() + other.text.len() > LONGEST {
            return other.clone();
        }
        let text = format!("{}{}", self.text, other.text);
        if self.text.ends_with(' ') || other.text.starts_with(' ') || self.text.is_empty() {
            let fields = self.fields.iter().chain(&other.fields).cloned().collect();
            return Self { fields, text, span: self.span, is_list: false };
        }
        Self::text(&text, self.span)
    }
}

/// The variables known at a place.
#[derive(Debug, Clone, Default)]
pub(in crate::repository::references) struct Variables {
    values: BTreeMap<String, Vec<Value>>,
    exported: BTreeSet<String>,
}

impl Variables {
    /// The values a variable can have; empty where nothing is known of it.
    pub(in crate::repository::references) fn get(&self, name: &str) -> &[Value] {
        // an expression of a workflow, however it is spaced
        if name.starts_with('{') {
            let name: String = name.split_whitespace().collect();
            let name = name.strip_prefix("{env.").and_then(|name| name.strip_suffix('}')).unwrap_or(&name);
            return self.values.get(name).map(Vec::as_slice).unwrap_or_default();
        }
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// One more value.
    pub(in crate::repository::references) fn add(&mut self, name: &str, value: Value) {
        let values = self.values.entry(name.to_owned()).or_default();
        if values.len() < MOST_VALUES && !values.contains(&value) {
            values.push(value);
        }
    }

    /// The only values from here on.
    pub(in crate::repository::references) fn set(&mut self, name: &str, values: Vec<Value>) {
        self.values.insert(name.to_owned(), values);
    }

    /// `name+=value`: what was there with more behind it, beside what was there.
    pub(in crate::repository::references) fn append(&mut self, name: &str, value: &Value) {
        match self.values.get(name).and_then(|values| values.last()) {
            Some(last) => {
                let longer = last.followed_by(value);
                self.add(name, longer);
            }
            None => self.add(name, value.clone()),
        }
    }

    /// Marks a variable as seen by the commands a script runs.
    pub(in crate::repository::references) fn export(&mut self, name: &str) {
        self.exported.insert(name.to_owned());
    }

    /// Whether the commands see it.
    pub(in crate::repository::references) fn is_exported(&self, name: &str) -> bool {
        self.exported.contains(name)
    }
}
