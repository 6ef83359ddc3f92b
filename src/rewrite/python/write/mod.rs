//! The new text: what the builder needs is put in front, the rest stays as it was written.
//!
//! ```text
//! builder  the stage that installs
//! last     the stage that ships
//! words    what differs, what is assumed, what is saved
//! ```

mod builder;
mod last;
mod words;

use std::collections::BTreeSet;

use super::Refusal;
use super::environment::{Environment, TOOLS};
use super::needs::Needs;
use super::steps::{Part, Steps};
use crate::rewrite::stage::base::BaseChoice;
use crate::rewrite::stage::parts;
use crate::rewrite::stage::text::Text;
use crate::rewrite::{Rewritten, Subject};

pub(super) fn write(
    subject: &Subject<'_>,
    base: &BaseChoice,
    environment: &Environment,
    steps: &Steps,
    needs: &Needs,
) -> Result<Rewritten, Refusal> {
    let writer = Writer { subject, base, environment, steps, needs, text: Text::of(subject) };
    if needs.tools.iter().any(|tool| *tool != "uv" && *tool != "uvx") && !writer.has_tools() {
        let tools: Vec<&str> = needs.tools.iter().copied().collect();
        return Err(format!("it calls `{}` when it runs", tools.join("`, `")));
    }
    let last = writer.last().ok_or("its parts overlap")?;
    let builder = match steps.installs_something() {
        true => writer.builder().ok_or("its parts overlap")? + writer.text.newline,
        false => String::new(),
    };
    Ok(Rewritten {
        text: format!("{}{builder}{last}", writer.text.head()),
        room: "Python",
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
    environment: &'a Environment,
    steps: &'a Steps,
    needs: &'a Needs,
    text: Text<'a>,
}

impl Writer<'_> {
    /// Whether programs that install have an environment of their own.
    fn has_tools(&self) -> bool {
        self.steps.installs().any(|install| install.tools)
    }

    /// Whether those are called when the image runs.
    fn ships_tools(&self) -> bool {
        self.has_tools() && !self.needs.tools.is_empty()
    }

    /// Whether uv is called when the image runs.
    fn ships_uv(&self) -> bool {
        self.needs.tools.iter().any(|tool| tool.starts_with("uv"))
    }

    /// Whether an instruction isn't repeated in the final stage.
    fn leaves(&self, part: &Part) -> bool {
        match part {
            Part::Tool => !self.ships_uv(),
            // uv has no packages of its own, so a line that installs it may run in both
            Part::Install(install) => !(install.only_tools && !install.tools && self.ships_uv()),
            Part::Apt(apt) => apt.is_gone(),
            Part::Kept | Part::Both => false,
        }
    }

    /// The instructions that the final stage doesn't repeat as they are.
    fn touched(&self) -> BTreeSet<usize> {
        parts::touched(&self.steps.parts, |_, part| {
            self.leaves(part) || matches!(part, Part::Apt(apt) if !apt.edits.is_empty())
        })
    }

    /// What makes the environment the active one.
    fn activation(&self, tools: bool) -> String {
        let path = &self.environment.path;
        let activates = self.steps.installs().any(|install| install.activates);
        let variable = if activates { format!("VIRTUAL_ENV={path} ") } else { String::new() };
        let tools = if tools { format!(":{TOOLS}/bin") } else { String::new() };
        format!("ENV {variable}PATH={path}/bin{tools}:$PATH{}", self.text.newline)
    }
}
