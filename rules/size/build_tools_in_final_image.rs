//! Several stages, and the one that ships still carries what only a build needs.

use super::stays;
use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "build-tools-in-final-image",
    category: Category::Size,
    level: Level::At(Severity::Warning),
    check: Check::Dockerfile(check),
    page: include_str!("build_tools_in_final_image.md"),
};

fn check(context: &Context<'_>, dockerfile: &Dockerfile, findings: &mut Findings) {
    if dockerfile.stages.len() > 1 {
        stays::report(context, dockerfile, findings);
    }
}
