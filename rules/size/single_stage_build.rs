//! One stage that both builds and ships.

use super::stays;
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "single-stage-build",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("single_stage_build.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    if dockerfile.stages.len() == 1 {
        stays::report(context, dockerfile, findings);
    }
}
