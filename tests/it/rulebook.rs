//! The rulebook is whole: a rule's file, its page, its line in the list and its line in the README's table.

use std::path::{Path, PathBuf};

use careen::lint::{Category, Rule};
use careen::rules;
use careen::settings::Level;

use crate::blessed;

/// The longest summary that a table and a list can show.
const LONGEST_SUMMARY: usize = 160;

#[test]
fn every_file_is_in_the_list() {
    let mut listed: Vec<(String, String)> =
        rules::ALL.iter().map(|rule| (path(rule, "rs"), rule.id.to_owned())).collect();
    listed.sort();
    let mut files = Vec::new();
    for category in Category::ALL {
        for file in files_of(category) {
            let text = std::fs::read_to_string(&file).unwrap();
            let stem = file.file_stem().unwrap().to_str().unwrap();
            if file.extension().is_some_and(|extension| extension == "rs") && text.contains(" RULE: Rule = ")
            {
                let path = format!("{}/{stem}.rs", category.as_str());
                files.push((path, stem.replace('_', "-")));
            }
        }
    }
    files.sort();
    assert_eq!(files, listed, "left: files with a `RULE`; right: rules::ALL");
}

#[test]
fn every_page_has_a_rule() {
    for category in Category::ALL {
        let stems =
            files_of(category).into_iter().filter(|file| file.extension().is_some_and(|it| it == "md"));
        for file in stems {
            let name = file.file_stem().unwrap().to_str().unwrap().replace('_', "-");
            let rule = rules::ALL.iter().find(|rule| rule.id == name && rule.category == category);
            let rule = rule.unwrap_or_else(|| panic!("{} is the page of no rule", file.display()));
            assert_eq!(
                std::fs::read_to_string(&file).unwrap(),
                rule.page,
                "{} includes another page",
                rule.id
            );
        }
    }
}

#[test]
fn the_list_is_in_order() {
    let names = || rules::ALL.iter().map(|rule| (rule.category.as_str(), rule.id));
    let mut sorted: Vec<_> = names().collect();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names().collect::<Vec<_>>(), sorted, "by category and name, each once");
}

#[test]
fn summaries_are_short_sentences() {
    for rule in rules::ALL {
        let summary = rule.summary();
        assert!(summary.len() <= LONGEST_SUMMARY, "{}: {} bytes", rule.id, summary.len());
        assert!(summary.ends_with('.') && !summary.contains('|'), "{}: {summary}", rule.id);
        let paragraph = rule.page.split("\n\n").nth(1).unwrap_or_default();
        assert_eq!(paragraph.trim_end(), summary, "{}: the summary is a paragraph of one line", rule.id);
    }
}

#[test]
fn the_readme_lists_the_rules() {
    blessed::readme_part("rules", &table());
}

fn table() -> String {
    let head = "| rule | level | says |\n| --- | --- | --- |\n";
    let row = |rule: &Rule| {
        let level = match rule.level {
            Level::Off => "off",
            Level::At(severity) => severity.as_str(),
        };
        format!("| [{}](rules/{}) | {level} | {} |\n", rule.id, path(rule, "md"), rule.summary())
    };
    let category = |category: Category| {
        let rules: Vec<String> =
            rules::ALL.iter().filter(|rule| rule.category == category).map(row).collect();
        let title = format!("| **{}** | | |\n", category.as_str());
        if rules.is_empty() { String::new() } else { title + &rules.concat() }
    };
    head.to_owned() + &Category::ALL.map(category).concat()
}

/// Where a rule's file lies, from `rules/`.
fn path(rule: &Rule, extension: &str) -> String {
    format!("{}/{}.{extension}", rule.category.as_str(), rule.id.replace('-', "_"))
}

/// The files right in a category's folder.
fn files_of(category: Category) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(category.as_str());
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}
