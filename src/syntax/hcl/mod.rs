//! HCL as far as `docker-bake.hcl` needs it: blocks, and attributes that are strings, lists or maps.

mod reader;

use crate::source::{FileId, Span, Spanned};

/// `kind "label" { … }`
#[derive(Debug, Clone)]
pub struct Block {
    /// `target`, `group`, `variable`, `function`…
    pub kind: Spanned<String>,
    /// The names behind it.
    pub labels: Vec<Spanned<String>>,
    /// Its `name = value` lines, in order.
    pub attributes: Vec<Attribute>,
    /// The blocks in it.
    pub blocks: Vec<Block>,
}

impl Block {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.value == name)
            .map(|attribute| &attribute.value)
    }
}

/// `name = value`
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The name.
    pub name: Spanned<String>,
    /// The value.
    pub value: Value,
}

/// A value, where it is written plainly.
#[derive(Debug, Clone)]
pub enum Value {
    /// A quoted string; `${…}` in it is kept as written.
    String(Spanned<String>),
    /// `[a, b]`
    List(Vec<Value>),
    /// `{ name = value }`
    Map(Vec<(Spanned<String>, Value)>),
    /// Anything that would have to be computed, and numbers and booleans.
    Expression(Span),
}

impl Value {
    /// The string, where it is one.
    pub fn string(&self) -> Option<&Spanned<String>> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The strings of a list; what isn't a string is left out.
    pub fn strings(&self) -> impl Iterator<Item = &Spanned<String>> {
        let list = match self {
            Self::List(list) => list.as_slice(),
            _ => &[],
        };
        list.iter().filter_map(Self::string)
    }
}

/// Reads the blocks and, as an unnamed block at the front, the attributes outside of them. What isn't understood is
/// skipped.
pub fn parse(file: FileId, text: &str) -> Vec<Block> {
    reader::read(file, text)
}

#[cfg(test)]
mod tests;
