//! Typed readings of Dockerfile instructions, and the problems and places that reading records.

use careen::source::{FileId, Source, Spanned};
use careen::syntax::dockerfile::{Dockerfile, Instruction, parse};

fn read(text: &str) -> Dockerfile {
    parse(FileId(0), text)
}

/// The last instruction of a file.
fn last(text: &str) -> Instruction {
    read(text).instructions.pop().unwrap()
}

fn values(words: &[Spanned<String>]) -> Vec<&str> {
    words.iter().map(|word| word.value.as_str()).collect()
}

#[test]
fn from_names_image_platform_and_stage() {
    let text = "FROM --platform=$P \\\n a:1 As b\n";
    let from = last(text).from().unwrap();
    assert_eq!((from.image.value.as_str(), &text[from.image.span.range()]), ("a:1", "a:1"));
    assert_eq!(&text[from.platform.unwrap().span.range()], "$P");
    assert_eq!(&text[from.alias.unwrap().span.range()], "b");
}

#[test]
fn copy_names_what_goes_where() {
    let copy = last("COPY --link --from=x --exclude=*.md --exclude=b --chown=1:1 a <<F b /to\nf\nF\n")
        .copy()
        .unwrap();
    assert_eq!((values(&copy.sources), copy.destination.value.as_str()), (vec!["a", "b"], "/to"));
    assert_eq!(values(&copy.exclude), ["*.md", "b"]);
    assert!(copy.link && copy.heredocs && copy.chmod.is_none());
    assert_eq!((copy.from.unwrap().value, copy.chown.unwrap().value), ("x".into(), "1:1".into()));
    assert!(!last("ADD --link=false a b").copy().unwrap().link);
    assert!(last("COPY a").copy().is_none());
}

#[test]
fn pairs_lose_their_quotes_and_keep_their_places() {
    let text = "ENV A=\"x y\" 'B'=$A C=a\\ b \\\n D=\n";
    let pairs = last(text).pairs();
    let plain: Vec<_> =
        pairs.iter().map(|(k, v)| (k.value.as_str(), v.as_ref().unwrap().value.as_str())).collect();
    assert_eq!(plain, [("A", "x y"), ("B", "$A"), ("C", "a b"), ("D", "")]);
    assert_eq!(&text[pairs[0].1.as_ref().unwrap().span.range()], "\"x y\"");
    assert_eq!(&text[pairs[1].0.span.range()], "'B'");
    let old = last("ENV KEY some  \"value\"").pairs();
    assert_eq!((old[0].0.value.as_str(), old[0].1.as_ref().unwrap().value.as_str()), ("KEY", "some  value"));
    let text = "ARG A=1 B";
    let arg = last(text).pairs();
    assert_eq!(&text[arg[0].1.as_ref().unwrap().span.range()], "1");
    assert_eq!((arg[1].0.value.as_str(), &arg[1].1), ("B", &None));
}

#[test]
fn mounts_are_read_field_by_field() {
    let text =
        "RUN --mount=type=cache,target=/c,id=i --mount=from=b,src=/s,dst=/d --mount=\"type=secret,id=k\" x";
    let mounts = last(text).mounts();
    assert_eq!(
        mounts.iter().map(|mount| mount.kind.as_str()).collect::<Vec<_>>(),
        ["cache", "bind", "secret"]
    );
    assert_eq!(&text[mounts[0].target.as_ref().unwrap().span.range()], "/c");
    assert_eq!(&text[mounts[1].from.as_ref().unwrap().span.range()], "b");
    assert_eq!(&text[mounts[1].source.as_ref().unwrap().span.range()], "/s");
    assert_eq!(mounts[2].id.as_ref().unwrap().value, "k");
}

