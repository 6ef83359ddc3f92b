//! A Compose file's text cut at its top-level keys, so that two can be put together without touching what is within.

use crate::source::FileId;
use crate::syntax::yaml;

/// A file's text in pieces.
#[derive(Debug, Clone)]
pub(super) struct Sections {
    /// What stands before the first key.
    head: String,
    /// In the order written.
    all: Vec<Section>,
}

/// A top-level key with its value.
#[derive(Debug, Clone)]
struct Section {
    name: String,
    /// The line of the key, with the comments directly above it.
    opening: String,
    /// The lines behind it; empty where the value stands on the key's own line.
    body: String,
    /// The spaces in front of the body's first key.
    indent: usize,
}

/// Sections whose entries are put together; of others there may be one only.
const OPEN: [&str; 6] = ["services", "networks", "volumes", "secrets", "configs", "models"];

pub(super) fn read(text: &str) -> Result<Sections, String> {
    let tree = yaml::parse(FileId(0), text);
    let root =
        tree.root().filter(|_| tree.problems.is_empty()).ok_or("one of them would not be well-formed")?;
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let mut starts = Vec::new();
    for entry in root.own_entries() {
        let mut start = line_start(entry.key.span().start as usize);
        let key = start;
        while start > 0 {
            let above = line_start(start - 1);
            if !text[above..start].starts_with('#') {
                break;
            }
            start = above;
        }
        let name = entry.key.as_str().unwrap_or_default().to_owned();
        let indent = entry.value.own_entries().next().map(|first| {
            let at = first.key.span().start as usize;
            at - line_start(at)
        });
        starts.push((start, key, name, indent.unwrap_or(2)));
    }
    let head = starts.first().map_or(text.len(), |first| first.0);
    let ends = starts.iter().skip(1).map(|it| it.0).chain([text.len()]);
    let all = starts.iter().zip(ends).map(|((start, key, name, indent), end)| {
        let behind = text[*key..end].find('\n').map_or(end, |at| key + at + 1);
        Section {
            name: name.clone(),
            opening: text[*start..behind].to_owned(),
            body: text[behind..end].to_owned(),
            indent: *indent,
        }
    });
    Ok(Sections { head: text[..head].to_owned(), all: all.collect() })
}

impl Sections {
    /// Puts the sections of another file behind those of the same name; `title` is a comment over its services.
    pub(super) fn append(&mut self, other: Self, title: &str) -> Result<(), String> {
        let head = other.head.trim().to_owned();
        for section in other.all {
            if matches!(section.name.as_str(), "name" | "version") {
                continue;
            }
            let is_services = section.name == "services";
            if section.body.trim().is_empty() {
                if OPEN.contains(&section.name.as_str()) && section.opening.trim_end().ends_with(':') {
                    continue;
                }
                if OPEN.contains(&section.name.as_str()) {
                    return Err(format!("`{}` is written in one line", section.name));
                }
            }
            let Some(own) = self.all.iter_mut().find(|own| own.name == section.name) else {
                self.tidy();
                let at = match OPEN.contains(&section.name.as_str()) {
                    true => self.all.len(),
                    // what anchors hold stands above what uses it
                    false => self.all.iter().position(|own| own.name == "services").unwrap_or_default(),
                };
                let mut section = section;
                section.body = format!("{}\n", section.body.trim_end());
                if at < self.all.len() {
                    section.body.push('\n');
                }
                self.all.insert(at, section);
                continue;
            };
            if !OPEN.contains(&own.name.as_str()) {
                return Err(format!("two of them have a key `{}`", own.name));
            }
            let is_inline = own.body.trim().is_empty() && !own.opening.trim_end().ends_with(':');
            if is_inline {
                return Err(format!("`{}` is written in one line", own.name));
            }
            let indent = " ".repeat(own.indent);
            let mut lines = format!("{}\n", own.body.trim_end());
            if is_services {
                lines.push_str(&format!("\n{indent}{title}\n"));
                head.lines().for_each(|line| lines.push_str(&format!("{indent}{line}\n")));
            }
            let comments = section.opening.lines().filter(|line| line.starts_with('#'));
            comments.for_each(|line| lines.push_str(&format!("{indent}{line}\n")));
            for line in section.body.trim_end().lines() {
                lines.push_str(&shifted(line, section.indent, own.indent)?);
                lines.push('\n');
            }
            lines.push('\n');
            own.body = lines;
        }
        Ok(())
    }

    /// One blank line between sections.
    fn tidy(&mut self) {
        if let Some(last) = self.all.last_mut() {
            let part = if last.body.trim().is_empty() { &mut last.opening } else { &mut last.body };
            *part = format!("{}\n\n", part.trim_end());
        }
    }

    pub(super) fn text(&self) -> String {
        let all = self.all.iter().flat_map(|section| [section.opening.as_str(), section.body.as_str()]);
        let text: String = [self.head.as_str()].into_iter().chain(all).collect();
        format!("{}\n", text.trim_end())
    }
}

/// A line moved to another depth; all of a section move alike, so what they mean to each other stays.
fn shifted(line: &str, from: usize, to: usize) -> Result<String, String> {
    if line.trim().is_empty() || from == to {
        return Ok(line.to_owned());
    }
    if to > from {
        return Ok(format!("{}{line}", " ".repeat(to - from)));
    }
    let less = line.strip_prefix(&" ".repeat(from - to));
    match less {
        Some(line) => Ok(line.to_owned()),
        None if line.trim_start().starts_with('#') => Ok(line.to_owned()),
        None => Err("they are indented in different ways".to_owned()),
    }
}
