//! Are before and after the same where they must be? Asked of the new texts, read anew; a plan that fails isn't offered.

mod compose;
mod dockerfile;
mod merged;

pub(super) use compose::{Expected, compose, text};
pub(super) use dockerfile::dockerfile;
pub(super) use merged::merged;
