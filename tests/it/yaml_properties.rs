//! What holds of the YAML reader whatever the text is.

use careen::source::FileId;
use careen::syntax::yaml::{self, Kind, Node, Style, Yaml};
use proptest::prelude::*;

/// Text made of YAML's own signs, so that much of it means something.
fn yamlish() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "a",
        "b",
        "é",
        "0",
        "x y",
        ": ",
        ":",
        "- ",
        "-",
        "? ",
        "\n",
        "\n  ",
        "\n    ",
        "\r\n",
        " ",
        "\t",
        "|",
        ">",
        "|-\n  ",
        ">+\n  ",
        "|2\n",
        "&a ",
        "*a",
        "*b",
        "!t ",
        "!!int ",
        "<<: ",
        "<<",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "'",
        "''",
        "\"",
        "\\n",
        "\\",
        "\\x41",
        "\\u00e9",
        "# c",
        "---\n",
        "...\n",
        "~",
        "%",
        "\u{feff}",
        "😀",
        "\"a\"",
        "\\uD83D\\uDE00",
        "\"x \\\n  y\"",
        "'a\n\n  b'",
        "a:\n  b:\n",
        "a: &a\n",
        "<<: *a\n",
        "b: *a\n",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(text: &str, yaml: &Yaml) {
    for span in yaml.problems.iter().map(|problem| problem.span).chain(yaml.comments.iter().copied()) {
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    }
    for comment in &yaml.comments {
        assert!(text[comment.range()].starts_with('#'), "{text:?}");
    }
    let mut left = 20_000;
    for document in yaml.documents() {
        check_node(text, document, &mut left);
    }
}

fn check_node(text: &str, node: Node<'_>, left: &mut usize) {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return;
    }
    for span in
        [Some(node.span()), Some(node.used_at()), node.tag().map(|t| t.span), node.anchor().map(|a| a.span)]
            .into_iter()
            .flatten()
    {
        assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    }
    match node.kind() {
        Kind::Mapping => {
            for entry in node.entries() {
                if let Some(key) = entry.key.as_str() {
                    assert!(node.get(key).is_some(), "{key} of {text:?}");
                }
                check_node(text, entry.value, left);
            }
            for entry in node.own_entries() {
                check_node(text, entry.key, left);
                assert!(
                    entry.value.used_at() != entry.value.span() || node.span().contains(entry.value.span()),
                    "{text:?}"
                );
            }
        }
        Kind::Sequence => node.items().for_each(|item| check_node(text, item, left)),
        Kind::Scalar(scalar) => check_scalar(text, node, scalar.style),
    }
}

fn check_scalar(text: &str, node: Node<'_>, style: Style) {
    let Some(value) = node.as_str() else { return assert!(node.text().is_none()) };
    let written = &text[node.span().range()];
    match style {
        Style::SingleQuoted => assert!(written.starts_with('\'') && written.ends_with('\''), "{text:?}"),
        Style::DoubleQuoted => assert!(written.starts_with('"') && written.ends_with('"'), "{text:?}"),
        Style::Literal => assert!(written.starts_with('|'), "{written:?} of {text:?}"),
        Style::Folded => assert!(written.starts_with('>'), "{written:?} of {text:?}"),
        Style::Plain => {}
    }
    let mapped = node.text().unwrap();
    // a lone carriage return ends a line for YAML, for nobody else: such blocks are placed as a whole
    let is_placed = match style {
        Style::Plain | Style::SingleQuoted => true,
        Style::Literal => !text.replace("\r\n", "").contains('\r'),
        _ => false,
    };
    assert_eq!(mapped.text, value);
    for (at, c) in value.char_indices() {
        let span = mapped.span(at..at + c.len_utf8());
        assert!(span.end as usize <= text.len() + 1, "{span:?} of {text:?}");
        if is_placed && !c.is_whitespace() {
            assert_eq!(text.get(span.range()), Some(c.encode_utf8(&mut [0; 4]) as &str), "{at} of {text:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn yaml_shaped_text_never_breaks_the_reader(text in yamlish()) {
        check(&text, &yaml::parse(FileId(0), &text));
        check(&text, &yaml::parse_json_with_comments(FileId(0), &text));
    }

    #[test]
    fn arbitrary_text_never_breaks_the_reader(text in "(?s).{0,200}") {
        check(&text, &yaml::parse(FileId(0), &text));
        check(&text, &yaml::parse_json_with_comments(FileId(0), &text));
    }
}
