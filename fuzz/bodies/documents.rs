//! The readers of documents.

use careen::source::FileId;
use careen::syntax::markdown::{self, Markup};

use super::{inside, mapped_inside, text};

/// Every heading, block, sentence and piece of code lies in the text, and what they refer to exists.
pub(crate) fn markdown(data: &[u8]) {
    let text = text(data);
    for markup in [Markup::Markdown, Markup::ReStructuredText, Markup::AsciiDoc] {
        let document = markdown::parse(FileId(0), &text, markup);
        document.headings.iter().for_each(|heading| inside(&text, heading.span));
        for block in &document.blocks {
            mapped_inside(&text, &block.content);
            mapped_inside(&text, &markdown::commands(block));
            assert_eq!(document.heading(block.heading).is_some(), block.heading.is_some());
        }
        for inline in &document.inline {
            mapped_inside(&text, &inline.content);
            assert!(inline.sentence < document.sentences.len());
        }
        document.sentences.iter().for_each(|sentence| mapped_inside(&text, &sentence.text));
    }
}
