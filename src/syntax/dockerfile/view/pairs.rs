//! Keys and values of `ENV`, `LABEL` and `ARG`.

use super::super::expand::unquote;
use super::super::{Instruction, Keyword};
use super::within;
use crate::source::Spanned;

/// A key with its value; only `ARG` has keys without one.
pub type Pair = (Spanned<String>, Option<Spanned<String>>);

impl Instruction {
    /// Keys and values without quotes and escapes, variables kept as written. Their spans cover what is written.
    ///
    /// To expand a value, take it from [`Instruction::raw_pairs`]: quotes decide what is a variable.
    pub fn pairs(&self) -> Vec<Pair> {
        let plain = |text: Spanned<String>| text.map(|text| unquote(&text, self.escape));
        self.raw_pairs().into_iter().map(|(key, value)| (plain(key), value.map(plain))).collect()
    }

    /// Keys and values as written.
    pub fn raw_pairs(&self) -> Vec<Pair> {
        match self.keyword {
            Keyword::Env | Keyword::Label => {
                self.args.chunks_exact(3).map(|part| (part[0].clone(), Some(part[1].clone()))).collect()
            }
            Keyword::Arg => self.args.iter().map(split).collect(),
            _ => Vec::new(),
        }
    }
}

fn split(word: &Spanned<String>) -> Pair {
    let Some((key, value)) = word.value.split_once('=') else { return (word.clone(), None) };
    let key_span = within(word, 0..key.len());
    let value_span = within(word, key.len() + 1..word.value.len());
    (Spanned::new(key.to_owned(), key_span), Some(Spanned::new(value.to_owned(), value_span)))
}
