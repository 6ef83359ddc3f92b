//! What every language's room says of the stage that ships, and puts into it, in the same words.

use super::apt::{self, Apt};
use super::base::BaseChoice;
use super::list;
use crate::facts::Estimate;

/// That another base is used, and that the builder keeps the original's, where there is one.
pub(in crate::rewrite) fn base(base: &BaseChoice, has_builder: bool) -> Option<String> {
    let slim = base.slim.as_ref()?;
    let kept = if has_builder { ", which the builder keeps" } else { "" };
    Some(format!(
        "the image stands on `{}` instead of `{}`{kept}",
        slim.image.reference, base.original.reference
    ))
}

/// That both stages' bases have to be of one release, where they are two.
pub(in crate::rewrite) fn pulled_together(base: &BaseChoice, language: &str) -> Option<String> {
    let slim = base.slim.as_ref()?;
    Some(format!(
        "`{}` and `{}` are pulled together, so that both are of one release of Debian and {language}",
        base.original.reference, slim.image.reference
    ))
}

/// Which packages of the distribution stay behind.
pub(in crate::rewrite) fn dropped<'a>(runs: impl Iterator<Item = &'a Apt>) -> Option<String> {
    let dropped: Vec<&str> = runs.flat_map(|apt| &apt.dropped).map(String::as_str).collect();
    (!dropped.is_empty()).then(|| format!("only the builder has {}", list(dropped)))
}

/// Which packages of the distribution are installed in addition.
pub(in crate::rewrite) fn added(packages: &[String]) -> Option<String> {
    let names = list(packages.iter().map(String::as_str));
    (!packages.is_empty()).then(|| format!("the image gets {names} by name, which came with what is gone"))
}

/// The step that installs those.
pub(in crate::rewrite) fn installation(packages: &[String], newline: &str) -> String {
    let install =
        format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    format!("RUN {install} && rm -rf /var/lib/apt/lists/*{newline}")
}

/// What the base and the packages that stay behind save together, where that is anything.
pub(in crate::rewrite) fn saving<'a>(
    runs: impl Iterator<Item = &'a Apt>,
    base: &BaseChoice,
) -> Option<Estimate> {
    let saving = base.saving()?.plus(apt::saving(runs, base));
    (saving.expected > 0).then_some(saving)
}
