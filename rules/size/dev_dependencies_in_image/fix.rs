//! The flag that leaves development packages out, in every command that installs them.

use crate::analysis::size::{Held, Reason};
use crate::edit::{Applicability, Edit, Fix, each_once};
use crate::facts;
use crate::lint::Context;
use crate::repository::Dockerfile;
use crate::rules::size::script::{RunScript, called};
use crate::rules::size::ships::Ships;
use crate::rules::size::yarn;

/// Never safe, since a package can stand in the wrong section of a manifest. `None` where one of the commands has no such
/// flag, or what is installed is copied from another stage, which may build with it.
pub(super) fn fix<'h>(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    ships: &Ships<'_>,
    found: impl Iterator<Item = &'h Held>,
) -> Option<Fix> {
    if has_old_npm(ships) {
        return None;
    }
    let edits: Option<Vec<Edit>> = found.map(|held| edit(context, dockerfile, held)).collect();
    let edits = each_once(edits?);
    let title = "Leave out what only development needs".to_owned();
    (!edits.is_empty()).then_some(Fix { title, applicability: Applicability::Unsafe, edits })
}

/// Whether the image's npm is older than `--omit`, which came with version 7 and Node.js 15.
fn has_old_npm(ships: &Ships<'_>) -> bool {
    let language = ships.built.base_image().and_then(|base| facts::language(&base.repository, &base.tag));
    let version = language.filter(|it| it.name == "node").and_then(|it| it.version);
    version.and_then(|version| version.split('.').next()?.parse::<u32>().ok()).is_some_and(|major| major < 15)
}

fn edit(context: &Context<'_>, dockerfile: &Dockerfile, held: &Held) -> Option<Edit> {
    let by = held.by.filter(|_| held.reason == Reason::Dependencies)?;
    let run = RunScript::at(context, dockerfile, by)?;
    let (program, words) = called(run.command(by)?)?;
    let asks_for_them = |word: &str| {
        ["--include", "--production=", "--prod=", "--with", "--group", "--all-groups", "--only", "--dev"]
            .iter()
            .any(|flag| word.starts_with(flag))
    };
    if words.iter().any(|word| asks_for_them(&word.text())) {
        return None;
    }
    let (subs, flag): (&[&str], &str) = match program.as_str() {
        "npm" => (&["ci", "install", "i", "clean-install"], "--omit=dev"),
        "pnpm" => (&["install", "i", "ci"], "--prod"),
        "yarn" if yarn::is_first(context, dockerfile) => (&["install"], "--production"),
        "uv" => (&["sync"], "--no-dev"),
        "poetry" => (&["install", "sync"], "--only main"),
        _ => return None,
    };
    run.flag(words, subs, flag)
}
