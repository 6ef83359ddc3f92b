//! The new text: what installs and builds is put in front, the rest stays as it was written.
//!
//! ```text
//! builder  the stage that installs and builds
//! last     the stage that ships
//! words    what differs, what is assumed, what is saved
//! ```

mod builder;
mod last;
mod words;

use std::collections::BTreeSet;

use super::Refusal;
use super::manifest::Manifest;
use super::needs::Needs;
use super::steps::{Part, Steps};
use crate::repository::path;
use crate::rewrite::stage::base::BaseChoice;
use crate::rewrite::stage::parts;
use crate::rewrite::stage::text::Text;
use crate::rewrite::{Rewritten, Subject};

pub(super) fn write(
    subject: &Subject<'_>,
    base: &BaseChoice,
    steps: &Steps,
    manifest: &Manifest,
    needs: &Needs,
) -> Result<Rewritten, Refusal> {
    // what is built stays in its folder; of what is only installed the packages are enough
    let whole = !steps.only_installs || manifest.reads_sources;
    let writer = Writer { subject, base, steps, manifest, needs, whole, text: Text::of(subject) };
    let last = writer.last().ok_or("its parts overlap")?;
    let builder = writer.builder().ok_or("its parts overlap")?;
    Ok(Rewritten {
        text: format!("{}{builder}{}{last}", writer.text.head(), writer.text.newline),
        room: "Node.js",
        touched: writer.touched(),
        read_by_build: BTreeSet::new(),
        directory: None,
        differs: writer.differs(),
        assumes: writer.assumes(),
        saving: writer.saving(),
    })
}

struct Writer<'a> {
    subject: &'a Subject<'a>,
    base: &'a BaseChoice,
    steps: &'a Steps,
    manifest: &'a Manifest,
    needs: &'a Needs,
    /// Whether the project's whole folder comes out of the builder.
    whole: bool,
    text: Text<'a>,
}

impl Writer<'_> {
    /// Whether an instruction isn't repeated in the final stage.
    fn leaves(&self, index: usize, part: &Part) -> bool {
        match part {
            Part::Build(_) => true,
            Part::System(apt) => apt.is_gone(),
            // a package manager that nothing calls any more
            Part::Global(names) => names.iter().all(|name| {
                matches!(name.as_str(), "npm" | "yarn" | "pnpm" | "corepack") && !self.calls_manager(name)
            }),
            Part::Kept if self.whole && index < self.steps.last_build => {
                let copy = self.steps.copies.iter().find(|copy| copy.index == index);
                copy.is_some_and(|copy| path::is_within(&copy.destination(), &self.steps.folder))
            }
            Part::Kept | Part::Said => false,
        }
    }

    fn calls_manager(&self, name: &str) -> bool {
        let managers = &self.needs.managers;
        managers.contains(name)
            || name == "corepack" && managers.iter().any(|it| it == "yarn" || it == "pnpm")
    }

    /// The instructions that the final stage doesn't repeat as they are.
    fn touched(&self) -> BTreeSet<usize> {
        parts::touched(&self.steps.parts, |index, part| {
            self.leaves(index, part) || matches!(part, Part::System(apt) if !apt.edits.is_empty())
        })
    }
}
