//! The Compose file with one service in the place of several.

use std::ops::Range;

use super::clash::waits_for;
use super::yaml::text as scalar;
use crate::edit::splice;
use crate::repository::ComposeFile;
use crate::syntax::yaml::{Entry, Node};

/// `block` in the place of the first of `members`, none in that of the others; who waits for one of them waits for
/// `name`.
pub(super) fn replace(
    file: &ComposeFile,
    text: &str,
    members: &[&str],
    name: &str,
    block: &str,
) -> Result<String, String> {
    let services = file.yaml.root().and_then(|root| root.get("services")).ok_or("it has no services")?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut comments = String::new();
    let mut first: Option<(Range<usize>, String)> = None;
    for entry in services.own_entries() {
        let own = entry.key.as_str().unwrap_or_default();
        if !members.contains(&own) {
            edits.extend(waiting(&entry, text, members, name)?);
            continue;
        }
        let (lines, indent) = lines(&entry, text).ok_or("its services are written in one line")?;
        for span in file.yaml.comments.iter().filter(|span| lines.contains(&(span.start as usize))) {
            let said = text.get(span.range()).unwrap_or_default().trim_start_matches('#').trim();
            comments += &format!("{indent}# {own}: {said}\n");
        }
        match &first {
            None => first = Some((lines, indent)),
            Some(_) => edits.push((lines, String::new())),
        }
    }
    let (at, indent) = first.ok_or("none of them is there")?;
    let depth = indent.len();
    let moved = block.lines().map(|line| match line.strip_prefix("  ") {
        Some(line) => format!("{}{line}\n", " ".repeat(depth)),
        None => format!("{line}\n"),
    });
    // the blank line that parted it from the next one stays
    let gap = if text[at.clone()].ends_with("\n\n") { "\n" } else { "" };
    edits.push((at, format!("{comments}{}{gap}", moved.collect::<String>())));
    splice(text, edits).ok_or_else(|| "its services are woven together by anchors".to_owned())
}

/// A service's lines, with the comments directly above and the blank lines behind it; and its indentation.
fn lines(entry: &Entry<'_>, text: &str) -> Option<(Range<usize>, String)> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let key = entry.key.span().start as usize;
    let mut start = line_start(key);
    let indent = &text[start..key];
    while start > 0 && text[line_start(start - 1)..start].trim_start().starts_with('#') {
        start = line_start(start - 1);
    }
    let end = entry.value.span().end as usize;
    let mut end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    while text[end..].starts_with('\n') {
        end += 1;
    }
    let is_own = !indent.is_empty() && indent.bytes().all(|byte| byte == b' ');
    is_own.then(|| (start..end, indent.to_owned()))
}

/// The `depends_on` of a service that stays, where it names one of those that go.
fn waiting(
    service: &Entry<'_>,
    text: &str,
    members: &[&str],
    name: &str,
) -> Result<Option<(Range<usize>, String)>, String> {
    let waits = waits_for(service.value);
    if !waits.iter().any(|(on, _)| members.contains(&on.as_str())) {
        return Ok(None);
    }
    let own = service.key.as_str().unwrap_or_default();
    let entry = service.value.own_entries().find(|it| it.key.as_str() == Some("depends_on"));
    let entry = entry.ok_or_else(|| format!("what `{own}` waits for stands in an anchor"))?;
    let start = entry.key.span().start as usize;
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..start];
    let is_own = indent.bytes().all(|byte| byte == b' ');
    let has_options = entry
        .value
        .entries()
        .iter()
        .any(|it| it.value.entries().iter().any(|option| option.key.as_str() != Some("condition")));
    if !is_own || has_options || entry.value.anchor().is_some() {
        return Err(format!("what `{own}` waits for can't be written anew"));
    }
    let mut on: indexmap::IndexMap<String, String> = indexmap::IndexMap::new();
    for (service, condition) in waits {
        let service = if members.contains(&service.as_str()) { name.to_owned() } else { service };
        let known = on.entry(service).or_insert_with(|| condition.clone());
        if known == super::clash::STARTED {
            *known = condition;
        }
    }
    let is_list = entry.value.items().next().is_some();
    let written: Vec<String> = on
        .iter()
        .map(|(service, condition)| match is_list {
            true => format!("\n{indent}  - {}", scalar(service)),
            false => format!("\n{indent}  {}:\n{indent}    condition: {condition}", scalar(service)),
        })
        .collect();
    let end = entry.value.span().end as usize;
    Ok(Some((entry.key.span().end as usize + 1..end, written.concat())))
}

/// Whether any value of a service that stays names one of those that go by `service:NAME`.
pub(super) fn names_as_service(services: Node<'_>, members: &[&str]) -> bool {
    let mut pending: Vec<Node<'_>> = vec![services];
    let mut left = 100_000u32;
    while let Some(node) = pending.pop() {
        left = left.saturating_sub(1);
        if left == 0 {
            return true;
        }
        let named = node.as_str().and_then(|text| text.strip_prefix("service:"));
        if named.is_some_and(|name| members.contains(&name)) {
            return true;
        }
        pending.extend(node.own_entries().map(|entry| entry.value));
        pending.extend(node.items());
    }
    false
}
