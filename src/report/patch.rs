//! A fix as a patch that `git apply` takes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use similar::TextDiff;

use crate::edit::{Edit, Fix, splice};
use crate::report::printable;
use crate::source::{FileId, Sources};

/// The unified diff of everything `fix` does, new files included; paths stand below `prefix`.
pub(super) fn patch(sources: &Sources, fix: &Fix, prefix: &str) -> String {
    let mut changed: BTreeMap<FileId, Vec<(std::ops::Range<usize>, String)>> = BTreeMap::new();
    let mut patch = String::new();
    for edit in &fix.edits {
        match edit {
            Edit::Replace { span, text } => {
                changed.entry(span.file).or_default().push((span.range(), text.clone()));
            }
            Edit::Create { path, text } => {
                let path = below(prefix, path);
                let header = format!("diff --git a/{path} b/{path}\nnew file mode 100644\n");
                patch += &(header + &unified("", text, "/dev/null", &format!("b/{path}")));
            }
        }
    }
    for (file, edits) in changed {
        let (source, path) = (&sources[file], below(prefix, &sources[file].path));
        // edits of one fix never overlap
        let Some(new) = splice(&source.text, edits) else { continue };
        let header = format!("diff --git a/{path} b/{path}\n");
        patch += &(header + &unified(&source.text, &new, &format!("a/{path}"), &format!("b/{path}")));
    }
    patch
}

/// Writes the unified diff of files, by path, text before (`None` for a new file) and text after.
pub fn write<'a>(
    texts: impl Iterator<Item = (&'a str, Option<&'a str>, &'a str)>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (path, before, after) in texts {
        let (old, new) = (format!("a/{path}"), format!("b/{path}"));
        let old_name = if before.is_some() { old.as_str() } else { "/dev/null" };
        write_unified(&unified(before.unwrap_or_default(), after, old_name, &new), out)?;
    }
    Ok(())
}

/// Writes a unified diff. What could move a terminal's cursor is escaped, tabs and line ends excepted: with them escaped no
/// file would match.
pub(super) fn write_unified(diff: &str, out: &mut dyn Write) -> io::Result<()> {
    for line in diff.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        for (number, part) in content.split('\t').enumerate() {
            let tab = if number > 0 { "\t" } else { "" };
            write!(out, "{tab}{}", printable(part))?;
        }
        write!(out, "{}", &line[content.len()..])?;
    }
    Ok(())
}

/// `path` seen from `prefix` folders further up.
pub(super) fn below(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") }
}

pub(super) fn unified(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(3).header(old_name, new_name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Applicability;
    use crate::report::testing::{sources, span, written};

    #[test]
    fn tabs_and_line_ends_stay_and_the_cursor_does_too() {
        let texts = [("a", Some("\tb\r\n"), "\tc\u{1b}[2J\r\n")];
        let text = written(|out| write(texts.iter().copied(), out));
        assert_eq!(text, "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-\tb\r\n+\tc\\u{1b}[2J\r\n");
    }

    #[test]
    fn a_patch_changes_and_creates() {
        let sources = sources(&[("api/Dockerfile", "FROM a\nRUN b\n")]);
        let edits = vec![
            Edit::Replace { span: span(0, 11..12), text: "d".into() },
            Edit::Replace { span: span(0, 5..6), text: "c".into() },
            Edit::Create { path: ".dockerignore".into(), text: ".git\n".into() },
        ];
        let fix = Fix { title: String::new(), applicability: Applicability::Safe, edits };
        assert_eq!(
            patch(&sources, &fix, "sub"),
            "diff --git a/sub/.dockerignore b/sub/.dockerignore\nnew file mode 100644\n--- /dev/null\n\
             +++ b/sub/.dockerignore\n@@ -0,0 +1 @@\n+.git\n\
             diff --git a/sub/api/Dockerfile b/sub/api/Dockerfile\n--- a/sub/api/Dockerfile\n\
             +++ b/sub/api/Dockerfile\n@@ -1,2 +1,2 @@\n-FROM a\n-RUN b\n+FROM c\n+RUN d\n"
        );
    }
}
