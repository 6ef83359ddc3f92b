//! `careen inspect`.
use super::args::InspectArguments;
use super::{Trouble, Verdict};
use crate::lint::Rule;
pub(super) fn run(_: &InspectArguments, _: &'static [Rule]) -> Result<Verdict, Trouble> { Ok(Verdict::Clean) }