#[test]
fn scripts_map_back_to_the_file() {
    let text = "FROM a\nRUN one \\\n # c\n two\n";
    let script = last(text).shell_script().unwrap();
    assert_eq!(script.text, "one  two");
    assert_eq!(&text[script.span(5..8).range()], "two");

    let text = "RUN <<-EOF\n\tone\n\t\ttwo\n\tEOF\n";
    let script = last(text).shell_script().unwrap();
    assert_eq!(script.text, "one\ntwo\n");
    assert_eq!(&text[script.span(4..7).range()], "two");

    let script = last("RUN cat <<EOF > /x\nbody\nEOF\n").shell_script().unwrap();
    assert_eq!(script.text, "cat <<EOF > /x\nbody\nEOF");
    assert!(last("RUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF\n").shell_script().is_none());
    assert!(last("RUN <<EOF\n#!/bin/bash -e\nls\nEOF\n").shell_script().is_some());
    assert!(last("CMD [\"a\"]").shell_script().is_none());
    assert_eq!(last("HEALTHCHECK --timeout=1s CMD curl x").shell_script().unwrap().text, "curl x");
    assert_eq!(values(last("HEALTHCHECK CMD [\"a\", \"b\"]").exec_words().unwrap()), ["a", "b"]);
}

#[test]
fn onbuild_holds_an_instruction() {
    let text = "FROM a\nONBUILD COPY --from=b <<E /x\ny\nE\n";
    let held = *last(text).onbuild.unwrap();
    assert_eq!((held.flags.len(), held.heredocs.len(), held.copy().unwrap().heredocs), (1, 1, true));
    assert_eq!(&text[held.keyword_span.range()], "COPY");
}

#[test]
fn comments_are_those_outside_of_heredocs() {
    let text = "# syntax=x\n# one\nFROM a\nRUN a \\\n  # two\n b\nRUN <<E\n# script\nE\n";
    let dockerfile = read(text);
    let comments: Vec<_> = dockerfile.comments.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(comments, ["# one", "# two"]);
    assert_eq!(dockerfile.directives[0].value.value, "x");
}

/// Each problem at the place that it is about: the text, and the pairs of what is marked and what is said.
#[test]
fn problems_are_marked_tightly() {
    let cases: [(&str, &str, &str); 38] = [
        ("# escape=x\nFROM a", "x", "escape character must be a backslash or a backtick"),
        ("# escape=`\n# escape=`\nFROM a", "# escape=`", "directive `escape` is given twice"),
        ("", "", "file with no instructions"),
        ("RUN x\nFROM a", "RUN", "no build stage in current context: `RUN` before any `FROM`"),
        ("FROM a\nCOPPY a b", "COPPY", "unknown instruction `COPPY`; did you mean `COPY`?"),
        ("FROM a\napt-get update", "apt-get", "unknown instruction `apt-get`"),
        ("FROM", "FROM", "`FROM` requires an image"),
        ("FROM a AS", "AS", "`FROM` requires an image, or an image, `AS` and a name"),
        ("FROM a AS b c", "AS b c", "`FROM` requires an image, or an image, `AS` and a name"),
        (
            "FROM a AS 1x",
            "1x",
            "invalid name for build stage: `1x` must start with a letter and contain only letters, digits, `-`, `_` and `.`",
        ),
        ("FROM a\nCOPY x", "x", "`COPY` requires a source and a destination"),
        ("FROM a\nADD", "ADD", "`ADD` requires a source and a destination"),
        ("FROM a\nCOPY a <<E\nE", "<<E", "`COPY` cannot have a here-document as its destination"),
        ("FROM a\nCOPY --form=b x y", "--form=b", "unknown flag `--form` of `COPY`; did you mean `--from`?"),
        ("FROM a\nCOPY --from x y", "--from", "flag `--from` needs a value"),
        ("FROM a\nCOPY --link=no x y", "no", "flag `--link` must be `true` or `false`"),
        ("FROM a\nCOPY --link= x y", "--link=", "flag `--link` needs a value behind its `=`"),
        ("FROM a\nCOPY --from=a --from=b x y", "--from=b", "flag `--from` is given twice"),
        ("FROM a\nUSER --x y", "--x", "unknown flag `--x` of `USER`"),
        ("FROM a\nRUN --network=hots x", "hots", "unknown network mode `hots`; did you mean `host`?"),
        ("FROM a\nRUN --security=x y", "x", "unknown security mode `x`"),
        (
            "FROM a\nRUN --mount=from=$A,target=/x y",
            "from=$A",
            "`from` of a mount cannot hold variables; name a stage for it instead",
        ),
        (
            "FROM a\nRUN --mount= y",
            "",
            "`--mount` must be fields of the form `key=value`, separated by commas",
        ),
        ("FROM a\nRUN --device=a,b y", "b", "unexpected `b` in `--device`"),
        ("FROM a\nRUN <<E\nx", "<<E", "here-document `E` has no end"),
        ("FROM a\nCMD [\"a\", 1]", "[\"a\", 1]", "a JSON array of arguments must hold nothing but strings"),
        ("FROM a\nSHELL x", "x", "`SHELL` requires its arguments as a JSON array"),
        ("FROM a\nSHELL []", "[]", "`SHELL` requires at least one argument"),
        ("FROM a\nENV A", "A", "`ENV` needs a value for `A`"),
        ("FROM a\nENV A=1 B", "B", "`B` has no `=`"),
        ("FROM a\nENV =1", "", "`ENV` has a value without a name"),
        ("FROM a\nARG =1", "=1", "`ARG` has a value without a name"),
        ("FROM a\nVOLUME [\"\"]", "\"\"", "`VOLUME` has an empty path"),
        (
            "FROM a\nHEALTHCHECK FOO",
            "FOO",
            "unknown kind `FOO` of `HEALTHCHECK`: `CMD` or `NONE` is expected",
        ),
        ("FROM a\nHEALTHCHECK --interval=5 CMD x", "5", "`5` is not a duration"),
        ("FROM a\nHEALTHCHECK --retries=-1 CMD x", "-1", "`--retries` cannot be negative"),
        ("FROM a\nHEALTHCHECK CMD", "CMD", "`HEALTHCHECK CMD` requires a command"),
        ("FROM a\nONBUILD FROM b", "FROM", "`FROM` isn't allowed in `ONBUILD`"),
    ];
    for (text, marked, message) in cases {
        let problems = read(text).problems;
        let found: Vec<_> =
            problems.iter().map(|found| (&text[found.span.range()], found.message.as_str())).collect();
        assert_eq!(found, [(marked, message)], "{text}");
    }
}

