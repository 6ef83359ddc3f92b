//! `FROM`.

use super::super::{Instruction, Keyword};
use crate::source::Spanned;

/// `FROM [--platform=P] image [AS alias]`, all as written: variables are not expanded, quotes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct From {
    /// The image, or the name of a stage.
    pub image: Spanned<String>,
    /// `--platform`.
    pub platform: Option<Spanned<String>>,
    /// The stage's name, in the case in which it is written; BuildKit compares without regard to case.
    pub alias: Option<Spanned<String>>,
}

impl Instruction {
    /// This instruction as a `FROM`, if it is one that names an image.
    pub fn from(&self) -> Option<From> {
        if self.keyword != Keyword::From {
            return None;
        }
        let image = self.args.first()?.clone();
        let alias = match self.args.as_slice() {
            [_, word, name] if word.value.eq_ignore_ascii_case("as") => Some(name.clone()),
            _ => None,
        };
        Some(From { image, platform: self.flag("platform").cloned(), alias })
    }
}
