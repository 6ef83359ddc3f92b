//! `careen rule`: the rulebook.

use std::io::{self, Write};

use super::suggest::did_you_mean;
use super::{Trouble, Verdict, markdown, output};
use crate::lint::{Category, Rule};
use crate::report::Look;
use crate::settings::Level;

pub(super) fn run(name: Option<&str>, rules: &'static [Rule]) -> Result<Verdict, Trouble> {
    let look = output::look(None);
    match name {
        None => output::deliver(None, |out| list(rules, out, look))?,
        Some(name) => {
            let rule = rules.iter().find(|rule| rule.id == name).ok_or_else(|| {
                let known = rules.iter().map(|rule| rule.id);
                Trouble::Usage(format!("there is no rule `{name}`{}", did_you_mean(name, known)))
            })?;
            output::deliver(None, |out| markdown::write(rule.page, out, look))?;
        }
    }
    Ok(Verdict::Clean)
}

/// Every rule with its level and its summary, by category.
fn list(rules: &[Rule], out: &mut dyn Write, look: Look) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    for category in Category::ALL {
        let of_category: Vec<&Rule> = rules.iter().filter(|rule| rule.category == category).collect();
        if of_category.is_empty() {
            continue;
        }
        writeln!(out, "{}", markdown::heading(category.as_str(), look))?;
        for rule in of_category {
            let level = match rule.level {
                Level::Off => "off",
                Level::At(severity) => severity.as_str(),
            };
            writeln!(out, "  {:width$}  {level:7}  {}", rule.id, rule.summary())?;
        }
    }
    Ok(())
}
