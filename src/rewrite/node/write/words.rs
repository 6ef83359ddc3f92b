//! What differs, what is assumed, what is saved.

use super::super::needs::Dev;
use super::Writer;
use crate::facts::Estimate;
use crate::rewrite::stage::{list, words};

impl Writer<'_> {
    pub(super) fn differs(&self) -> Vec<String> {
        let mut differs: Vec<String> = words::base(self.base, true).into_iter().collect();
        differs.extend(words::dropped(self.steps.system()));
        let folder = &self.steps.folder;
        differs.push(match self.whole {
            true => {
                format!("`{folder}` comes out of the builder as it is there after the last step of the build")
            }
            false => format!("`{folder}/node_modules` comes out of the builder"),
        });
        if self.steps.writes_lock && !self.whole {
            let (install, lock) = self.steps.manager.locking();
            differs.push(format!(
                "`{folder}/{lock}` is as the build context has it, if it does; not as `{install}` may leave it"
            ));
        }
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
        differs.extend(words::added(&self.needs.packages));
        differs
    }

    pub(super) fn assumes(&self) -> Vec<String> {
        let mut assumes: Vec<String> = words::pulled_together(self.base, "Node.js").into_iter().collect();
        if self.base.slim.is_some() {
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
        words::saving(self.steps.system(), self.base)
    }
}
