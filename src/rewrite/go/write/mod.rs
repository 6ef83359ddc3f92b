//! The new text: what links is put in front, the rest stays as it was written.
//!
//! ```text
//! builder  the stage that links
//! last     the stage that ships
//! words    what differs, what is assumed, what is saved
//! ```

mod builder;
mod last;
mod words;

use std::collections::BTreeSet;

use super::Refusal;
use super::base::Base;
use super::files::Carried;
use super::needs::Needs;
use super::steps::{GO, Part, Steps};
use crate::repository::path;
use crate::rewrite::stage::parts;
use crate::rewrite::stage::text::Text;
use crate::rewrite::{Rewritten, Subject};

pub(super) fn write(
    subject: &Subject<'_>,
    base: &Base,
    steps: &Steps,
    carried: &Carried,
    needs: &Needs,
    computes: bool,
) -> Result<Rewritten, Refusal> {
    let writer = Writer { subject, base, steps, carried, needs, computes, text: Text::of(subject) };
    let last = writer.last().ok_or("its parts overlap")?;
    let builder = writer.builder().ok_or("its parts overlap")?;
    Ok(Rewritten {
        text: format!("{}{builder}{}{last}", writer.text.head(), writer.text.newline),
        room: "Go",
        touched: writer.touched(),
        read_by_build: steps.sources.clone(),
        directory: steps.starts_in_go.then_some(GO),
        differs: writer.differs(),
        assumes: writer.assumes(),
        saving: writer.saving(),
    })
}

/// Where Go's image has time zones, for programs that find none on the system: Alpine has none.
const ZONES: &str = "/usr/local/go/lib/time/zoneinfo.zip";

struct Writer<'a> {
    subject: &'a Subject<'a>,
    base: &'a Base,
    steps: &'a Steps,
    carried: &'a Carried,
    needs: &'a Needs,
    /// Whether its code starts programs whose names are worked out.
    computes: bool,
    text: Text<'a>,
}

impl Writer<'_> {
    /// Whether an instruction isn't repeated in the final stage.
    fn leaves(&self, index: usize, part: &Part) -> bool {
        match part {
            Part::Build(_) => true,
            Part::System(apt) => apt.is_gone(),
            Part::Kept => self.steps.sources.contains(&index) || self.steps.changes.contains(&index),
            Part::Said => false,
        }
    }

    /// The instructions that the final stage doesn't repeat as they are.
    fn touched(&self) -> BTreeSet<usize> {
        parts::touched(&self.steps.parts, |index, part| {
            self.leaves(index, part) || matches!(part, Part::System(apt) if !apt.edits.is_empty())
        })
    }

    /// What comes out of the builder, in order: places of the image, with the owner where a copy gives one.
    fn places(&self) -> Vec<(&str, Option<&str>)> {
        let programs = self.steps.programs.iter().map(|program| (program.as_str(), None));
        let folder = self.steps.folder.as_str();
        let programs = programs.chain(self.base.is_alpine.then_some((ZONES, None)));
        match self.carried {
            Carried::Whole => {
                let elsewhere = programs.filter(|(program, _)| !path::is_within(program, folder));
                std::iter::once((folder, None)).chain(elsewhere).collect()
            }
            Carried::Named(places) => {
                let places = places.iter().map(|(place, owner)| (place.as_str(), owner.as_deref()));
                places.chain(programs).collect()
            }
        }
    }
}
