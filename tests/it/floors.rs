//! The house: a module names only modules on lower floors, and what has its place is done there only.
//!
//! Reads the sources as text: comments and strings are blanked out, then every path that starts with `crate::`,
//! `super::` or `careen::` is followed to the module at the top that it lies in.

use std::path::Path;

/// The modules at the top, floor by floor; neighbours never see each other.
///
/// Two floors have steps: an edit holds spans, and the command stands on `cli` and the language server.
const FLOORS: [&[&str]; 10] = [
    &["source", "settings"],
    &["edit"],
    &["syntax", "facts", "inventory"],
    &["repository"],
    &["analysis"],
    &["rewrite"],
    &["lint"],
    &["rules", "report", "apply"],
    &["cli", "lsp"],
    &["main"],
];

/// What only some files may name: the words, the files' beginnings, and why.
const PLACES: [(&[&str], &[&str], &str); 5] = [
    (&["granit_parser"], &["src/syntax/"], "only `syntax` names a parser"),
    (
        &["println!", "print!", "eprintln!", "eprint!", "stdout()", "stderr()"],
        &["src/cli/"],
        "only `cli` prints",
    ),
    (
        &[
            "fs::write",
            "File::create",
            "OpenOptions",
            "create_dir",
            "fs::rename",
            "fs::copy",
            "remove_file",
            "remove_dir",
        ],
        &["src/apply", "src/cli/output.rs"],
        "only `apply` writes files, but for the output that `cli` is told to put into one",
    ),
    (&["SystemTime", "Instant::now"], &["src/cli/"], "only `cli` knows the clock"),
    (
        &["process::Command", "TcpStream", "unsafe {", "unsafe fn", "unsafe impl"],
        &[],
        "careen runs nothing and reaches no network",
    ),
];

/// A file of the sources: its path from the top of the package, and its text.
type File = (String, String);

#[test]
fn modules_name_only_lower_floors() {
    assert_eq!(offences(&sources()), Vec::<String>::new());
}

#[test]
fn what_has_a_place_is_done_there() {
    assert_eq!(misplaced(&sources()), Vec::<String>::new());
}

#[test]
fn only_facts_reads_the_tables() {
    let readers =
        sources().into_iter().filter(|(_, text)| text.contains("rules/facts/") && text.contains(".tsv\""));
    let elsewhere: Vec<String> =
        readers.map(|(path, _)| path).filter(|path| !path.starts_with("src/facts/")).collect();
    assert_eq!(elsewhere, Vec::<String>::new());
}

#[test]
fn every_module_has_a_floor() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(root.join("src")).unwrap().map(|entry| entry.unwrap().path());
    let names = entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    let homeless: Vec<String> = names.filter(|name| name != "lib" && floor(name).is_none()).collect();
    assert_eq!(homeless, Vec::<String>::new());
}

#[test]
fn offenders_are_seen() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let cases = [
        (file("src/syntax/x.rs", "use crate::repository::Tree;"), "src/syntax/x.rs names crate::repository"),
        (
            file("src/facts/mod.rs", "use crate::{source::Span,\n  syntax};"),
            "src/facts/mod.rs names crate::syntax",
        ),
        (
            file("src/report/full/mod.rs", "use super::super::rules::ALL;"),
            "src/report/full/mod.rs names crate::rules",
        ),
        (file("src/edit.rs", "fn f() -> super::lint::Rule {}"), "src/edit.rs names crate::lint"),
        (file("rules/size/x.rs", "use crate::report;"), "rules/size/x.rs names crate::report"),
        (file("rules/size/x.rs", "use super::super::super::cli;"), "rules/size/x.rs names crate::cli"),
    ];
    for (file, expected) in cases {
        assert_eq!(offences(std::slice::from_ref(&file)), [expected], "{file:?}");
    }
    let sound = [
        file(
            "src/lint/run.rs",
            "// use crate::rules;\nuse super::rule; let s = \"crate::cli\"; use crate::analysis::X;",
        ),
        file("src/main.rs", "fn main() { careen::cli::main() }"),
        file("src/report/full/mod.rs", "use super::text; use crate::{lint::{self, Rule}, report::Look};"),
    ];
    assert_eq!(offences(&sound), Vec::<String>::new());
    let printer = file("src/lint/run.rs", "fn f() { println!(\"x\") }");
    assert_eq!(misplaced(&[printer]).len(), 1);
    let tested = file("src/lint/run.rs", "fn f() {}\n#[cfg(test)]\nmod tests { fn g() { println!(\"x\") } }");
    assert_eq!(misplaced(&[tested]), Vec::<String>::new());
}

