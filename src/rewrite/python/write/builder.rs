//! The stage that installs.

use super::super::environment::TOOLS;
use super::super::install::Install;
use super::super::steps::Part;
use super::Writer;
use crate::rewrite::stage::copied;
use crate::rewrite::stage::parts::{self, Built};
use crate::rewrite::stage::text::Edits;
use crate::syntax::dockerfile::{Instruction, Keyword};

impl Writer<'_> {
    pub(super) fn builder(&self) -> Option<String> {
        let mut out = self.text.builder_from();
        let mut prepared = false;
        let mut prepare = |out: &mut String| {
            if !std::mem::replace(&mut prepared, true) {
                out.push_str(&self.preparation());
            }
        };
        let built = parts::built(&self.text, &self.steps.parts, self.steps.last_install, "/");
        for Built { index, part, instruction, directory } in built {
            match part {
                Part::Both | Part::Apt(_) | Part::Tool => {
                    out.push_str(&self.text.as_written(instruction, Vec::new())?)
                }
                Part::Install(install) => {
                    prepare(&mut out);
                    out.push_str(&self.text.as_written(instruction, self.edits(install, instruction))?);
                }
                Part::Kept => {
                    let copied = self.copied(index, instruction, &directory)?;
                    if !copied.is_empty() {
                        prepare(&mut out);
                        out.push_str(&copied);
                    }
                }
            }
        }
        Some(out)
    }

    /// Makes the environments that the original doesn't.
    fn preparation(&self) -> String {
        let newline = self.text.newline;
        let mut out = String::new();
        if self.has_tools() {
            out += &format!("{newline}RUN python -m venv {TOOLS}{newline}");
        }
        if self.environment.is_ours {
            if out.is_empty() {
                out += newline;
            }
            // the base's own pip does the work, so the environment needs none
            let flags = "--system-site-packages --without-pip";
            out += &format!("RUN python -m venv {flags} {}{newline}", self.environment.path);
            out += &self.activation(self.has_tools());
        } else if self.has_tools() {
            out += &format!("ENV PATH=$PATH:{TOOLS}/bin{newline}");
        }
        out
    }

    /// What of an instruction that stays in the final stage the builder needs as well.
    fn copied(&self, index: usize, instruction: &Instruction, directory: &str) -> Option<String> {
        let is_copy = matches!(instruction.keyword, Keyword::Copy | Keyword::Add);
        if self.steps.reads_everything && is_copy {
            return self.text.as_written(instruction, Vec::new());
        }
        let files = self.steps.files.iter().filter(|file| file.copied_by == index);
        copied::repeat(&self.text, instruction, files, directory)
    }

    fn edits(&self, install: &Install, instruction: &Instruction) -> Edits {
        let mut edits = install.edits.clone();
        if !install.minds_cache && !install.caches.is_empty() && !self.forbids_cache() {
            edits.extend(install.without_cache.iter().cloned());
            let mounts: Vec<String> =
                install.caches.iter().map(|folder| format!("--mount=type=cache,target={folder} ")).collect();
            edits.push((self.text.behind_keyword(instruction), mounts.concat()));
        }
        edits
    }

    fn forbids_cache(&self) -> bool {
        const SAYING: [&str; 5] =
            ["PIP_NO_CACHE_DIR", "PIP_CACHE_DIR", "UV_NO_CACHE", "UV_CACHE_DIR", "XDG_CACHE_HOME"];
        let all = self.subject.dockerfile.instructions(self.subject.stage);
        let mut pairs = all.iter().filter(|it| it.keyword == Keyword::Env).flat_map(Instruction::pairs);
        pairs.any(|(name, _)| SAYING.contains(&name.value.as_str()))
    }
}
