//! What a Dockerfile consists of.

use super::Keyword;
use crate::source::{Mapped, Span, Spanned};
use crate::syntax::Problem;

/// A whole Dockerfile. Reading never fails; what BuildKit would refuse is in `problems`.
#[derive(Debug, Clone)]
pub struct Dockerfile {
    /// The character that continues lines and escapes: `\`, or a backtick where a directive says so.
    pub escape: char,
    /// Parser directives (`# syntax=…`) at the top, in order.
    pub directives: Vec<Directive>,
    /// Instructions in order; their spans are disjoint.
    pub instructions: Vec<Instruction>,
    /// Every comment line from its `#` to the line's end, those between continued lines included; directives and
    /// lines of here-documents are not among them.
    pub comments: Vec<Span>,
    /// What BuildKit refuses, in order of place.
    pub problems: Vec<Problem>,
}

/// A parser directive: `# escape=`, `# syntax=` or `# check=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Its name, in lower case.
    pub name: String,
    /// Its value, without the spaces around it.
    pub value: Spanned<String>,
    /// From the `#` to the line's end.
    pub span: Span,
}

/// How an instruction's arguments are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As text.
    Shell,
    /// As a JSON array of strings.
    Exec,
}

/// One instruction.
#[derive(Debug, Clone)]
pub struct Instruction {
    /// Which instruction.
    pub keyword: Keyword,
    /// Where its keyword stands.
    pub keyword_span: Span,
    /// From the keyword to the end of its last line, ends of here-documents included, without the line end.
    pub span: Span,
    /// `--name=value` words before the arguments.
    pub flags: Vec<Flag>,
    /// How the arguments are written.
    pub form: Form,
    /// The arguments as BuildKit's parser cuts them, quotes kept. `ENV` and `LABEL` give three for each pair: key,
    /// value, and `=` or nothing. `ONBUILD` and unknown instructions give none.
    pub args: Vec<Spanned<String>>,
    /// All text after the flags, without line continuations, trimmed.
    pub rest: Mapped,
    /// Here-documents, in order.
    pub heredocs: Vec<Heredoc>,
    /// The instruction that an `ONBUILD` holds.
    pub onbuild: Option<Box<Instruction>>,
    /// The escape character of the file it stands in.
    pub escape: char,
}

/// A `--name` or `--name=value` word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Without `--`.
    pub name: String,
    /// After the `=`, without quotes.
    pub value: Option<Spanned<String>>,
    /// The whole word.
    pub span: Span,
}

/// A here-document.
#[derive(Debug, Clone)]
pub struct Heredoc {
    /// The word that ends it; for `COPY` also the name of the file.
    pub name: String,
    /// Whether variables in it are expanded: no part of the word is quoted.
    pub expand: bool,
    /// Whether leading tabs are removed (`<<-`).
    pub chomp: bool,
    /// `<<NAME` in the instruction.
    pub marker: Span,
    /// Its lines, with their line ends.
    pub body: Span,
    /// The word that ends it; empty at the end of the file where it is missing.
    pub end: Span,
    /// The text of `body`, as written.
    pub text: Mapped,
}
