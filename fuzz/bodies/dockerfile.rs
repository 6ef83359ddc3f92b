//! The Dockerfile reader.

use careen::source::{FileId, Span};
use careen::syntax::dockerfile::{Instruction, expand, parse};

use super::{inside, text};

/// Every span lies in the text, what belongs to an instruction lies in it, and no text is lost.
pub(crate) fn dockerfile(data: &[u8]) {
    let text = text(data);
    let dockerfile = parse(FileId(0), &text);
    dockerfile.comments.iter().for_each(|comment| inside(&text, *comment));
    dockerfile.problems.iter().for_each(|problem| inside(&text, problem.span));
    for directive in &dockerfile.directives {
        inside(&text, directive.span);
        inside(&text, directive.value.span);
    }
    for instruction in &dockerfile.instructions {
        inside(&text, instruction.span);
        for span in spans(instruction) {
            inside(&text, span);
            assert!(span.is_empty() || instruction.span.contains(span), "{span:?} of {:?}", instruction.span);
        }
    }
    lossless(&text, dockerfile.instructions.iter().map(|instruction| instruction.span));
    expand(&text, &mut |name| (name.len() == 1).then(|| "v*é".to_owned()));
}

fn spans(instruction: &Instruction) -> Vec<Span> {
    let mut spans = vec![instruction.keyword_span, instruction.span];
    spans.extend(instruction.args.iter().map(|arg| arg.span));
    for flag in &instruction.flags {
        spans.push(flag.span);
        spans.extend(flag.value.iter().map(|value| value.span));
    }
    for heredoc in &instruction.heredocs {
        spans.extend([heredoc.marker, heredoc.body, heredoc.end]);
    }
    for (key, value) in instruction.pairs() {
        spans.push(key.span);
        spans.extend(value.map(|value| value.span));
    }
    for mount in instruction.mounts() {
        let parts = [mount.from, mount.source, mount.target, mount.id];
        spans.extend(parts.into_iter().flatten().map(|part| part.span));
    }
    if let Some(copy) = instruction.copy() {
        spans.extend(copy.sources.iter().map(|source| source.span));
    }
    spans.push(instruction.rest.span(0..instruction.rest.text.len()));
    if let Some(script) = instruction.shell_script() {
        spans.extend(script.text.char_indices().map(|(at, c)| script.span(at..at + c.len_utf8())));
    }
    if let Some(held) = &instruction.onbuild {
        spans.extend(self::spans(held));
    }
    spans
}

/// Between instructions stands nothing but comments, directives, white space and a byte order mark.
fn lossless(text: &str, instructions: impl Iterator<Item = Span>) {
    let mut at = 0;
    for range in instructions.map(Span::range) {
        assert!(range.start >= at, "instructions overlap");
        for line in text[at..range.start].trim_start_matches('\u{feff}').lines() {
            let line = line.trim();
            assert!(line.is_empty() || line.starts_with('#'), "{line:?} is lost");
        }
        at = range.end;
    }
}
