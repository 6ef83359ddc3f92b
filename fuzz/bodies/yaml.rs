//! The YAML reader.

use careen::source::FileId;
use careen::syntax::yaml::{self, Kind, Node, Style, Yaml};

use super::{inside, text};

/// Aliases make small files into large trees: this much of one is looked at.
const NODES: usize = 20_000;

/// Every span lies in the text, keys are found, and a plain character of a value stands where its span says.
pub(crate) fn yaml(data: &[u8]) {
    let text = text(data);
    check(&text, &yaml::parse(FileId(0), &text));
    check(&text, &yaml::parse_json_with_comments(FileId(0), &text));
}

fn check(text: &str, yaml: &Yaml) {
    yaml.problems.iter().for_each(|problem| inside(text, problem.span));
    for comment in &yaml.comments {
        inside(text, *comment);
        assert!(text[comment.range()].starts_with('#'), "{comment:?}");
    }
    let mut left = NODES;
    yaml.documents().for_each(|document| check_node(text, document, &mut left));
}

fn check_node(text: &str, node: Node<'_>, left: &mut usize) {
    *left = left.saturating_sub(1);
    if *left == 0 {
        return;
    }
    inside(text, node.span());
    inside(text, node.used_at());
    node.tag().iter().for_each(|tag| inside(text, tag.span));
    node.anchor().iter().for_each(|anchor| inside(text, anchor.span));
    match node.kind() {
        Kind::Mapping => {
            for entry in node.entries() {
                if let Some(key) = entry.key.as_str() {
                    assert!(node.get(key).is_some(), "{key}");
                }
                check_node(text, entry.value, left);
            }
            for entry in node.own_entries() {
                check_node(text, entry.key, left);
                let value = entry.value;
                assert!(value.used_at() != value.span() || node.span().contains(value.span()));
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
        Style::SingleQuoted => assert!(written.starts_with('\'') && written.ends_with('\'')),
        Style::DoubleQuoted => assert!(written.starts_with('"') && written.ends_with('"')),
        Style::Literal => assert!(written.starts_with('|'), "{written:?}"),
        Style::Folded => assert!(written.starts_with('>'), "{written:?}"),
        Style::Plain => {}
    }
    // a lone carriage return ends a line for YAML, for nobody else: such blocks are placed as a whole
    let is_placed = match style {
        Style::Plain | Style::SingleQuoted => true,
        Style::Literal => !text.replace("\r\n", "").contains('\r'),
        Style::DoubleQuoted | Style::Folded => false,
    };
    let Some(mapped) = node.text() else { panic!("a string has a text") };
    assert_eq!(mapped.text, value);
    for (at, c) in value.char_indices() {
        let span = mapped.span(at..at + c.len_utf8());
        assert!(span.end as usize <= text.len() + 1, "{span:?}");
        if is_placed && !c.is_whitespace() {
            let written = text.get(span.range());
            let is_quote = style == Style::SingleQuoted && c == '\'' && written == Some("''");
            assert!(
                is_quote || written == Some(c.encode_utf8(&mut [0; 4])),
                "{at} of {value:?}: {written:?}"
            );
        }
    }
}
