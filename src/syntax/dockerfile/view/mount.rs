//! `RUN --mount=…`.

use super::super::{Instruction, Keyword, csv};
use super::within;
use crate::source::{Span, Spanned};

/// A mount, as written: variables are not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// `type`, in lower case: `bind` (which is what it is when not given), `cache`, `tmpfs`, `secret` or `ssh`.
    pub kind: String,
    /// `from`: a stage, an image or a context.
    pub from: Option<Spanned<String>>,
    /// `source` or `src`.
    pub source: Option<Spanned<String>>,
    /// `target`, `dst` or `destination`.
    pub target: Option<Spanned<String>>,
    /// `id`.
    pub id: Option<Spanned<String>>,
    /// The whole flag.
    pub span: Span,
}

impl Instruction {
    /// The mounts of a `RUN`. A flag whose fields cannot be read is left out.
    pub fn mounts(&self) -> Vec<Mount> {
        if self.keyword != Keyword::Run {
            return Vec::new();
        }
        let flags = self.flags.iter().filter(|flag| flag.name == "mount");
        flags.filter_map(|flag| mount(flag.value.as_ref()?, flag.span)).collect()
    }
}

fn mount(value: &Spanned<String>, span: Span) -> Option<Mount> {
    let mut mount = Mount { kind: "bind".to_owned(), from: None, source: None, target: None, id: None, span };
    for (field, at) in csv::fields(&value.value)? {
        let Some((key, text)) = field.split_once('=') else { continue };
        // behind the `=`, which stands at the same distance from the end of the field unless that is quoted
        let start = if at.len() == field.len() { at.end - text.len() } else { at.start };
        let found = Spanned::new(text.to_owned(), within(value, start..at.end));
        match key.to_ascii_lowercase().as_str() {
            "type" => mount.kind = text.to_ascii_lowercase(),
            "from" => mount.from = Some(found),
            "source" | "src" => mount.source = Some(found),
            "target" | "dst" | "destination" => mount.target = Some(found),
            "id" => mount.id = Some(found),
            _ => {}
        }
    }
    Some(mount)
}
