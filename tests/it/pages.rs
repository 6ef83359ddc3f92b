//! Every example on every rule's page is a test.
//!
//! A page is Markdown with these headings, in this order, none left out:
//!
//! ````text
//! # rule-id
//!
//! One sentence: what the rule finds.
//!
//! ## Why
//! ## Example
//!
//! ### api/Dockerfile            ← a file of a small repository: its path, then a fenced block with its text
//! ```dockerfile
//! FROM python:3.11
//! ```
//!
//! ```findings                   ← what the rule says of these files, one `path:line:column: severity[rule] message` a line
//! api/Dockerfile:1:6: warning[rule-id] …
//! ```
//!
//! ## Clean                      ← files of which the rule says nothing; `---` between separate repositories
//! ## Limits
//! ## Fix safety
//! ## Options
//! ````
//!
//! `Example` and `Clean` may hold several repositories, each separated from the next by a line `---`; in `Example` each
//! has its own `findings`. An empty file is a heading followed by an empty block. `CAREEN_BLESS=1 cargo test --test it pages`
//! rewrites the `findings` blocks.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use careen::lint::{self, Context, Rule};
use careen::settings::{Day, Settings};
use careen::{analysis::Analysis, repository, rules};

const HEADINGS: [&str; 6] = ["Why", "Example", "Clean", "Limits", "Fix safety", "Options"];

#[test]
fn pages_have_their_headings() {
    let wrong: Vec<&str> = rules::ALL.iter().filter(|rule| !is_page(rule)).map(|rule| rule.id).collect();
    assert_eq!(
        wrong,
        Vec::<&str>::new(),
        "these pages lack a title, a summary or a heading, or have them in another order"
    );
}

fn is_page(rule: &Rule) -> bool {
    let headings: Vec<&str> =
        outside_fences(rule.page).filter_map(|(_, line)| line.strip_prefix("## ")).collect();
    let title = format!("# {}", rule.id);
    headings == HEADINGS && rule.page.lines().next() == Some(title.as_str()) && rule.summary().ends_with('.')
}

/// The rules whose pages can be read; the others fail the test of the headings.
fn rules_with_pages() -> impl Iterator<Item = &'static Rule> {
    rules::ALL.iter().filter(|rule| is_page(rule))
}

#[test]
fn examples_give_the_findings_they_show() {
    let mut wrong = String::new();
    for rule in rules_with_pages() {
        let page = blessed(rule);
        if page == rule.page {
            continue;
        }
        if crate::blessed::wanted() {
            std::fs::write(page_path(rule), &page).expect("the page can be written");
        } else {
            let diff = similar::TextDiff::from_lines(rule.page, &page);
            let _ = writeln!(wrong, "{}:\n{}", rule.id, diff.unified_diff());
        }
    }
    assert!(wrong.is_empty(), "CAREEN_BLESS=1 would change these pages:\n{wrong}");
}

#[test]
fn clean_examples_are_clean_and_the_others_are_not() {
    for rule in rules_with_pages() {
        for example in examples(section(rule.page, "Clean")) {
            assert!(!example.files.is_empty(), "{}: an empty example", rule.id);
            assert_eq!(findings(rule, &example.files), Vec::<String>::new(), "{}", rule.id);
        }
        for example in examples(section(rule.page, "Example")) {
            assert!(!findings(rule, &example.files).is_empty(), "{}: {:?}", rule.id, example.files);
        }
    }
}

/// A small repository on a page.
struct Example {
    files: Vec<(String, String)>,
}

/// The repositories of a section.
fn examples(section: &str) -> Vec<Example> {
    let mut examples = vec![Example { files: Vec::new() }];
    let mut path: Option<&str> = None;
    let mut block: Option<String> = None;
    for line in section.lines() {
        let is_fence = line.starts_with("```");
        match (&mut block, is_fence) {
            (Some(text), false) => {
                text.push_str(line);
                text.push('\n');
            }
            (Some(_), true) => {
                let text = block.take().unwrap();
                if let (Some(path), Some(example)) = (path.take(), examples.last_mut()) {
                    example.files.push((path.to_owned(), text));
                }
            }
            (None, true) => block = Some(String::new()),
            (None, false) if line == "---" => examples.push(Example { files: Vec::new() }),
            (None, false) => path = line.strip_prefix("### ").or(path),
        }
    }
    examples
}

/// The page with the `findings` blocks as they should be.
fn blessed(rule: &Rule) -> String {
    let section = section(rule.page, "Example");
    let parts: Vec<String> = section
        .split("\n---\n")
        .map(|part| {
            let Some(start) = part.find("```findings\n") else { return part.to_owned() };
            let body = start + "```findings\n".len();
            let end = body + part[body..].find("```").expect("a fence is closed");
            let files: Vec<_> = examples(part).into_iter().flat_map(|example| example.files).collect();
            let lines: String = findings(rule, &files).iter().map(|line| format!("{line}\n")).collect();
            format!("{}{lines}{}", &part[..body], &part[end..])
        })
        .collect();
    rule.page.replace(section, &parts.join("\n---\n"))
}

/// What lies below the heading, up to the next of its level.
fn section<'a>(page: &'a str, name: &str) -> &'a str {
    let headings: Vec<(usize, &str)> =
        outside_fences(page).filter(|(_, line)| line.starts_with("## ")).collect();
    let at = headings.iter().position(|(_, line)| line[3..] == *name).expect("the heading is there");
    let start = headings[at].0 + headings[at].1.len();
    &page[start..headings.get(at + 1).map_or(page.len(), |(next, _)| *next)]
}

/// Lines outside code blocks, with the byte at which each starts.
fn outside_fences(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let mut fenced = false;
    page.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let is_fence = line.starts_with("```");
        fenced ^= is_fence;
        (!fenced && !is_fence).then(|| (start, line.trim_end()))
    })
}

/// What only this rule says of a repository of these files.
fn findings(rule: &Rule, files: &[(String, String)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let configured = careen::cli::settings(folder.path()).expect("a configuration without mistakes");
    let today = Day::parse("2026-11-22");
    let settings = Settings { select: vec![rule.id.to_owned()], today, ..configured };
    let repository = repository::load(folder.path(), &settings).expect("it can be read");
    let analysis = Analysis::new(&repository, &settings);
    let context = Context { repository: &repository, analysis: &analysis, settings: &settings };
    let shown = |finding: &lint::Finding| {
        let span = finding.primary.span;
        let source = context.source(span);
        let line = source.line(span.start);
        let column = span.start - source.lines.start_of(line) + 1;
        format!(
            "{}:{line}:{column}: {}[{}] {}",
            source.path,
            finding.severity.as_str(),
            finding.rule,
            finding.message
        )
    };
    lint::run(context, rules::ALL).findings.iter().map(shown).collect()
}

/// Where a rule's page lies.
fn page_path(rule: &Rule) -> PathBuf {
    let name = format!("{}.md", rule.id.replace('-', "_"));
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(rule.category.as_str()).join(name)
}
