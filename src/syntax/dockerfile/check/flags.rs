//! Which flags an instruction takes.

use super::super::suggest::{did_you_mean, short};
use super::super::{Flag, Instruction, Keyword};
use super::problem;
use crate::syntax::Problem;

/// What a flag's value must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing, `true` or `false`.
    Bool,
    /// A text, once.
    Text,
    /// A text, any number of times.
    Texts,
}
use Takes::{Bool, Text, Texts};

/// The flags of an instruction; `None` where BuildKit doesn't look at them.
fn known(keyword: Keyword) -> Option<&'static [(&'static str, Takes)]> {
    Some(match keyword {
        Keyword::Add => &[
            ("chmod", Text),
            ("chown", Text),
            ("checksum", Text),
            ("exclude", Texts),
            ("keep-git-dir", Bool),
            ("link", Bool),
            ("unpack", Bool),
        ],
        Keyword::Copy => &[
            ("chmod", Text),
            ("chown", Text),
            ("exclude", Texts),
            ("from", Text),
            ("link", Bool),
            ("parents", Bool),
        ],
        Keyword::From => &[("platform", Text)],
        Keyword::Healthcheck => &[
            ("interval", Text),
            ("retries", Text),
            ("start-interval", Text),
            ("start-period", Text),
            ("timeout", Text),
        ],
        Keyword::Run => &[("device", Texts), ("mount", Texts), ("network", Text), ("security", Text)],
        Keyword::Arg | Keyword::Stopsignal | Keyword::Unknown => return None,
        _ => &[],
    })
}

/// Checks every flag of the instruction.
pub(super) fn check(instruction: &Instruction, problems: &mut Vec<Problem>) {
    let Some(known) = known(instruction.keyword) else { return };
    let mut seen: Vec<&str> = Vec::new();
    for flag in &instruction.flags {
        let Some(&(name, takes)) = known.iter().find(|(name, _)| *name == flag.name) else {
            let near = did_you_mean("--", &flag.name, known.iter().map(|(name, _)| *name));
            let message =
                format!("unknown flag `--{}` of `{}`", short(&flag.name), instruction.keyword.as_str());
            problems.push(problem(flag.span, message + &near));
            continue;
        };
        if takes != Texts && seen.contains(&name) {
            problems.push(problem(flag.span, format!("flag `--{name}` is given twice")));
        } else if takes != Texts {
            // at most as many as there are names
            seen.push(name);
        }
        problems.extend(value(flag, name, takes));
    }
}

fn value(flag: &Flag, name: &str, takes: Takes) -> Option<Problem> {
    match (&flag.value, takes) {
        (None, Bool) | (Some(_), Text | Texts) => None,
        (None, Text | Texts) => Some(problem(flag.span, format!("flag `--{name}` needs a value"))),
        (Some(value), Bool) => match value.value.to_lowercase().as_str() {
            "true" | "false" => None,
            "" => Some(problem(flag.span, format!("flag `--{name}` needs a value behind its `=`"))),
            _ => Some(problem(value.span, format!("flag `--{name}` must be `true` or `false`"))),
        },
    }
}
