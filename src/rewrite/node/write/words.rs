//! What differs, what is assumed, what is saved.

use super::super::needs::Dev;
use super::Writer;
use crate::facts::Estimate;
use crate::rewrite::stage::{apt, list};

impl Writer<'_> {
    pub(super) fn differs(&self) -> Vec<String> {
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

    pub(super) fn assumes(&self) -> Vec<String> {
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

    pub(super) fn saving(&self) -> Option<Estimate> {
        let saving = self.base.saving()?.plus(apt::saving(self.steps.system(), self.base));
        (saving.expected > 0).then_some(saving)
    }
}
