//! Files of sections and keys: systemd units, supervisor, tox, setup.cfg.

use crate::source::{FileId, Mapped, Span, Spanned};

/// `[name]` and what follows it.
#[derive(Debug, Clone)]
pub struct Section {
    /// The name between the brackets; empty for what precedes the first section.
    pub name: Spanned<String>,
    /// The entries in order; a key may occur more than once.
    pub entries: Vec<Entry>,
}

impl Section {
    /// The entries of one key, in any case of letters.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.key.value.eq_ignore_ascii_case(key))
    }
}

/// `key = value`
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The value: lines ended by a backslash are joined by a blank, indented lines that follow by a line end.
    pub value: Mapped,
}

/// Reads the sections in order; lines that are neither a section nor an entry are skipped.
pub fn parse(file: FileId, text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut start = 0;
    // what joins the next line to the last value, where it continues that
    let mut open = false;
    let mut joined_by_backslash = false;
    for raw in text.split_inclusive('\n') {
        let line = raw.trim_end_matches(['\n', '\r']);
        let trimmed = line.trim();
        let from = start + line.len() - line.trim_start().len();
        start += raw.len();
        if trimmed.is_empty() || (!joined_by_backslash && trimmed.starts_with(['#', ';'])) {
            joined_by_backslash = false;
            continue;
        }
        let last = sections.last_mut().and_then(|section| section.entries.last_mut());
        let indented = open && line.starts_with([' ', '\t']);
        match last.filter(|_| joined_by_backslash || indented) {
            Some(entry) => {
                let separator = if joined_by_backslash { " " } else { "\n" };
                joined_by_backslash = append(&mut entry.value, separator, trimmed, from);
            }
            None => {
                let spanned = |text: &str, at: usize| {
                    Spanned::new(text.to_owned(), Span::new(file, at, at + text.len()))
                };
                joined_by_backslash = false;
                if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    sections.push(Section { name: spanned(name, from + 1), entries: Vec::new() });
                    open = false;
                } else if let Some(at) = trimmed.find(['=', ':']) {
                    let key = trimmed[..at].trim_end();
                    let content = trimmed[at + 1..].trim_start();
                    let mut value = Mapped::new(file);
                    joined_by_backslash =
                        append(&mut value, "", content, from + trimmed.len() - content.len());
                    if sections.is_empty() {
                        sections.push(Section { name: spanned("", 0), entries: Vec::new() });
                    }
                    if let Some(section) = sections.last_mut() {
                        section.entries.push(Entry { key: spanned(key, from), value });
                        open = true;
                    }
                }
            }
        }
    }
    sections
}

/// Appends a line to a value; whether a backslash says that the next one belongs to it too.
fn append(value: &mut Mapped, separator: &str, line: &str, at: usize) -> bool {
    if !value.text.is_empty() {
        let end = value.span(0..value.text.len()).end as usize;
        value.push_as(separator, end, 0);
    }
    let content = line.strip_suffix('\\');
    value.push(content.unwrap_or(line).trim_end(), at);
    content.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_and_tox() {
        let text = "top=1\n[Service]\n# note\nWorkingDirectory=/srv\nExecStart=/usr/bin/docker compose \\\n  -f a.yml up\nExecStart=x\n[testenv:a]\ncommands =\n    docker compose up\n    ; no\n    pytest\n";
        let sections = parse(FileId(0), text);
        assert_eq!(
            sections.iter().map(|s| s.name.value.as_str()).collect::<Vec<_>>(),
            ["", "Service", "testenv:a"]
        );
        let starts: Vec<_> = sections[1].all("execstart").map(|entry| entry.value.text.as_str()).collect();
        assert_eq!(starts, ["/usr/bin/docker compose -f a.yml up", "x"]);
        let commands = &sections[2].entries[0].value;
        assert_eq!(commands.text, "docker compose up\npytest");
        assert_eq!(&text[commands.span(18..24).range()], "pytest");
        assert_eq!(&text[sections[1].entries[0].key.span.range()], "WorkingDirectory");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[\\[\\]aé=:;# \\\\\n\r\t]{0,60}") {
            for section in parse(FileId(0), &text) {
                prop_assert!(text.get(section.name.span.range()).is_some());
                for entry in section.entries {
                    prop_assert!(text.get(entry.key.span.range()).is_some());
                    prop_assert!(text.get(entry.value.span(0..entry.value.text.len()).range()).is_some());
                }
            }
        }
    }
}
