//! The stage that ships.

use super::super::environment::TOOLS;
use super::super::steps::Part;
use super::Writer;
use crate::rewrite::stage::text::Edits;
use crate::rewrite::stage::words;
use crate::syntax::dockerfile::{Instruction, Keyword};

impl Writer<'_> {
    pub(super) fn last(&self) -> Option<String> {
        let mut edits: Edits = Vec::new();
        if let Some(slim) = &self.base.slim {
            edits.push((self.subject.stage.from.span.range(), slim.written.clone()));
        }
        let mut inserted = false;
        for (index, part) in &self.steps.parts {
            let instruction = self.text.instruction(*index)?;
            // an environment beside the sources comes behind them, where a `COPY` could bring another one
            let is_copy =
                matches!(instruction.keyword, Keyword::Copy | Keyword::Add) && !matches!(part, Part::Tool);
            let is_place = is_copy && self.environment.is_ours
                || matches!(part, Part::Install(install) if !install.only_tools || self.environment.is_ours);
            let is_place = is_place || !self.steps.installs_something() && acts(instruction);
            if is_place && !std::mem::replace(&mut inserted, true) {
                edits.push((self.text.before(instruction), self.carried()));
            }
            match part {
                part if self.leaves(part) => edits.push((self.text.whole(instruction), String::new())),
                Part::Apt(apt) => edits.extend(apt.edits.iter().cloned()),
                _ => {}
            }
        }
        self.text.stage(edits)
    }

    /// What brings the environment, and what it needs of the system, into the final stage.
    fn carried(&self) -> String {
        let newline = self.text.newline;
        let builder = self.text.builder_name();
        let path = &self.environment.path;
        let mut out = String::new();
        if !self.needs.packages.is_empty() {
            out += &words::installation(&self.needs.packages, newline);
            out += newline;
        }
        if !self.steps.installs_something() {
            return out;
        }
        if self.ships_tools() {
            out += &format!("COPY --from={builder} {TOOLS} {TOOLS}{newline}");
        }
        out += &format!("COPY --from={builder} {path} {path}{newline}");
        if self.environment.is_ours {
            out += &self.activation(self.ships_tools());
        } else if self.ships_tools() {
            out += &format!("ENV PATH=$PATH:{TOOLS}/bin{newline}");
        }
        format!("{out}{newline}")
    }
}

/// Whether an instruction changes files, or who changes them.
fn acts(instruction: &Instruction) -> bool {
    matches!(instruction.keyword, Keyword::Copy | Keyword::Add | Keyword::Run | Keyword::User)
}
