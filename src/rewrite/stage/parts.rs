//! The parts of a stage, each with the index of its instruction in the file: which the final stage repeats, and which the
//! builder has.

use std::collections::BTreeSet;

use super::copied::absolute;
use super::text::Text;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// The instructions of the parts that the final stage doesn't repeat as they are.
pub(in crate::rewrite) fn touched<P>(
    parts: &[(usize, P)],
    is_touched: impl Fn(usize, &P) -> bool,
) -> BTreeSet<usize> {
    parts.iter().filter(|(index, part)| is_touched(*index, part)).map(|(index, _)| *index).collect()
}

/// A part that the builder may have.
pub(in crate::rewrite) struct Built<'a, P> {
    pub(in crate::rewrite) index: usize,
    pub(in crate::rewrite) part: &'a P,
    pub(in crate::rewrite) instruction: &'a Instruction,
    /// The folder that is the current one behind it.
    pub(in crate::rewrite) directory: String,
}

/// The parts up to the last that builds, for a builder that starts in `directory`.
pub(in crate::rewrite) fn built<'a, P>(
    text: &Text<'a>,
    parts: &'a [(usize, P)],
    last: usize,
    directory: &str,
) -> Vec<Built<'a, P>> {
    let mut directory = directory.to_owned();
    let up_to_last = parts.iter().take_while(|(index, _)| *index <= last);
    let of = |(index, part): &'a (usize, P)| {
        let instruction = text.instruction(*index)?;
        if let (Keyword::Workdir, Some(name)) = (instruction.keyword, instruction.args.first()) {
            directory = absolute(&directory, &name.value);
        }
        Some(Built { index: *index, part, instruction, directory: directory.clone() })
    };
    up_to_last.filter_map(of).collect()
}