#[test]
fn a_bad_instruction_does_not_hide_the_next() {
    let dockerfile = read("FROM a\nFOO\nENV A\nRUN x\nCOPY y\nUSER z\n");
    assert_eq!((dockerfile.instructions.len(), dockerfile.problems.len()), (6, 3));
}

#[test]
fn what_buildkit_does_not_check_is_no_problem() {
    for text in [
        "FROM a\nARG --x y",
        "FROM a\nSTOPSIGNAL --x 9",
        "FROM a\nHEALTHCHECK --x NONE",
        "FROM a\nONBUILD FOO",
        "FROM a\nONBUILD COPY x",
        "FROM a\nHEALTHCHECK --retries= --interval= CMD x",
        "FROM a\nRUN --mount=type=nothing x",
        "FROM a\nRUN",
        "FROM a\nENTRYPOINT []",
    ] {
        assert_eq!(read(text).problems, [], "{text}");
    }
}

#[test]
fn lines_longer_than_buildkit_reads_are_refused() {
    let fits = format!("FROM a\nRUN {}\n", "x".repeat(65_535 - 4));
    assert_eq!(read(&fits).problems, []);
    let long = format!("FROM a\nRUN {}\n", "x".repeat(65_536 - 4));
    assert_eq!(read(&long).problems.len(), 1);
}

/// Lists the problems of every file below `CAREEN_DOCKERFILES`, to be judged by eye.
#[test]
#[ignore = "reads a folder that is named in the environment"]
fn problems_of_a_folder() {
    let folder = std::env::var("CAREEN_DOCKERFILES").expect("CAREEN_DOCKERFILES names a folder");
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    for entry in files.filter(|entry| entry.file_type().is_file()) {
        let name = entry.path().display().to_string();
        let source = Source::new(name, std::fs::read(entry.path()).unwrap());
        for problem in parse(FileId(0), &source.text).problems {
            println!("{}:{}: {}", source.path, source.line(problem.span.start), problem.message);
        }
    }
}
