//! What differs, what is assumed, what is saved.

use super::super::commands::Job;
use super::super::files::Carried;
use super::super::steps::Part;
use super::Writer;
use crate::analysis::contents::{Ecosystem, System};
use crate::analysis::size::{self, Asked};
use crate::facts::Estimate;
use crate::repository::path;
use crate::rewrite::stage::{list, words};

impl Writer<'_> {
    pub(super) fn differs(&self) -> Vec<String> {
        let mut differs: Vec<String> = words::base(&self.base.choice, true).into_iter().collect();
        if let Some(named) = &self.base.builder {
            differs.push(format!(
                "the builder says `{named}`, the release of its system that `{}` stands on, so that both stages stay on one",
                self.subject.stage.from.value
            ));
        }
        if self.base.is_alpine {
            differs.push(
                "of Go's folder the image has the time zones alone, which programs look up there".to_owned(),
            );
        }
        differs.push(
            "the image has no Go: `GOLANG_VERSION`, `GOTOOLCHAIN` and `GOPATH` aren't set, and `PATH` doesn't lead to its \
             folders"
                .to_owned(),
        );
        differs.extend(words::dropped(self.steps.system()));
        let folder = &self.steps.folder;
        differs.push(match self.carried {
            Carried::Whole => {
                format!("`{folder}` comes out of the builder as it is there after the last step of the build")
            }
            Carried::Named(_) => {
                let places = self.places();
                let inside =
                    places.iter().map(|(place, _)| *place).filter(|place| path::is_within(place, folder));
                let inside: Vec<&str> =
                    inside.map(|place| place[folder.len()..].trim_start_matches('/')).collect();
                match inside.is_empty() {
                    true => format!("nothing of `{folder}` is in the image: Go's sources stay behind"),
                    false => {
                        format!("of `{folder}` the image has {}: Go's sources stay behind", list(inside))
                    }
                }
            }
        });
        differs.extend(words::added(&self.needs.packages));
        differs
    }

    pub(super) fn assumes(&self) -> Vec<String> {
        let mut assumes = Vec::new();
        if let Carried::Named(_) = self.carried {
            assumes.push(
                "when it runs it opens none of its sources, and no file of the build context that the repository doesn't know"
                    .to_owned(),
            );
        } else {
            let folder = &self.steps.folder;
            assumes.push(format!("the build leaves nothing outside of `{folder}` that the program needs"));
        }
        assumes.push(match self.computes {
            true => "the programs that its code starts by names it works out are not those of Go's image (git, gcc, curl…)",
            false => "no module that it is linked from starts a program that only Go's image has (git, gcc, curl…)",
        }
        .to_owned());
        assumes
    }

    pub(super) fn saving(&self) -> Option<Estimate> {
        let base = &self.base.choice;
        let names: Vec<Asked<'_>> =
            self.needs.packages.iter().map(|name| Asked { name, recommends: false }).collect();
        let added = match names.is_empty() {
            true => Estimate::ZERO,
            false => size::debian(System::Apt, &names, base.slim.as_ref().map(|slim| &slim.image))?,
        };
        let compiles = self.steps.parts.iter().any(|(index, part)| {
            let has_mounts = self.text.instruction(*index).is_some_and(|it| !it.flags.is_empty());
            matches!(part, Part::Build(jobs) if jobs.iter().any(|job| matches!(job, Job::Links(_))))
                && !has_mounts
        });
        let modules = self.steps.module.as_ref().map(|module| module.requires);
        let workspace = size::workspace(Ecosystem::Go, modules, true).filter(|_| compiles);
        let saving = words::saving(self.steps.system(), base)?.minus(added);
        Some(saving.plus(workspace.unwrap_or(Estimate::ZERO)))
    }
}
