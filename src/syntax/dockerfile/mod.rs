//! Dockerfiles, read as BuildKit reads them, with the place of every part.
//!
//! What counts as an instruction, a flag, an argument or a here-document, and what is refused, follows
//! `frontend/dockerfile/{parser,instructions,shell}` of BuildKit; `tests/oracle/dockerfile.jsonl` holds its verdicts.
//!
//! ```text
//! parse        lines of the file → directives, comments, logical lines, here-documents
//! logical      one instruction's text without its line continuations, mapped back to the file
//! instruction  a logical line → keyword, flags, arguments
//! check        what BuildKit's instruction checks refuse
//! view         typed readings of an instruction: FROM, COPY, pairs, mounts, scripts
//! expand       variables in arguments
//! ```

mod arguments;
mod check;
mod csv;
mod directive;
mod duration;
mod expand;
mod flags;
mod heredoc;
mod instruction;
mod json;
mod keyword;
mod lexer;
mod lines;
mod logical;
mod parse;
mod pattern;
mod tree;
mod view;
mod words;

pub use expand::{Expanded, expand, expand_with};
pub use keyword::Keyword;
pub use parse::parse;
pub use tree::{Directive, Dockerfile, Flag, Form, Heredoc, Instruction};
pub use view::{Copy, From, Mount, Pair};

use super::suggest;
