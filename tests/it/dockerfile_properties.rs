//! What holds of the Dockerfile reader for any text.

use careen::source::{FileId, Source, Span};
use careen::syntax::dockerfile::{Dockerfile, Instruction, expand, parse};
use proptest::prelude::*;

/// Pieces that Dockerfiles are made of, and pieces that break them.
fn piece() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "FROM",
        "RUN",
        "COPY",
        "ENV",
        "ONBUILD",
        "HEALTHCHECK",
        "CMD",
        "LABEL",
        "ARG",
        "ADD",
        "SHELL",
        "VOLUME",
        " ",
        " ",
        " ",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\\\n",
        "`\n",
        "\\",
        "#",
        "# escape=`\n",
        "# x\n",
        "<<EOF",
        "<<-'A b'",
        "EOF\n",
        "\nEOF",
        "--from=a",
        "--mount=type=cache,target=/x",
        "--",
        "=",
        "\"",
        "'",
        "$",
        "${",
        "${A:-",
        "}",
        "[\"a\", \"b\"]",
        "[",
        "]",
        "é",
        "日",
        "\u{a0}",
        "\u{85}",
        "\t",
        "\u{b}",
        "\u{feff}",
        "a",
        "b=c",
        "AS x",
        "/",
        "%",
    ]);
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

fn dockerfile_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

fn spans(instruction: &Instruction) -> Vec<Span> {
    let mut spans = vec![instruction.keyword_span, instruction.span];
    spans.extend(instruction.args.iter().map(|arg| arg.span));
    for flag in &instruction.flags {
        spans.push(flag.span);
        spans.extend(flag.value.iter().map(|value| value.span));
    }
    for heredoc in &instruction.heredocs {
        spans.extend([heredoc.marker, heredoc.body, heredoc.end]);
    }
    for (key, value) in instruction.pairs() {
        spans.push(key.span);
        spans.extend(value.map(|value| value.span));
    }
    for mount in instruction.mounts() {
        spans.extend(
            [mount.from, mount.source, mount.target, mount.id].into_iter().flatten().map(|part| part.span),
        );
    }
    if let Some(copy) = instruction.copy() {
        spans.extend(copy.sources.iter().map(|source| source.span));
    }
    spans.push(instruction.rest.span(0..instruction.rest.text.len()));
    if let Some(script) = instruction.shell_script() {
        spans.extend(script.text.char_indices().map(|(at, c)| script.span(at..at + c.len_utf8())));
    }
    if let Some(held) = &instruction.onbuild {
        spans.extend(self::spans(held));
    }
    spans
}

fn assert_sound(text: &str, dockerfile: &Dockerfile) -> Result<(), TestCaseError> {
    let mut all: Vec<Span> = dockerfile.comments.clone();
    all.extend(dockerfile.problems.iter().map(|problem| problem.span));
    all.extend(dockerfile.directives.iter().flat_map(|directive| [directive.span, directive.value.span]));
    for instruction in &dockerfile.instructions {
        let inner = spans(instruction);
        for span in inner.iter().filter(|span| !span.is_empty()) {
            prop_assert!(
                instruction.span.contains(*span),
                "{span:?} outside of {:?} in {text:?}",
                instruction.span
            );
        }
        all.extend(inner);
    }
    for span in all {
        prop_assert!(text.get(span.range()).is_some(), "{span:?} in {text:?}");
    }
    Ok(())
}

/// The text between instructions holds nothing but comments, directives, white space and a byte order mark.
fn assert_lossless(text: &str, dockerfile: &Dockerfile) -> Result<(), TestCaseError> {
    let mut rebuilt = String::new();
    let mut at = 0;
    for instruction in &dockerfile.instructions {
        let range = instruction.span.range();
        prop_assert!(range.start >= at, "instructions overlap in {text:?}");
        let between = &text[at..range.start];
        for line in between.trim_start_matches('\u{feff}').lines() {
            let line = line.trim();
            prop_assert!(line.is_empty() || line.starts_with('#'), "{line:?} is lost in {text:?}");
        }
        rebuilt.push_str(between);
        rebuilt.push_str(&text[range.clone()]);
        at = range.end;
    }
    rebuilt.push_str(&text[at..]);
    prop_assert_eq!(rebuilt, text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_sound_and_nothing_is_lost(text in dockerfile_text()) {
        let dockerfile = parse(FileId(0), &text);
        assert_sound(&text, &dockerfile)?;
        assert_lossless(&text, &dockerfile)?;
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let source = Source::new("Dockerfile", bytes);
        let dockerfile = parse(FileId(0), &source.text);
        assert_sound(&source.text, &dockerfile)?;
    }

    #[test]
    fn any_text_is_expanded(text in dockerfile_text()) {
        expand(&text, &mut |name| (name.len() == 1).then(|| "v*é".to_owned()));
    }
}

/// Reading twice as much takes about twice as long: sizes at which anything quadratic would take minutes.
#[test]
fn long_files_are_read_in_linear_time() {
    let large = [
        "FROM a\n".to_owned() + &"RUN echo \\\n".repeat(100_000),
        "FROM a\nRUN echo \\\n".to_owned() + &"  # c\n".repeat(100_000) + "x\n",
        "FROM a\nENV".to_owned() + &" A=$B \\\n".repeat(100_000),
        "FROM a\nCOPY".to_owned() + &" --chown=a \\\n".repeat(100_000) + " a b",
        "FROM a\n".to_owned() + &"RUN <<A\nx\nA\n".repeat(30_000),
        "FROM a\nRUN <<A ".to_owned() + &"<<B \\\n".repeat(100_000),
        "FROM a\n".to_owned() + &"ONBUILD ".repeat(5_000) + "RUN x",
        "FROM a\nRUN <<A ".to_owned() + &"${a:-\\\n".repeat(50_000),
        "FROM a\nCMD [".to_owned() + &"[ \\\n".repeat(100_000),
    ];
    for text in large {
        let started = std::time::Instant::now();
        let dockerfile = parse(FileId(0), &text);
        assert!(dockerfile.instructions.len() >= 2);
        assert!(started.elapsed().as_secs() < 10, "{} took {:?}", &text[..30], started.elapsed());
    }
}
