//! The forms of `HEALTHCHECK`.

use super::super::suggest::short;
use super::super::{Flag, Instruction, duration};
use super::problem;
use crate::syntax::Problem;

/// The shortest interval that BuildKit takes, but for zero: a millisecond, in nanoseconds.
const SHORTEST: i128 = 1_000_000;

/// Whether it is `HEALTHCHECK NONE`, whose flags BuildKit doesn't look at.
pub(super) fn is_none(instruction: &Instruction) -> bool {
    instruction.args.first().is_some_and(|kind| kind.value.eq_ignore_ascii_case("none"))
}

/// Checks kind, command and the values of flags.
pub(super) fn check(instruction: &Instruction, problems: &mut Vec<Problem>) {
    let Some((kind, command)) = instruction.args.split_first() else { return };
    if is_none(instruction) {
        if let Some(first) = command.first() {
            problems.push(problem(first.span, "`HEALTHCHECK NONE` takes no arguments"));
        }
        return;
    }
    if !kind.value.eq_ignore_ascii_case("cmd") {
        let message =
            format!("unknown kind `{}` of `HEALTHCHECK`: `CMD` or `NONE` is expected", short(&kind.value));
        problems.push(problem(kind.span, message));
    } else if command.is_empty() {
        problems.push(problem(kind.span, "`HEALTHCHECK CMD` requires a command"));
    }
    problems.extend(instruction.flags.iter().filter_map(flag));
}

fn flag(flag: &Flag) -> Option<Problem> {
    let value = flag.value.as_ref().filter(|value| !value.value.is_empty())?;
    let message = match flag.name.as_str() {
        // Go's ParseInt with 32 bits: a sign is allowed
        "retries" => match value.value.parse::<i32>() {
            Ok(0..) => return None,
            Ok(_) => "`--retries` cannot be negative".to_owned(),
            Err(_) => format!("`{}` is not a number of retries", short(&value.value)),
        },
        "interval" | "timeout" | "start-period" | "start-interval" => match duration::parse(&value.value) {
            Some(0 | SHORTEST..) => return None,
            Some(_) => format!("`--{}` cannot be less than a millisecond", flag.name),
            None => format!("`{}` is not a duration", short(&value.value)),
        },
        _ => return None,
    };
    Some(problem(value.span, message))
}
