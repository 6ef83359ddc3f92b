//! Shell text (POSIX, bash, and what is close enough to them) as commands with spans.
//!
//! The reader is tolerant: it never fails, and where a shell would refuse the text it goes on with the next
//! command. Control structures are flattened, since careen asks which commands there are, not when they run.

mod characters;
mod command;
mod compound;
mod expand;
mod heredoc;
mod parts;
mod program;
mod reader;
mod word;

pub use word::{Operator, Part, Word};

use std::sync::Arc;

use crate::source::{Mapped, Span, Spanned};

/// A shell text as the commands it consists of.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Every simple command in source order, wherever it stands: in `if`, loops, `case`, functions, subshells,
    /// pipelines and substitutions. An outer command stands before the commands substituted into it.
    pub commands: Vec<Command>,
    /// Scopes by their id; the first is the script itself.
    pub scopes: Vec<Scope>,
    /// The loops over a list of words.
    pub loops: Vec<Loop>,
}

impl Script {
    /// The commands that stand directly in a scope, in source order.
    pub fn in_scope(&self, scope: u32) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(move |command| command.scope == scope)
    }
}

/// A part of a script whose working directory (and, but for functions, variables) don't leak out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The scope it stands in, from which it inherits; the script itself is its own parent.
    pub parent: u32,
    /// What opened it.
    pub kind: ScopeKind,
}

/// What opens a [`Scope`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeKind {
    /// The script itself.
    Script,
    /// `( … )`
    Subshell,
    /// `$( … )`, backticks, `<( … )`
    Substitution,
    /// The body of a function.
    Function,
}

/// `for NAME in WORDS` (or `select`).
#[derive(Debug, Clone)]
pub struct Loop {
    /// The loop's variable.
    pub name: Spanned<String>,
    /// What it runs over; empty for `for NAME; do`, which runs over the arguments.
    pub words: Vec<Word>,
    /// The scope it stands in.
    pub scope: u32,
}

/// A simple command: assignments, words and redirections, any of which may be missing.
#[derive(Debug, Clone)]
pub struct Command {
    /// `NAME=value` before the first word, and those given to `export`, `declare`, `local`, `readonly` and
    /// `typeset` (which stand in `words` too).
    pub assignments: Vec<Assignment>,
    /// The command's name and its arguments.
    pub words: Vec<Word>,
    /// Redirections, without here-documents.
    pub redirects: Vec<Redirect>,
    /// Bodies of here-documents, in the order of their operators; tabs removed for `<<-`.
    pub heredocs: Vec<Mapped>,
    /// How it is joined to what stands before it.
    pub joined: Joined,
    /// The innermost [`Scope`], an index into [`Script::scopes`].
    pub scope: u32,
    /// The innermost function whose body it stands in.
    pub function: Option<Arc<str>>,
    /// From its first to its last character, here-documents not included.
    pub span: Span,
}

/// `NAME=value`
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The variable, without the subscript of an array element.
    pub name: Spanned<String>,
    /// The value; without parts for an array.
    pub value: Word,
    /// The elements of an array, `NAME=(a b)`.
    pub array: Option<Vec<Word>>,
    /// Whether it is `+=`.
    pub append: bool,
}

/// `> file` and its relatives.
#[derive(Debug, Clone)]
pub struct Redirect {
    /// The operator without a file descriptor: `>`, `>>`, `<`, `<<<`, `>&`, `&>`…
    pub operator: String,
    /// What it names.
    pub target: Word,
}

/// How a command is joined to what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Joined {
    /// Nothing stands before it.
    First,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;` or a line end
    Then,
    /// `|`
    Pipe,
    /// `&`
    Background,
}

/// Reads shell text. Linear in its length; whatever is nested deeper than a shell script is in practice is
/// read as if it weren't nested.
pub fn parse(text: &Mapped) -> Script {
    reader::Reader::new(text).read()
}

#[cfg(test)]
mod tests;
