//! JSON Patches in settings, such as the profiles of skaffold: an operation that sets a Dockerfile's or a Compose file's
//! name somewhere else in the document. Source: RFC 6902 (JSON Patch), RFC 6901 (JSON Pointer).

use super::settings;
use crate::repository::references::commands::Field;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Named, Output};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::syntax::yaml::Node;

/// Reads all operations of a document; the parser limits its depth.
pub(super) fn read(
    site: &Site<'_>,
    document: Node<'_>,
    directory: &Directory,
    strength: Strength,
    output: &mut Output,
) {
    let mut left = vec![document];
    while let Some(node) = left.pop() {
        if node.get("op").is_some() {
            operation(site, document, node, directory, strength, output);
        }
        left.extend(node.own_entries().map(|entry| entry.value));
        left.extend(node.items());
    }
}

fn operation(
    site: &Site<'_>,
    document: Node<'_>,
    node: Node<'_>,
    directory: &Directory,
    strength: Strength,
    output: &mut Output,
) {
    let text = node.get("value").and_then(Node::string);
    let (Some(pointer), Some(text)) = (node.get("path").and_then(Node::as_str), text) else { return };
    let (parents, key) = pointer.rsplit_once('/').unwrap_or_default();
    let Some(kind) = settings::key_kind(key) else { return };
    // the folder stands beside the key, or where skaffold has it, one level up
    let above = parents.rsplit_once('/').map_or("", |(above, _)| above);
    let beside = [parents, above].into_iter().filter_map(|pointer| at(document, pointer));
    let context = beside.into_iter().find_map(settings::context);
    // an index that has fallen behind the list points at another folder: the file is meant all the same
    let named = Named::mention(text.span, kind, &text.value);
    output.found.push(Found::one(Use::Names, strength, site.origin, named));
    let field = Field { text: text.value, span: text.span };
    settings::value(site, kind, &field, context, directory, strength, output);
}

/// What a pointer points at.
fn at<'a>(document: Node<'a>, pointer: &str) -> Option<Node<'a>> {
    pointer.split('/').skip(1).try_fold(document, |node, part| match part.parse() {
        Ok(index) if node.is_sequence() => node.items().nth(index),
        _ => node.get(&part.replace("~1", "/").replace("~0", "~")),
    })
}
