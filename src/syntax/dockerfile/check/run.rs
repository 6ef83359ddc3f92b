//! The values of flags of `RUN` that are checked before variables are known.

use super::super::suggest::{did_you_mean, short};
use super::super::view::within;
use super::super::{Flag, Instruction, csv};
use super::problem;
use crate::source::Spanned;
use crate::syntax::Problem;

/// Checks the values of `--mount`, `--device`, `--network` and `--security`.
pub(super) fn check(instruction: &Instruction, problems: &mut Vec<Problem>) {
    for Flag { name, value, .. } in &instruction.flags {
        let Some(value) = value else { continue };
        problems.extend(match name.as_str() {
            "mount" => mount(value),
            "device" => device(value),
            "network" => one_of(value, "network mode", &["default", "host", "none"]),
            "security" => one_of(value, "security mode", &["insecure", "sandbox"]),
            _ => None,
        });
    }
}

fn one_of(value: &Spanned<String>, what: &str, known: &[&str]) -> Option<Problem> {
    if known.contains(&value.value.as_str()) {
        return None;
    }
    let near = did_you_mean("", &value.value, known.iter().copied());
    Some(problem(value.span, format!("unknown {what} `{}`{near}", short(&value.value))))
}

fn mount(value: &Spanned<String>) -> Option<Problem> {
    let Some(fields) = csv::fields(&value.value) else {
        return Some(problem(
            value.span,
            "`--mount` must be fields of the form `key=value`, separated by commas",
        ));
    };
    fields.into_iter().find_map(|(field, at)| {
        let (key, from) = field.split_once('=')?;
        // a `$` at the very end is no variable
        let has_variable = from.find('$').is_some_and(|dollar| dollar + 1 < from.len());
        let message = "`from` of a mount cannot hold variables; name a stage for it instead";
        (key.eq_ignore_ascii_case("from") && has_variable).then(|| problem(within(value, at), message))
    })
}

fn device(value: &Spanned<String>) -> Option<Problem> {
    let Some(fields) = csv::fields(&value.value) else {
        return Some(problem(value.span, "`--device` must be a name and fields, separated by commas"));
    };
    let mut named = false;
    for (field, at) in fields {
        let (key, setting) = field.split_once('=').map_or((&*field, None), |(key, value)| (key, Some(value)));
        let message = match (key.to_lowercase().as_str(), setting) {
            ("required", None) => continue,
            ("required", Some("1" | "t" | "T" | "TRUE" | "true" | "True")) => continue,
            ("required", Some("0" | "f" | "F" | "FALSE" | "false" | "False")) => continue,
            ("required", Some(_)) => "`required` of a device must be `true` or `false`".to_owned(),
            ("name", Some(_)) if named => "a device has one name only".to_owned(),
            (_, _) if !named => {
                // BuildKit takes `name=` with nothing behind it for no name at all
                let nameless = key.eq_ignore_ascii_case("name") && setting == Some("");
                named = !nameless && !field.is_empty();
                continue;
            }
            _ => format!("unexpected `{}` in `--device`", short(&field)),
        };
        return Some(problem(within(value, at), message));
    }
    None
}
