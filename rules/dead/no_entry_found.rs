//! One hint instead of many false alarms: nothing shows what is alive.

use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::settings::{Level, Severity};

/// See the page.
pub const RULE: Rule = Rule {
    id: "no-entry-found",
    category: Category::Dead,
    level: Level::At(Severity::Info),
    check: Check::Repository(check),
    page: include_str!("no_entry_found.md"),
};

fn check(context: &Context<'_>, findings: &mut Findings) {
    let repository = context.repository;
    let files: Vec<_> = repository.compose_files.iter().filter(|file| !file.services.is_empty()).collect();
    let ([first, second, ..], false) = (files.as_slice(), context.analysis.reach().shows_life()) else {
        return;
    };
    let finding = findings.report(
        first.headline(),
        format!("nothing in this repository shows which of its {} Compose files are in use", files.len()),
    );
    finding.related(second.headline(), "another Compose file that nothing runs");
    finding.help("name those that are as `entry` in careen.toml, so that careen can tell which are not");
}
