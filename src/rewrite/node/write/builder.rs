//! The stage that installs and builds.

use super::super::commands::Job;
use super::super::needs::Dev;
use super::super::steps::Part;
use super::Writer;
use crate::rewrite::stage::copied;
use crate::rewrite::stage::parts::{self, Built};
use crate::rewrite::stage::text::Edits;
use crate::syntax::dockerfile::{Instruction, Keyword};

impl Writer<'_> {
    pub(super) fn builder(&self) -> Option<String> {
        let newline = self.text.newline;
        let mut out = self.text.builder_from();
        // sources that come behind the packages here, so that a change of theirs doesn't install anew
        let mut later = String::new();
        for Built { index, part, instruction, directory } in
            parts::built(&self.text, &self.steps.parts, self.steps.last_build, "/")
        {
            let is_copy = matches!(part, Part::Kept) && self.steps.copies.iter().any(|it| it.index == index);
            match part {
                Part::Said => {}
                Part::Kept if is_copy && self.postpones(index) => {
                    let files = self.manifest.files.iter().filter(|file| file.copied_by == index);
                    out.push_str(&copied::repeat(&self.text, instruction, files, &directory)?);
                    if self.whole {
                        later.push_str(&self.text.as_written(instruction, Vec::new())?);
                    }
                }
                Part::Build(jobs) => {
                    let installs = jobs.iter().all(|job| matches!(job, Job::Install { .. } | Job::Aside));
                    if !installs {
                        out.push_str(&std::mem::take(&mut later));
                    }
                    out.push_str(&self.text.as_written(instruction, self.edits(jobs, instruction))?);
                    out.push_str(&std::mem::take(&mut later));
                }
                Part::Kept if !is_copy && instruction.keyword == Keyword::Run => {
                    out.push_str(&std::mem::take(&mut later));
                    out.push_str(&self.text.as_written(instruction, Vec::new())?);
                }
                Part::Kept | Part::System(_) | Part::Global(_) => {
                    out.push_str(&self.text.as_written(instruction, Vec::new())?);
                }
            }
        }
        if let Dev::Pruned(_) = self.needs.dev {
            out.push_str(&format!("RUN {}{newline}", self.steps.manager.prune()));
        }
        Some(out)
    }

    /// Whether a copy brings more than an installation reads, and comes before the first.
    pub(super) fn postpones(&self, index: usize) -> bool {
        let first = self.steps.parts.iter().find(|(_, part)| matches!(part, Part::Build(_)));
        first.is_some_and(|(first, _)| index < *first)
            && self.brings_sources(index)
            && !self.manifest.reads_sources
            && copied::is_ignored(self.subject, "node_modules")
            && self.manifest.files.iter().any(|file| file.copied_by == index)
    }

    /// A cache of downloads for installations that have none.
    fn edits(&self, jobs: &[Job], instruction: &Instruction) -> Edits {
        let installs = jobs.iter().any(|job| matches!(job, Job::Install { .. }));
        let minds_cache = jobs.contains(&Job::Aside) || instruction.rest.text.contains("rm ");
        if !installs || minds_cache || !instruction.flags.is_empty() || self.steps.as_user {
            return Vec::new();
        }
        let mount = format!("--mount=type=cache,target={} ", self.steps.manager.cache());
        vec![(self.text.behind_keyword(instruction), mount)]
    }

    /// Whether a copy brings more than project files named one by one, or by a pattern.
    fn brings_sources(&self, index: usize) -> bool {
        let copy = self.text.instruction(index).and_then(Instruction::copy);
        let names = |source: &str| {
            source.contains('*') || self.manifest.files.iter().any(|file| file.source == source)
        };
        copy.is_some_and(|copy| copy.sources.iter().any(|it| !names(it.value.trim_start_matches("./"))))
    }
}
