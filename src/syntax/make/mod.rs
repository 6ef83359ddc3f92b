//! Makefiles: variables, includes, rules with their recipes as shell text, and what references come to.
//!
//! Nothing is run and no condition is decided: every branch of a conditional is read, so that a variable may have
//! several values.

mod expand;
mod functions;
mod lines;
mod reader;

use crate::source::{FileId, Mapped, Spanned};

/// A makefile.
#[derive(Debug, Clone, Default)]
pub struct Makefile {
    /// Every assignment, in source order.
    pub variables: Vec<Variable>,
    /// The files it includes, unexpanded, one entry a word.
    pub includes: Vec<Spanned<String>>,
    /// Its rules.
    pub rules: Vec<Rule>,
    values: expand::Values,
}

/// An assignment to a variable.
#[derive(Debug, Clone)]
pub struct Variable {
    /// The variable.
    pub name: Spanned<String>,
    /// How it is assigned.
    pub assignment: Assignment,
    /// The value, unexpanded; several lines for `define`.
    pub value: Mapped,
    /// Whether it holds only under a condition, or only for one target.
    pub conditional: bool,
    /// Whether commands see it in their environment by this line.
    pub exported: bool,
}

/// How a variable is assigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// `=`, also by `define`
    Recursive,
    /// `:=`, `::=` and `:::=`
    Simple,
    /// `?=`
    IfUnset,
    /// `+=`
    Append,
    /// `!=`: the output of a command, which isn't known
    Shell,
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it makes, unexpanded.
    pub targets: Vec<Spanned<String>>,
    /// What it needs first, unexpanded, order-only ones included.
    pub prerequisites: Vec<Spanned<String>>,
    /// Its commands, each run by a shell of its own: without the tab, without `@`, `-` and `+`, continued lines joined.
    /// References to variables are unexpanded, see [`Makefile::shell`]. With `.ONESHELL`, one text for all.
    pub recipe: Vec<Mapped>,
}

/// Reads a makefile; never fails.
pub fn parse(file: FileId, text: &str) -> Makefile {
    let mut makefile = reader::read(file, text);
    makefile.values = expand::Values::of(&makefile.variables);
    makefile
}

#[cfg(test)]
mod tests;
