//! What differs, what is assumed, what is saved.

use super::Writer;
use crate::analysis::Estimate;
use crate::rewrite::stage::{apt, list};

impl Writer<'_> {
    pub(super) fn differs(&self) -> Vec<String> {
        let mut differs = Vec::new();
        if let Some(slim) = &self.base.slim {
            differs.push(format!(
                "the image stands on `{}` instead of `{}`{}",
                slim.image.reference,
                self.base.original.reference,
                if self.steps.installs_something() { ", which the builder keeps" } else { "" }
            ));
        }
        let dropped: Vec<&str> = self.steps.apt().flat_map(|apt| &apt.dropped).map(String::as_str).collect();
        if !dropped.is_empty() {
            differs.push(format!("only the builder has {}", list(dropped)));
        }
        let path = &self.environment.path;
        differs.extend(self.steps.installs_something().then(|| match self.environment.is_ours {
            true => format!(
                "Python packages lie in `{path}`, whose programs come first on PATH{}, and downloads are kept in a \
                 cache mount",
                if self.steps.installs().any(|install| install.activates) {
                    " and which VIRTUAL_ENV names"
                } else {
                    ""
                }
            ),
            false => format!("`{path}` comes out of the builder, and downloads are kept in a cache mount"),
        }));
        let brings = self.steps.parts.iter().any(|(_, part)| matches!(part, super::Part::Tool));
        match (self.has_tools() || brings, self.needs.tools.is_empty()) {
            (true, true) => differs.push("only the builder has the program that installs".to_owned()),
            (true, false) if self.has_tools() => differs
                .push("the program that installs lies in an environment of its own, `/opt/tools`".to_owned()),
            _ => {}
        }
        if !self.needs.packages.is_empty() {
            let names = list(self.needs.packages.iter().map(String::as_str));
            differs.push(format!("the image gets {names} by name, which came with what is gone"));
        }
        differs
    }

    pub(super) fn assumes(&self) -> Vec<String> {
        let mut assumes = Vec::new();
        let names = (&self.base.original.reference, &self.base.last().reference);
        if self.base.slim.is_some() {
            assumes.extend(self.steps.installs_something().then(|| {
                format!(
                    "`{}` and `{}` are pulled together, so that both are of one release of Debian and Python",
                    names.0, names.1
                )
            }));
            assumes.push(
                "the Python code calls no program that only the full base has (git, curl, make…)".to_owned(),
            );
        }
        assumes.push("nothing is compiled when the services run".to_owned());
        for step in &self.steps.run_there {
            assumes.push(format!("`{step}`, now run where the compilers are gone, needs none of them"));
        }
        if !self.needs.unknown.is_empty() {
            let unknown = list(self.needs.unknown.iter().map(String::as_str));
            assumes.push(format!("{unknown} need no shared library that only the builder has"));
        }
        assumes
    }

    pub(super) fn saving(&self) -> Option<Estimate> {
        let saving = self.base.saving()?.plus(apt::saving(self.steps.apt(), self.base));
        (saving.expected > 0).then_some(saving)
    }
}
