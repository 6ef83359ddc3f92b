//! The new text: what installs and builds is put in front, the rest stays as it was written.

use std::collections::BTreeSet;

use super::Refusal;
use super::commands::Job;
use super::manifest::Manifest;
use super::needs::{Dev, Needs};
use super::steps::{Part, Steps};
use crate::facts::Estimate;
use crate::repository::path;
use crate::rewrite::stage::base::BaseChoice;
use crate::rewrite::stage::copied::{self, absolute};
use crate::rewrite::stage::list;
use crate::rewrite::stage::text::{Edits, Text};
use crate::rewrite::{Rewritten, Subject};
use crate::syntax::dockerfile::{Instruction, Keyword};

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
        let is_touched = |index: usize, part: &Part| {
            self.leaves(index, part) || matches!(part, Part::System(apt) if !apt.edits.is_empty())
        };
        let parts = self.steps.parts.iter();
        parts.filter(|(index, part)| is_touched(*index, part)).map(|(index, _)| *index).collect()
    }

    fn builder(&self) -> Option<String> {
        let newline = self.text.newline;
        let mut out = self.text.builder_from();
        let mut directory = "/".to_owned();
        // sources that come behind the packages here, so that a change of theirs doesn't install anew
        let mut later = String::new();
        for (index, part) in &self.steps.parts {
            let instruction = self.text.instruction(*index)?;
            if *index > self.steps.last_build {
                break;
            }
            if let (Keyword::Workdir, Some(name)) = (instruction.keyword, instruction.args.first()) {
                directory = absolute(&directory, &name.value);
            }
            let is_copy = matches!(part, Part::Kept) && self.steps.copies.iter().any(|it| it.index == *index);
            match part {
                Part::Said => {}
                Part::Kept if is_copy && self.postpones(*index) => {
                    let files = self.manifest.files.iter().filter(|file| file.copied_by == *index);
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
    fn postpones(&self, index: usize) -> bool {
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

    fn last(&self) -> Option<String> {
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
                edits.push((self.text.before(instruction), self.installation()));
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

    /// Whether a copy brings more than project files named one by one, or by a pattern.
    fn brings_sources(&self, index: usize) -> bool {
        let copy = self.text.instruction(index).and_then(Instruction::copy);
        let names = |source: &str| {
            source.contains('*') || self.manifest.files.iter().any(|file| file.source == source)
        };
        copy.is_some_and(|copy| copy.sources.iter().any(|it| !names(it.value.trim_start_matches("./"))))
    }

    fn installation(&self) -> String {
        let newline = self.text.newline;
        let names = self.needs.packages.join(" ");
        let install = format!("apt-get update && apt-get install -y --no-install-recommends {names}");
        format!("RUN {install} && rm -rf /var/lib/apt/lists/*{newline}")
    }

    /// What brings the builder's work into the final stage.
    fn carried(&self) -> String {
        let folder = &self.steps.folder;
        let place = if self.whole { folder.clone() } else { format!("{folder}/node_modules") };
        format!("COPY --from={} {place} {place}{}", self.text.builder_name(), self.text.newline)
    }

    fn differs(&self) -> Vec<String> {
        let mut differs = Vec::new();
        if let Some(slim) = &self.base.slim {
            differs.push(format!(
                "the image stands on `{}` instead of `{}`, which the builder keeps",
                slim.image.reference, self.base.original.reference
            ));
        }
        let dropped: Vec<&str> =
            self.steps.system().flat_map(|apt| &apt.dropped).map(String::as_str).collect();
        if !dropped.is_empty() {
            differs.push(format!("only the builder has {}", list(dropped)));
        }
        let folder = &self.steps.folder;
        differs.push(match self.whole {
            true => {
                format!("`{folder}` comes out of the builder as it is there after the last step of the build")
            }
            false => format!("`{folder}/node_modules` comes out of the builder"),
        });
        match &self.needs.dev {
            Dev::None => {}
            Dev::Pruned(names) => {
                const SHOWN: usize = 4;
                let more = names.len().saturating_sub(SHOWN);
                let shown = list(names.iter().take(SHOWN).map(String::as_str));
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                differs.push(format!("the image has no development dependencies: {shown}{more}"));
            }
            Dev::Kept(reason) => differs.push(format!("development dependencies stay: {reason}")),
        }
        if !self.needs.packages.is_empty() {
            let names = list(self.needs.packages.iter().map(String::as_str));
            differs.push(format!("the image gets {names} by name, which came with what is gone"));
        }
        differs
    }

    fn assumes(&self) -> Vec<String> {
        let mut assumes = Vec::new();
        if self.base.slim.is_some() {
            assumes.push(format!(
                "`{}` and `{}` are pulled together, so that both are of one release of Debian and Node.js",
                self.base.original.reference,
                self.base.last().reference
            ));
            assumes.push(
                "the code calls no program that only the full base has (git, curl, python3…)".to_owned(),
            );
        }
        if self.needs.prunes() {
            assumes.push("what runs loads no development dependency that its sources don't name".to_owned());
        }
        assumes.push("nothing is compiled when the services run".to_owned());
        let has_native =
            self.steps.system().any(|apt| apt.dropped.iter().any(|name| name.starts_with("python")));
        if has_native {
            assumes.push("Python was there for node-gyp alone".to_owned());
        }
        if self.whole {
            let folder = &self.steps.folder;
            assumes.push(format!("the build leaves nothing outside of `{folder}` that the program needs"));
        }
        assumes
    }

    fn saving(&self) -> Option<Estimate> {
        let saving = self.base.saving()?;
        (saving.expected > 0).then_some(saving)
    }
}
