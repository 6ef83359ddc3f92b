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
//! ```diff                       ← where `--fix` or `--unsafe-fixes` does something: which fixes, and what they change
//! # Use slim (unsafe)
//! --- a/api/Dockerfile
//! …
//! ```
//!
//! ## Clean                      ← files of which the rule says nothing; `---` between separate repositories
//! ## Limits
//! ## Fix safety
//! ## Options
//! ````
//!
//! `Example` and `Clean` may hold several repositories, each separated from the next by a line `---`; in `Example` each
//! has its own `findings`, and its own `diff` if it can be fixed. An empty file is a heading followed by an empty block.
//! `CAREEN_BLESS=1 cargo test --test it pages` rewrites the blocks of `findings` and `diff`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use careen::analysis::Analysis;
use careen::edit::Applicability;
use careen::lint::{self, Context, Rewrites, Rule};
use careen::settings::{Day, Settings};
use careen::{apply, report, repository, rules};

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

/// The page with the blocks of `findings` and `diff` as they should be.
fn blessed(rule: &Rule) -> String {
    let section = section(rule.page, "Example");
    let parts: Vec<String> = section
        .split("\n---\n")
        .map(|part| {
            let files: Vec<_> = examples(part).into_iter().flat_map(|example| example.files).collect();
            let lines: String = findings(rule, &files).iter().map(|line| format!("{line}\n")).collect();
            let part = with_block(part, "findings", &lines);
            let diff = Written::of(&files).fixed(rule).0;
            let (text, end) = part.split_at(part.trim_end().len());
            let blank = format!("{text}\n\n```diff\n```{end}");
            match (part.contains("```diff\n"), diff.is_empty()) {
                (false, true) => part,
                (false, false) => with_block(&blank, "diff", &diff),
                (true, _) => with_block(&part, "diff", &diff),
            }
        })
        .collect();
    rule.page.replace(section, &parts.join("\n---\n"))
}

/// A part of a page with another text in its first block of this kind, if it has one.
fn with_block(part: &str, kind: &str, text: &str) -> String {
    let opening = format!("```{kind}\n");
    let Some(start) = part.find(&opening) else { return part.to_owned() };
    let body = start + opening.len();
    let end = body + part[body..].find("```").expect("a fence is closed");
    format!("{}{text}{}", &part[..body], &part[end..])
}

/// What is offered leaves nothing to fix, and every rule's page says what that is.
#[test]
fn fixes_are_shown_and_leave_nothing_to_fix() {
    for rule in rules_with_pages() {
        for example in examples(section(rule.page, "Example")) {
            let (diff, after) = Written::of(&example.files).fixed(rule);
            assert_eq!(Written::of(&after).fixed(rule).0, "", "{}: fixed twice\n{diff}", rule.id);
            let (before, after) = (findings(rule, &example.files), findings(rule, &after));
            assert_eq!(after.len() < before.len(), !diff.is_empty(), "{}: {after:?}", rule.id);
        }
        let safety = section(rule.page, "Fix safety");
        let is_shown = section(rule.page, "Example").contains("```diff\n");
        assert!(!is_shown || !safety.contains("No fix"), "{}: {safety}", rule.id);
    }
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
    let written = Written::of(files);
    let settings = written.settings(rule);
    let repository = repository::load(written.0.path(), &settings).expect("it can be read");
    let analysis = Analysis::new(&repository, &settings);
    let rewrites = Rewrites::shown(&repository, &analysis);
    let context =
        Context { repository: &repository, analysis: &analysis, settings: &settings, rewrites: &rewrites };
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

/// A small repository on disk.
struct Written(tempfile::TempDir);

impl Written {
    fn of(files: &[(String, String)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        Self(folder)
    }

    fn settings(&self, rule: &Rule) -> Settings {
        let configured = careen::cli::settings(self.0.path()).expect("a configuration without mistakes");
        let today = Day::parse("2026-11-22");
        Settings { select: vec![rule.id.to_owned()], today, ..configured }
    }

    /// The rule's fixes and the diff of what they change; and all files as they are then.
    fn fixed(&self, rule: &Rule) -> (String, Vec<(String, String)>) {
        let settings = self.settings(rule);
        let repository = repository::load(self.0.path(), &settings).expect("it can be read");
        let fix = |least| apply::fix(&repository, &settings, rules::ALL, least, &|_| true);
        let (safe, all) = (fix(Applicability::Safe), fix(Applicability::Unsafe));
        assert_eq!(all.refused, Vec::<String>::new(), "{}", rule.id);
        let mut diff = Vec::new();
        for applied in &all.applied {
            let remark = if safe.applied.contains(applied) { "safe" } else { "unsafe" };
            writeln!(diff, "# {} ({remark})", applied.fixed.title).expect("memory takes it");
        }
        let texts = all.changed.iter();
        let texts = texts.map(|it| (it.path.as_str(), it.before.as_deref(), it.after.as_str()));
        report::write_patch(texts, &mut diff).expect("memory takes it");
        let read = |path: &String| (path.clone(), std::fs::read_to_string(self.0.path().join(path)).unwrap());
        let mut files: Vec<(String, String)> = repository.tree.files().iter().map(read).collect();
        for changed in all.changed {
            files.retain(|(path, _)| *path != changed.path);
            files.push((changed.path, changed.after));
        }
        (String::from_utf8(diff).unwrap(), files)
    }
}

/// Where a rule's page lies.
fn page_path(rule: &Rule) -> PathBuf {
    let name = format!("{}.md", rule.id.replace('-', "_"));
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(rule.category.as_str()).join(name)
}
