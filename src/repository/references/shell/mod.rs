//! Shell text, wherever it stands, to the commands in it that concern Compose files and Dockerfiles: working
//! directories, variables and functions are followed.

mod copies;
mod emit;
mod expand;
mod functions;
mod substitution;
mod variables;
mod walk;

pub(super) use variables::{Value, Variables};
pub(super) use walk::{Setting, walk};

use super::commands::Field;
use crate::source::{FileId, Mapped};

/// A field's text as a text to be read, placed where it stands in the file.
pub(super) fn text_of(field: &Field, sources_text: &str, file: FileId) -> Mapped {
    let written = if field.span.file == file { sources_text.get(field.span.range()) } else { None };
    let start = field.span.start as usize;
    // as written, or between quotes
    if let Some(at) = written.and_then(|written| written.find(field.text.as_str())) {
        return Mapped::whole(field.span.file, &field.text, start + at);
    }
    let mut mapped = Mapped::new(field.span.file);
    mapped.push_as(&field.text, start, field.span.len());
    mapped
}
