//! Names of rules and categories, as people type them.

use super::Trouble;
use super::suggest::did_you_mean;
use crate::lint::{Category, Rule};

/// Every name that stands for rules.
pub(super) fn all(rules: &'static [Rule]) -> impl Iterator<Item = &'static str> + Clone {
    rules.iter().map(|rule| rule.id).chain(Category::ALL.into_iter().map(Category::as_str))
}

/// Refuses names that stand for no rule.
pub(super) fn check(option: &str, names: &[String], rules: &'static [Rule]) -> Result<(), Trouble> {
    match names.iter().find(|name| !all(rules).any(|known| known == *name)) {
        None => Ok(()),
        Some(name) => Err(Trouble::Usage(format!(
            "{option}: there is no rule or category `{name}`{}",
            did_you_mean(name, all(rules))
        ))),
    }
}
