//! `build:` and `image:` of the services that change.

use std::ops::Range;

use super::{Change, Place};
use crate::repository::ComposeFile;
use crate::syntax::yaml::Entry;

type Edits = Vec<(Range<usize>, String)>;

/// Adds the edits that make one change.
pub(super) fn change(
    file: &ComposeFile,
    text: &str,
    new_place: &Place,
    change: &Change,
    edits: &mut Edits,
) -> Result<(), String> {
    let name = &change.service;
    let body = file.yaml.root().and_then(|root| root.get("services")?.get(name));
    let body = body.ok_or_else(|| format!("`{name}` isn't there"))?;
    let build = body.entry("build").ok_or_else(|| format!("`{name}` has no build"))?;
    let place = EntryPlace::of(&build, text).ok_or_else(|| {
        format!("the `build` of `{name}` is written in one line with other keys, or as an alias")
    })?;
    let image = change.image.as_ref().filter(|_| body.get("image").is_none());
    if change.takes && !build.merged {
        edits.retain(|(range, _)| !(place.lines.start <= range.start && range.end <= place.lines.end));
        let mut new: String = comments(file, &place, text);
        if let Some(image) = image {
            new.push_str(&format!("{}image: {image}\n", place.indent));
        }
        change
            .keys
            .iter()
            .for_each(|(key, value)| new.push_str(&format!("{}{key}: {value}\n", place.indent)));
        edits.push((place.lines, new));
        return Ok(());
    }
    if build.merged && !change.keys.is_empty() {
        return Err(format!("the `build` of `{name}` stands in an anchor, which can't say how it starts"));
    }
    if let Some(dockerfile) = &change.dockerfile {
        let context = change.context.as_ref().map(|context| new_place.path("", context));
        let target = change.target.as_deref();
        name_dockerfile(&build, &place, dockerfile, target, context, text, edits)
            .ok_or_else(|| format!("the `build` of `{name}` has no context"))?;
    }
    let image = image.map(|image| ("image", image));
    let keys = change.keys.iter().map(|(key, value)| (*key, value));
    let lines: String = image
        .into_iter()
        .chain(keys)
        .map(|(key, value)| format!("\n{}{key}: {value}", place.indent))
        .collect();
    if !lines.is_empty() {
        // where comments follow the last value, behind them
        let end = place.lines.end - usize::from(text[..place.lines.end].ends_with('\n'));
        let end = end - usize::from(text[..end].ends_with('\r'));
        edits.push((end..end, lines));
    }
    Ok(())
}

/// Where an entry stands that has its lines for itself.
struct EntryPlace {
    /// Whole lines, line ends included.
    lines: Range<usize>,
    indent: String,
}

impl EntryPlace {
    fn of(entry: &Entry<'_>, text: &str) -> Option<Self> {
        let (key, value) = (entry.key.span(), entry.value.span());
        let start = text[..key.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let indent = &text[start..key.start as usize];
        // an alias leads elsewhere, an anchor may be used elsewhere
        let between = text.get(key.end as usize..value.start as usize)?;
        let is_plain = between.trim_start().starts_with(':') && !between.contains(['*', '&', '!']);
        if !indent.bytes().all(|byte| byte == b' ') || !is_plain {
            return None;
        }
        let end = value.end as usize;
        let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        Some(Self { lines: start..end, indent: indent.to_owned() })
    }
}

/// The comments of lines that go, each on a line of its own.
fn comments(file: &ComposeFile, place: &EntryPlace, text: &str) -> String {
    let within = file
        .yaml
        .comments
        .iter()
        .filter(|span| place.lines.start <= span.start as usize && span.end as usize <= place.lines.end);
    within
        .filter_map(|span| text.get(span.range()))
        .map(|it| format!("{}{}\n", place.indent, it.trim_end()))
        .collect()
}

fn name_dockerfile(
    build: &Entry<'_>,
    place: &EntryPlace,
    dockerfile: &str,
    target: Option<&str>,
    context: Option<String>,
    text: &str,
    edits: &mut Edits,
) -> Option<()> {
    let value = build.value;
    let inner = format!("{}  ", place.indent);
    if !value.is_mapping() {
        // `build: .`: the path's own edit becomes part of the long form
        let (start, end) = (build.key.span().end as usize + 1, value.span().range());
        let at = edits.iter().position(|(range, _)| end.start <= range.start && range.end <= end.end);
        let moved = at.map(|at| edits.remove(at).1);
        let context = context.or(moved).or_else(|| value.as_str().map(str::to_owned))?;
        let mut new = format!("\n{inner}context: {context}\n{inner}dockerfile: {dockerfile}");
        new.extend(target.map(|target| format!("\n{inner}target: {target}")));
        edits.push((start..end.end, new));
        return Some(());
    }
    if let Some(other) = context {
        let old = value.get("context")?.span().range();
        edits.retain(|(range, _)| !(old.start <= range.start && range.end <= old.end));
        edits.push((old, other));
    }
    let mut added = Vec::new();
    match value.get("dockerfile") {
        Some(old) => edits.push((old.span().range(), dockerfile.to_owned())),
        None => added.push(format!("dockerfile: {dockerfile}")),
    }
    added.extend(target.map(|target| format!("target: {target}")));
    if added.is_empty() {
        return Some(());
    }
    // behind the line that it belongs to
    let last = value.entry("dockerfile").or_else(|| value.entry("context"))?;
    let at = last.value.span().end as usize;
    let is_flow = text[value.span().start as usize..].starts_with('{');
    if is_flow {
        edits.push((at..at, added.iter().map(|it| format!(", {it}")).collect()));
        return Some(());
    }
    let key = last.key.span().start as usize;
    let line = text[..key].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    edits.push((end..end, added.iter().map(|it| format!("\n{}{it}", &text[line..key])).collect()));
    Some(())
}
