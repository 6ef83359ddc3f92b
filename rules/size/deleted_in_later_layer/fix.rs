//! Two `RUN`s as one, where the second deletes what the first brings and nothing stands between them.

use crate::edit::{Applicability, Edit, Fix};
use crate::lint::Context;
use crate::repository::Dockerfile;
use crate::rules::size::script::RunScript;
use crate::source::Span;
use crate::syntax::dockerfile::Keyword;
use crate::syntax::shell::Joined;

/// Commands whose effect on the shell would reach the second script: built-in ones of POSIX and of Bash.
/// <https://www.gnu.org/software/bash/manual/html_node/Shell-Builtin-Commands.html>
const LEAKING: [&str; 18] = [
    "cd", "export", "set", "unset", "umask", "exec", "exit", "return", "trap", ".", "source", "eval",
    "shopt", "alias", "ulimit", "readonly", "pushd", "popd",
];

/// Joins the `RUN` that deletes to the one before it, if `holders`, the layers that hold what is deleted, are just that
/// one. Safe: what the image holds in the end is the same.
pub(super) fn fix(
    context: &Context<'_>,
    dockerfile: &Dockerfile,
    by: Span,
    mut holders: impl Iterator<Item = Span>,
) -> Option<Fix> {
    let instructions = &dockerfile.syntax.instructions;
    let at = instructions.iter().position(|instruction| instruction.span.contains(by))?;
    let (first, second) = (instructions.get(at.checked_sub(1)?)?, &instructions[at]);
    let is_holder = holders.all(|holder| holder == first.span);
    if !is_holder || second.keyword != Keyword::Run || !first.flags.is_empty() || !second.flags.is_empty() {
        return None;
    }
    let (before, after) = (RunScript::of(context, first)?, RunScript::of(context, second)?);
    let leaks = before.commands().iter().any(|command| {
        let name = command.words.first().and_then(|word| word.literal());
        command.words.is_empty() || name.is_none_or(|name| LEAKING.contains(&name.as_str()))
    });
    // `a && b; c` and `a && b || c` would go on where `a` fails
    let is_chain = after
        .commands()
        .iter()
        .all(|command| matches!(command.joined, Joined::First | Joined::And | Joined::Pipe));
    if leaks || !is_chain || !before.is_list() || !after.is_list() {
        return None;
    }
    let start = before.commands().last()?.span.end;
    let end = after.commands().first()?.span.start;
    let gap = Span { start, end, ..second.span };
    // a comment would be lost
    if !context.text(gap).trim().eq_ignore_ascii_case("run") {
        return None;
    }
    // a script on one line has no layout to follow
    let joint = match before.joint() {
        joint if joint.contains(first.escape) => joint,
        _ => format!(" {}{}    && ", first.escape, context.source(gap).newline()),
    };
    Some(Fix {
        title: "Join it to the `RUN` above".to_owned(),
        applicability: Applicability::Safe,
        edits: vec![Edit::Replace { span: gap, text: joint }],
    })
}
