//! Typed readings of single instructions.

mod copy;
mod from;
mod mount;
mod pairs;
mod script;

pub use copy::Copy;
pub use from::From;
pub use mount::Mount;
pub use pairs::Pair;

use std::ops::Range;

use super::{Flag, Instruction};
use crate::source::{Span, Spanned};

impl Instruction {
    /// The value of the flag `name` (without `--`) where it is given; the last one where it is repeated.
    pub fn flag(&self, name: &str) -> Option<&Spanned<String>> {
        self.flags.iter().rev().find(|flag| flag.name == name)?.value.as_ref()
    }

    /// Whether the flag `name` is given, and not as `=false`.
    pub fn is_set(&self, name: &str) -> bool {
        let is_on =
            |flag: &Flag| flag.value.as_ref().is_none_or(|value| !value.value.eq_ignore_ascii_case("false"));
        self.flags.iter().rev().find(|flag| flag.name == name).is_some_and(is_on)
    }
}

/// The place of a part of a value; all of it where the value isn't written byte for byte (quotes, continuations).
pub(super) fn within(value: &Spanned<String>, part: Range<usize>) -> Span {
    let span = value.span;
    if span.len() != value.value.len() {
        return span;
    }
    Span::new(span.file, span.start as usize + part.start, span.start as usize + part.end)
}
