//! One item of `volumes:` of a service.

use crate::repository::compose::service::{Mount, MountKind, Text};
use crate::syntax::yaml::Node;

/// `[SOURCE:]TARGET[:MODE]`, or the long form.
pub(super) fn mount(item: Node<'_>) -> Option<Mount> {
    let Some(text) = Text::read(item) else {
        let kind = match item.get("type").and_then(Node::as_str) {
            Some("bind") => MountKind::Bind,
            Some("volume") => MountKind::Volume,
            _ => MountKind::Other,
        };
        return Some(Mount {
            kind,
            source: item.get("source").and_then(Text::read),
            target: item.get("target").and_then(Node::as_str).map(str::to_owned),
            span: item.span(),
        });
    };
    let parts = split_outside_variables(&text.raw);
    let [source, target, ..] = parts.as_slice() else {
        return Some(Mount { kind: MountKind::Other, source: None, target: Some(text.raw), span: text.span });
    };
    let is_path = source.starts_with(['.', '/', '~']) || source.contains('/') || source.contains('\\');
    let kind = match is_path {
        true => MountKind::Bind,
        // `${DATA:-./data}:/x` may be either
        false if source.contains('$') => MountKind::Other,
        false => MountKind::Volume,
    };
    Some(Mount {
        kind,
        source: Some(Text::new(*source, text.span)),
        target: Some((*target).to_owned()),
        span: text.span,
    })
}

/// Splits at colons, but not within `${NAME:-default}` nor after a Windows drive letter.
fn split_outside_variables(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0u32);
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && !is_drive_letter(&text[start..at], &text[at + 1..]) => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn is_drive_letter(before: &str, after: &str) -> bool {
    before.len() == 1 && before.as_bytes()[0].is_ascii_alphabetic() && after.starts_with(['\\', '/'])
}
