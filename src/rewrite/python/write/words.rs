//! What differs, what is assumed, what is saved.

use super::Writer;
use crate::facts::Estimate;
use crate::rewrite::stage::{list, words};

impl Writer<'_> {
    pub(super) fn differs(&self) -> Vec<String> {
        let has_builder = self.steps.installs_something();
        let mut differs: Vec<String> = words::base(self.base, has_builder).into_iter().collect();
        differs.extend(words::dropped(self.steps.apt()));
        let path = &self.environment.path;
        differs.extend(has_builder.then(|| match self.environment.is_ours {
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
        differs.extend(words::added(&self.needs.packages));
        differs
    }

    pub(super) fn assumes(&self) -> Vec<String> {
        let mut assumes = Vec::new();
        if self.base.slim.is_some() {
            let has_builder = self.steps.installs_something();
            assumes.extend(words::pulled_together(self.base, "Python").filter(|_| has_builder));
            assumes.push(
                "the Python code calls no program that only the full base has (git, curl, make…)".to_owned(),
            );
        }
        assumes.push("nothing is compiled when the services run".to_owned());
        for step in &self.steps.run_there {
            assumes.push(format!("`{step}`, now run where the compilers are gone, needs none of them"));
        }
        if !self.needs.unknown.is_empty() {
            let verb = if self.needs.unknown.len() == 1 { "needs" } else { "need" };
            let unknown = list(self.needs.unknown.iter().map(String::as_str));
            assumes.push(format!("{unknown} {verb} no shared library that only the builder has"));
        }
        assumes
    }

    pub(super) fn saving(&self) -> Option<Estimate> {
        words::saving(self.steps.apt(), self.base)
    }
}
