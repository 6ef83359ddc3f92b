//! The stage that ships.

use super::super::steps::Part;
use super::Writer;
use crate::rewrite::stage::text::Edits;
use crate::rewrite::stage::words;
use crate::syntax::dockerfile::Keyword;

impl Writer<'_> {
    pub(super) fn last(&self) -> Option<String> {
        let mut edits: Edits = Vec::new();
        if let Some(slim) = &self.base.slim {
            edits.push((self.subject.stage.from.span.range(), slim.written.clone()));
        }
        let mut installed = self.needs.packages.is_empty();
        let mut carried = false;
        for (index, part) in &self.steps.parts {
            let instruction = self.text.instruction(*index)?;
            let acts = !matches!(part, Part::Said)
                && !matches!(
                    instruction.keyword,
                    Keyword::Arg | Keyword::Env | Keyword::Workdir | Keyword::Shell
                );
            if acts && !std::mem::replace(&mut installed, true) {
                edits.push((
                    self.text.before(instruction),
                    words::installation(&self.needs.packages, self.text.newline),
                ));
            }
            let is_place = matches!(part, Part::Build(_))
                && match self.whole {
                    true => *index == self.steps.last_build,
                    false => !carried,
                }
                || !self.whole && !carried && self.postpones(*index);
            if is_place {
                carried = true;
                edits.push((self.text.before(instruction), self.carried()));
            }
            match part {
                part if self.leaves(*index, part) => {
                    edits.push((self.text.whole(instruction), String::new()))
                }
                Part::System(apt) => edits.extend(apt.edits.iter().cloned()),
                _ => {}
            }
        }
        self.text.stage(edits)
    }

    /// What brings the builder's work into the final stage.
    fn carried(&self) -> String {
        let folder = &self.steps.folder;
        let place = if self.whole { folder.clone() } else { format!("{folder}/node_modules") };
        format!("COPY --from={} {place} {place}{}", self.text.builder_name(), self.text.newline)
    }
}
