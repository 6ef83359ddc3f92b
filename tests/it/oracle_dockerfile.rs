//! careen's Dockerfile reader against what BuildKit says of the files in `tests/oracle/dockerfile`.

use std::fs;
use std::path::Path;

use careen::source::{FileId, Source};
use careen::syntax::dockerfile::{Dockerfile, Form, Instruction, Keyword, parse};
use serde::Deserialize;

#[derive(Deserialize)]
struct Verdict {
    file: String,
    parse_ok: bool,
    instr_ok: bool,
    ins: Option<Vec<Expected>>,
}

#[derive(Deserialize)]
struct Expected {
    cmd: String,
    start: u32,
    end: u32,
    flags: Option<Vec<String>>,
    args: Option<Vec<String>>,
    json: bool,
    heredocs: usize,
}

/// Differences that are meant, each with its reason: file, what BuildKit says, what careen says.
const MEANT: [(&str, &str, &str); 1] = [(
    "nonutf8.Dockerfile",
    "echo \u{fffd}",
    // `Source` turns each invalid byte into one `?`, so that byte offsets hold
    "echo ?",
)];

fn verdicts() -> Vec<Verdict> {
    let oracle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/dockerfile.jsonl");
    let lines = fs::read_to_string(oracle).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn read(name: &str) -> (Source, Dockerfile) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/dockerfile").join(name);
    let source = Source::new(name, fs::read(path).unwrap());
    let dockerfile = parse(FileId(0), &source.text);
    (source, dockerfile)
}

#[test]
fn verdicts_are_buildkits() {
    let verdicts = verdicts();
    assert_eq!(verdicts.len(), 117);
    for verdict in verdicts {
        let (_, dockerfile) = read(&verdict.file);
        let accepted = verdict.parse_ok && verdict.instr_ok;
        assert_eq!(dockerfile.problems.is_empty(), accepted, "{}: {:?}", verdict.file, dockerfile.problems);
    }
}

#[test]
fn instructions_are_buildkits() {
    let mut compared = 0;
    for verdict in verdicts() {
        let Some(expected) = verdict.ins else { continue };
        let (source, dockerfile) = read(&verdict.file);
        let found: Vec<_> = dockerfile.instructions.iter().map(|found| described(&source, found)).collect();
        let expected: Vec<_> =
            expected.into_iter().map(|expected| as_described(&verdict.file, expected)).collect();
        assert_eq!(found, expected, "{}", verdict.file);
        compared += found.len();
    }
    assert!(compared > 250, "{compared} instructions compared");
}

#[derive(Debug, PartialEq)]
struct Described {
    keyword: String,
    lines: (u32, u32),
    flags: Vec<String>,
    args: Vec<String>,
    json: bool,
    heredocs: usize,
}

fn described(source: &Source, found: &Instruction) -> Described {
    let flags = found.flags.iter().map(|flag| match &flag.value {
        Some(value) => format!("--{}={}", flag.name, value.value),
        None => format!("--{}", flag.name),
    });
    let keyword = match found.keyword {
        Keyword::Unknown => source.slice(found.keyword_span).to_uppercase(),
        keyword => keyword.as_str().to_owned(),
    };
    Described {
        keyword,
        lines: (source.line(found.span.start), source.line(found.span.end)),
        flags: flags.collect(),
        args: found.args.iter().map(|arg| arg.value.clone()).collect(),
        json: found.form == Form::Exec,
        heredocs: found.heredocs.len(),
    }
}

fn as_described(file: &str, expected: Expected) -> Described {
    let keyword = Keyword::of(&expected.cmd);
    let mut args = expected.args.unwrap_or_default();
    if matches!(keyword, Keyword::Onbuild | Keyword::Unknown) {
        // BuildKit's tree has one empty node here, which stands for no argument
        assert_eq!(args, [""]);
        args.clear();
    }
    for (_, buildkit, careen) in MEANT.iter().filter(|(meant, ..)| *meant == file) {
        args.iter_mut().filter(|arg| arg == buildkit).for_each(|arg| *arg = (*careen).to_owned());
    }
    Described {
        keyword: expected.cmd.to_uppercase(),
        lines: (expected.start, expected.end),
        flags: expected.flags.unwrap_or_default(),
        args,
        json: expected.json,
        heredocs: expected.heredocs,
    }
}

#[test]
fn unquoted_arguments_stand_where_their_spans_say() {
    for verdict in verdicts() {
        let (source, dockerfile) = read(&verdict.file);
        for instruction in dockerfile.instructions.iter().filter(|found| found.form == Form::Shell) {
            for arg in &instruction.args {
                let written = source.slice(arg.span);
                assert!(
                    written == arg.value || written.contains('\n'),
                    "{}: {arg:?}, {written:?}",
                    verdict.file
                );
            }
        }
    }
}
