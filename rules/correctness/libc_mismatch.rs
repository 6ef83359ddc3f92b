//! Compiled files cross from one C library to another.

use crate::lint::{Category, Check, Context, Findings, Rule};
use crate::repository::Dockerfile;
use crate::settings::{Level, Severity};

/// See the page.
pub static RULE: Rule = Rule {
    id: "libc-mismatch",
    category: Category::Correctness,
    level: Level::At(Severity::Error),
    check: Check::Dockerfile(check),
    page: include_str!("libc_mismatch.md"),
};

fn check(_: &Context<'_>, _: &Dockerfile, _: &mut Findings) {}