/// Modules named from below or beside.
fn offences(files: &[File]) -> Vec<String> {
    let mut offences = Vec::new();
    for (path, text) in files {
        let module = module(path);
        let Some(own) = module.first().map(String::as_str).or(path.ends_with("main.rs").then_some("main"))
        else {
            continue;
        };
        for named in named(&blanked(text), &module) {
            if named != own && floor(&named).is_some() && floor(&named) >= floor(own) {
                offences.push(format!("{path} names crate::{named}"));
            }
        }
    }
    offences.sort();
    offences.dedup();
    offences
}

/// Words outside of their places; the tests of a module may do as they like.
fn misplaced(files: &[File]) -> Vec<String> {
    let mut misplaced = Vec::new();
    for (path, text) in files {
        let is_test = path.ends_with("tests.rs") || path.ends_with("testing.rs") || path.contains("/tests/");
        let blanked = blanked(text);
        let code = blanked.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for (words, places, why) in PLACES {
            let is_place = is_test || places.iter().any(|place| path.starts_with(place));
            let found = words.iter().find(|word| !is_place && contains_word(code, word));
            misplaced.extend(found.map(|word| format!("{path} has `{word}`: {why}")));
        }
    }
    misplaced
}

fn contains_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// `src/report/full/mod.rs` is `["report", "full"]`; `rules/` lies in the crate as the module of that name.
fn module(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    let parts = inner.split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    parts.map(str::to_owned).collect()
}

/// The modules at the top that paths in a text lie in.
fn named(text: &str, module: &[String]) -> Vec<String> {
    let mut named = Vec::new();
    let tokens = tokens(text);
    for (at, token) in tokens.iter().enumerate() {
        // a segment of a longer path is not where it starts
        let starts = tokens.get(at + 1) == Some(&"::") && (at == 0 || tokens[at - 1] != "::");
        let mut next = at + 2;
        let above = match *token {
            _ if !starts => continue,
            "crate" | "careen" => 0,
            "super" => {
                let mut above = module.len().saturating_sub(1);
                while tokens.get(next) == Some(&"super") {
                    above = above.saturating_sub(1);
                    next += 2;
                }
                above
            }
            _ => continue,
        };
        if above == 0 {
            named.extend(firsts(&tokens[next..]));
        }
    }
    named
}

/// The first segments of the paths that stand here: one, or those of a group in braces.
fn firsts(tokens: &[&str]) -> Vec<String> {
    let Some((&first, rest)) = tokens.split_first() else { return Vec::new() };
    if first != "{" {
        return vec![first.to_owned()];
    }
    let (mut firsts, mut depth, mut fresh) = (Vec::new(), 1, true);
    for &token in rest {
        match token {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => fresh = true,
            _ if fresh && depth == 1 => {
                firsts.push(token.to_owned());
                fresh = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    firsts
}

/// Names, `::` and single signs.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            ':' if rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        tokens.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The text without comments and without what stands in strings and characters.
fn blanked(text: &str) -> String {
    let mut blanked = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kept, skipped) = match first {
            '/' if rest.starts_with("//") => ("", rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => ("", rest.find("*/").map_or(rest.len(), |end| end + 2)),
            'r' if rest.starts_with("r#\"") => ("\"\"", rest.find("\"#").map_or(rest.len(), |end| end + 2)),
            '"' => ("\"\"", quoted(rest, '"')),
            '\'' if is_character(rest) => ("' '", quoted(rest, '\'')),
            c => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        blanked.push_str(kept);
        rest = &rest[skipped..];
    }
    blanked
}

/// A character, not a lifetime.
fn is_character(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    characters.next() == Some('\\') || characters.next() == Some('\'')
}

/// The length of what starts with a quote, up to the next that isn't escaped.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == quote && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

fn sources() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "rules"] {
        for entry in walkdir::WalkDir::new(root.join(folder)).sort_by_file_name() {
            let entry = entry.unwrap();
            if entry.path().extension().is_some_and(|extension| extension == "rs") {
                let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                files.push((path, std::fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    files
}
