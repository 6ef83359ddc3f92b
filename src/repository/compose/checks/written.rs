//! What must hold of every value, wherever it stands: keys are text, and templates are closed. Extensions count, for
//! Compose reads templates before it looks at any key.

use super::report::Report;
use crate::source::Span;
use crate::syntax::interpolation;
use crate::syntax::suggest::short;
use crate::syntax::yaml::{Node, Resolved};

/// Checks a document. The tree is as deep as [`crate::syntax::yaml::MAX_DEPTH`] allows; what is used through an alias
/// is looked at where it is written.
pub(super) fn check(node: Node<'_>, report: &mut Report) {
    if node.tag().is_some_and(|tag| tag.value == "!reset") {
        return;
    }
    for entry in node.own_entries() {
        if !matches!(entry.key.scalar(), Some(Resolved::Str(_))) {
            report.add(entry.key.span(), "a key must be text: put it in quotes".to_owned());
        }
        check_written_here(entry.value, report);
    }
    for item in node.items() {
        check_written_here(item, report);
    }
    if let Some(Resolved::Str(text)) = node.scalar() {
        check_template(node, text, report);
    }
}

fn check_written_here(node: Node<'_>, report: &mut Report) {
    if node.used_at() == node.span() {
        check(node, report);
    }
}

fn check_template(node: Node<'_>, text: &str, report: &mut Report) {
    let Some(first) = text.find('$') else { return };
    let Err((at, message)) = interpolation::parse(text) else { return };
    let rest = &text[at.min(text.len())..];
    let length = rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len());
    let length = rest.find('}').map_or(length, |end| length.min(end + 1));
    let span = node.text().map_or(Span::file_start(node.span().file), |mapped| {
        if length == 0 { mapped.span(first..first + 1) } else { mapped.span(at..at + length) }
    });
    report.add(span, format!("`{}`: {message}", short(&rest[..length])));
}
