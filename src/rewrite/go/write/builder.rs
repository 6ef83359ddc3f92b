//! The stage that links.

use super::super::commands::Job;
use super::super::steps::Part;
use super::Writer;
use crate::edit::splice;
use crate::rewrite::stage::copied;
use crate::rewrite::stage::parts::{self, Built};
use crate::rewrite::stage::text::Edits;
use crate::syntax::dockerfile::Instruction;

/// Where Go keeps the modules it has fetched, in the official images.
const MODULES: &str = "/go/pkg/mod";
/// Where it keeps what it has compiled, for the user root.
const COMPILED: &str = "/root/.cache/go-build";

impl Writer<'_> {
    pub(super) fn builder(&self) -> Option<String> {
        let mut out = self.from()?;
        let mut fetched = false;
        let built = parts::built(&self.text, &self.steps.parts, self.steps.last_build, super::GO);
        for Built { index, part, instruction, directory } in built {
            if self.fetches_before(index) {
                let module = self.steps.module.as_ref()?;
                let files = module.files.iter().filter(|file| file.copied_by == index);
                out.push_str(&copied::repeat(&self.text, instruction, files, &directory)?);
                let mounts = self.mounts(&[Job::Modules]);
                out.push_str(&format!("RUN {mounts}go mod download{}", self.text.newline));
                fetched = true;
            }
            match part {
                Part::Said => {}
                // it is done already
                Part::Build(_) if fetched && instruction.rest.text.trim() == "go mod download" => {}
                Part::Build(jobs) => {
                    out.push_str(&self.text.as_written(instruction, self.edits(jobs, instruction))?);
                }
                Part::Kept | Part::System(_) => out.push_str(&self.text.as_written(instruction, Vec::new())?),
            }
        }
        Some(out)
    }

    /// The original's `FROM`, with the release of Debian named.
    fn from(&self) -> Option<String> {
        let from = self.text.builder_from();
        let Some(named) = &self.base.builder else { return Some(from) };
        let image = &self.subject.stage.from.value;
        let at = from.find(image.as_str())?;
        splice(&from, vec![(at..at + image.len(), named.clone())])
    }

    /// Whether dependencies can be fetched before this copy brings the sources, and aren't yet.
    fn fetches_before(&self, index: usize) -> bool {
        let Some(module) = self.steps.module.as_ref().filter(|module| module.is_fetched_alone) else {
            return false;
        };
        let first = self.steps.parts.iter().find(|(_, part)| matches!(part, Part::Build(_)));
        let working = |at: usize| {
            self.steps.copies.iter().find(|copy| copy.index == at).map(|copy| copy.directory.as_str())
        };
        let copy = self.text.instruction(index).and_then(Instruction::copy);
        let brings_more = copy.is_some_and(|copy| {
            copy.sources
                .iter()
                .any(|it| !module.files.iter().any(|file| file.source == it.value.trim_start_matches("./")))
        });
        first.is_some_and(|(first, _)| index < *first)
            && brings_more
            && working(index) == Some(module.root.as_str())
            && !self.steps.as_user
            && module.files.iter().all(|file| file.copied_by == index)
    }

    /// Caches for a step that has none.
    fn edits(&self, jobs: &[Job], instruction: &Instruction) -> Edits {
        let minds_cache = instruction.rest.text.contains("rm ") || instruction.rest.text.contains("go clean");
        if minds_cache || self.steps.as_user || !instruction.flags.is_empty() {
            return Vec::new();
        }
        match self.mounts(jobs) {
            mounts if mounts.is_empty() => Vec::new(),
            mounts => vec![(self.text.behind_keyword(instruction), mounts)],
        }
    }

    /// The flags that mount the caches of these jobs, each with a blank behind it.
    fn mounts(&self, jobs: &[Job]) -> String {
        if self.steps.minds_cache {
            return String::new();
        }
        let has_modules =
            self.steps.module.as_ref().is_some_and(|module| module.requires > 0 && !module.is_vendored);
        let tools = jobs.iter().any(|job| matches!(job, Job::Tool(_)));
        let compiles = jobs.iter().any(|job| !matches!(job, Job::Modules));
        let folders = [(has_modules || tools, MODULES), (compiles, COMPILED)];
        let mounts = folders.iter().filter(|(wanted, _)| *wanted);
        mounts.map(|(_, folder)| format!("--mount=type=cache,target={folder} ")).collect()
    }
}
