//! What holds of careen for any bytes. Each body panics where it doesn't: the fuzz targets feed it with bytes that
//! cover new code, and `tests/it/any_input.rs` with random ones, so that the bodies run without a fuzzer, too.
#![allow(dead_code, unused_imports, reason = "each fuzz target uses one of them")]

mod dockerfile;
mod documents;
mod names;
mod repository;
mod scripts;
mod yaml;

pub(crate) use dockerfile::dockerfile;
pub(crate) use documents::markdown;
pub(crate) use names::{image_reference, interpolation};
pub(crate) use repository::{compose, repository, repository_of};
pub(crate) use scripts::{makefile, shell};
pub(crate) use yaml::yaml;

use careen::source::{Mapped, Source, Span};

/// The bytes as careen sees the text of a file.
fn text(data: &[u8]) -> String {
    Source::new("file", data.to_vec()).text
}

/// The span lies in the text and doesn't cut a character.
fn inside(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} of {} bytes", text.len());
}

/// Every character comes from somewhere in the text.
fn mapped_inside(text: &str, mapped: &Mapped) {
    inside(text, mapped.span(0..mapped.text.len()));
    for (at, c) in mapped.text.char_indices() {
        inside(text, mapped.span(at..at + c.len_utf8()));
    }
}
