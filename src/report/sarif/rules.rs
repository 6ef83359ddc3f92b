//! The rulebook as SARIF describes one.

use super::log::{Configuration, Markdown, ReportingDescriptor, RuleProperties, Text};
use crate::lint::{Category, Rule};
use crate::settings::Severity;

/// GitHub refuses descriptions that are longer, in characters.
const LONGEST_DESCRIPTION: usize = 1024;

/// Every rule, in the rulebook's order: results point to them by index.
pub(super) fn descriptors(rules: &[Rule]) -> Vec<ReportingDescriptor> {
    rules.iter().map(descriptor).collect()
}

fn descriptor(rule: &Rule) -> ReportingDescriptor {
    let summary: String = rule.summary().chars().take(LONGEST_DESCRIPTION).collect();
    let level = rule.severity();
    ReportingDescriptor {
        id: rule.id,
        name: pascal_case(rule.id),
        short_description: Text { text: summary.clone() },
        full_description: Text { text: summary },
        help: Markdown { text: rule.page.to_owned(), markdown: rule.page.to_owned() },
        default_configuration: Configuration { level: self::level(level) },
        properties: RuleProperties {
            tags: vec!["docker", "docker-compose", rule.category.as_str()],
            precision: precision(rule.category),
            problem_severity: match level {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    }
}

/// SARIF's word for a severity.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// What is dead or one thing under two names is inferred from evidence; the rest is read off the files.
fn precision(category: Category) -> &'static str {
    match category {
        Category::Dead | Category::Duplication => "medium",
        Category::Size | Category::Correctness | Category::Cache => "high",
    }
}

/// `non-slim-base` → `NonSlimBase`, as the standard wants names.
fn pascal_case(id: &str) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or_default()
    };
    id.split('-').map(capitalised).collect()
}
