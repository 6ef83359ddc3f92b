//! A logical line cut into keyword, flags and arguments.

use super::logical::{Logical, is_blank, trim};
use super::{Form, Instruction, Keyword, arguments, flags};
use crate::source::Span;
use crate::syntax::Problem;

/// Reads one instruction. `whole` is its place in the file.
pub(super) fn read(
    logical: &Logical<'_>,
    whole: Span,
    escape: char,
    problems: &mut Vec<Problem>,
) -> Instruction {
    let mut instruction = cut(logical, whole, escape, problems);
    // a second ONBUILD inside is refused anyway, so it is not looked into
    if instruction.keyword == Keyword::Onbuild && !instruction.rest.text.is_empty() {
        let rest = instruction.rest.clone();
        let place = rest.span(0..rest.text.len());
        instruction.onbuild = Some(Box::new(cut(&Logical::Joined(rest), place, escape, problems)));
    }
    instruction
}

fn cut(logical: &Logical<'_>, whole: Span, escape: char, problems: &mut Vec<Problem>) -> Instruction {
    let text = logical.text();
    let line = trim(text, 0..text.len());
    let name_end = text[line.clone()].find(is_blank).map_or(line.end, |at| line.start + at);
    let name = line.start..name_end;
    let keyword = Keyword::of(&text[name.clone()]);
    // a line of nothing but a continuation has no text, yet has a place
    let keyword_span = if name.is_empty() { whole } else { logical.span(name) };

    let (flags, rest_start) = flags::read(logical, name_end..line.end, escape);
    let rest = trim(text, rest_start..line.end);
    let (form, args) = match arguments::read(keyword, logical, rest.clone(), escape) {
        Ok(arguments) => (arguments.form, arguments.words),
        Err(refused) => {
            problems.push(refused.problem);
            (Form::Shell, refused.words)
        }
    };
    Instruction {
        keyword,
        keyword_span,
        span: whole,
        flags,
        form,
        args,
        rest: logical.slice(rest),
        heredocs: Vec::new(),
        onbuild: None,
        escape,
    }
}
