//! The stage that ships.

use super::super::steps::{GO, Part};
use super::Writer;
use crate::repository::path;
use crate::rewrite::stage::text::Edits;
use crate::rewrite::stage::words;
use crate::syntax::dockerfile::Keyword;

impl Writer<'_> {
    pub(super) fn last(&self) -> Option<String> {
        let newline = self.text.newline;
        let mut edits: Edits = Vec::new();
        let slim = self.base.choice.slim.as_ref()?;
        edits.push((self.subject.stage.from.span.range(), slim.written.clone()));
        let mut installed = self.needs.packages.is_empty();
        let mut carried = false;
        let mut entered = !self.steps.starts_in_go;
        for (index, part) in &self.steps.parts {
            let instruction = self.text.instruction(*index)?;
            let mut before = String::new();
            if !std::mem::replace(&mut entered, true) {
                before += &format!("WORKDIR {GO}{newline}");
            }
            let acts = !matches!(part, Part::Said)
                && !matches!(
                    instruction.keyword,
                    Keyword::Arg | Keyword::Env | Keyword::Workdir | Keyword::Shell
                );
            if acts && !std::mem::replace(&mut installed, true) {
                before += &words::installation(&self.needs.packages, newline);
            }
            let leaves = self.leaves(*index, part);
            // what follows may work on what the sources brought
            if leaves && !matches!(part, Part::System(_)) && !std::mem::replace(&mut carried, true) {
                before += &self.carried();
            }
            if !before.is_empty() {
                edits.push((self.text.before(instruction), before));
            }
            match part {
                _ if leaves => edits.push((self.text.whole(instruction), String::new())),
                Part::System(apt) => edits.extend(apt.edits.iter().cloned()),
                _ => {}
            }
        }
        self.text.stage(edits)
    }

    /// What brings the builder's work into the final stage.
    fn carried(&self) -> String {
        let (builder, newline) = (self.text.builder_name(), self.text.newline);
        let mut out = String::new();
        for (place, owner) in self.places() {
            let owner = owner.map(|owner| format!(" --chown={owner}")).unwrap_or_default();
            out += &format!("COPY --from={builder}{owner} {place} {place}{newline}");
        }
        let bin = format!("{GO}/bin");
        if self.steps.programs.iter().any(|program| path::is_within(program, &bin)) {
            out += &format!("ENV PATH={bin}:$PATH{newline}");
        }
        out
    }
}
