//! Driving granit-parser through a file: over errors to the next document, and over one refusal go-yaml doesn't share.

use std::borrow::Cow;

use granit_parser::{ErrorKind, Parser, ScanError};

use super::build::Builder;
use super::{MAX_DEPTH, Yaml, places};
use crate::source::{FileId, Span};
use crate::syntax::Problem;

/// How many characters a key may have, and a bracket that is a key may span. go-yaml has no limit; here it bounds how
/// many tokens of a JSON file in one line are held back.
const LONGEST_KEY: usize = 8192;

/// How often a file is read anew without a comment that only granit refuses.
const ATTEMPTS: usize = 20;

/// Reads a whole file.
pub(super) fn read(file: FileId, text: &str) -> Yaml {
    let mut hidden = Vec::new();
    let mut visible = Cow::Borrowed(text);
    loop {
        let (mut yaml, glued) = attempt(file, &visible);
        match glued.filter(|_| hidden.len() < ATTEMPTS) {
            Some(comment) => {
                let end = places::line_end(text.as_bytes(), comment);
                hidden.push(Span::new(file, comment, end));
                visible.to_mut().replace_range(comment..end, &" ".repeat(end - comment));
            }
            None => {
                yaml.comments.extend(hidden);
                yaml.comments.sort();
                widen_to_characters(&mut yaml.problems, text);
                return yaml;
            }
        }
    }
}

/// Where text was blanked, a problem may begin or end within what was a character: widens it to whole ones of `text`.
pub(super) fn widen_to_characters(problems: &mut [Problem], text: &str) {
    for span in problems.iter_mut().map(|problem| &mut problem.span) {
        while !text.is_char_boundary(span.start as usize) && span.start > 0 {
            span.start -= 1;
        }
        while !text.is_char_boundary(span.end as usize) && (span.end as usize) < text.len() {
            span.end += 1;
        }
    }
}

/// Reads what granit lets through. The second value is the place of a comment that it refuses and go-yaml takes.
fn attempt(file: FileId, text: &str) -> (Yaml, Option<usize>) {
    let options = granit_parser::options! {
        emit_anchor_events: true,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        max_buffered_comment_events: usize::MAX,
        simple_key_max_lookahead: LONGEST_KEY,
    };
    let mut builder = Builder::new(file, text);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut glued = None;
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, place)) => builder.event(event, &place),
            Err(error) => {
                glued = glued.or_else(|| glued_comment(text, &error));
                builder.broken(&error);
                match parser.proceed_next_document() {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        builder.broken(&error);
                        break;
                    }
                }
            }
        }
    }
    (builder.finish(), glued)
}

/// A comment that follows a bracket or a quote without a space, as in `[a]#b`.
fn glued_comment(text: &str, error: &ScanError) -> Option<usize> {
    let at = error.marker().byte_offset()?;
    let before = text.get(..at)?.chars().next_back()?;
    let is_glued = matches!(error.kind(), ErrorKind::CommentNotSeparated) && text[at..].starts_with('#');
    (is_glued && matches!(before, ']' | '}' | '"' | '\'')).then_some(at)
}
