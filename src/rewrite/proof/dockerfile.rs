//! One Dockerfile against its successor: all that a container shows of its image's configuration is carried over.

use crate::repository::{Dockerfile, DockerfileId};
use crate::rewrite::Subject;
use crate::source::FileId;
use crate::syntax::dockerfile::{Instruction, Keyword, parse};

/// Checks that the final stage of `after` has every instruction but `RUN` of the original, as written and in order, and
/// beside them only what carries the environment over; and that no `RUN` of the original's is there in other words
/// than a subset of its own. Otherwise says what is lost.
pub(in crate::rewrite) fn dockerfile(subject: &Subject<'_>, after: &str) -> Result<(), String> {
    let syntax = parse(FileId(0), after);
    if let Some(problem) = syntax.problems.first() {
        return Err(format!("its well-formedness ({})", problem.message));
    }
    let after = Dockerfile::new(DockerfileId(0), String::new(), FileId(0), syntax);
    let [builder, last] = after.stages.as_slice() else { return Err("its two stages".to_owned()) };
    if last.name.as_ref().map(|name| &name.value) != subject.stage.name.as_ref().map(|name| &name.value) {
        return Err("the stage's name".to_owned());
    }
    if last.platform.as_ref().map(|it| &it.value) != subject.stage.platform.as_ref().map(|it| &it.value) {
        return Err("the platform".to_owned());
    }
    let arguments = |all: &[(crate::source::Spanned<String>, Option<crate::source::Spanned<String>>)]| {
        let one =
            |(name, value): &(crate::source::Spanned<String>, Option<crate::source::Spanned<String>>)| {
                (name.value.clone(), value.as_ref().map(|value| value.value.clone()))
            };
        all.iter().map(one).collect::<Vec<_>>()
    };
    if arguments(&after.global_args) != arguments(&subject.dockerfile.global_args) {
        return Err("the arguments before `FROM`".to_owned());
    }
    let from_builder = |it: &Instruction| {
        let from = it.copy().and_then(|copy| copy.from);
        from.is_some_and(|from| builder.is_named(&from.value))
    };
    let is_path = |it: &Instruction| {
        it.keyword == Keyword::Env && it.pairs().iter().all(|(name, _)| name.value == "PATH")
    };
    let new = after.instructions(last).iter().filter(|it| !from_builder(it) && !is_path(it));
    let (new_runs, new_rest): (Vec<_>, Vec<_>) = new.partition(|it| it.keyword == Keyword::Run);
    let old = subject.dockerfile.instructions(subject.stage);
    let (old_runs, old_rest): (Vec<_>, Vec<_>) = old.iter().partition(|it| it.keyword == Keyword::Run);
    if let Some(lost) = old_rest.iter().zip(&new_rest).find(|(a, b)| said(a) != said(b)) {
        return Err(format!("`{}`", said(lost.0)));
    }
    if old_rest.len() != new_rest.len() {
        return Err("an instruction".to_owned());
    }
    runs(&old_runs, &new_runs)
}

/// An instruction as BuildKit sees it.
fn said(instruction: &Instruction) -> String {
    let flags: Vec<String> = instruction
        .flags
        .iter()
        .map(|flag| format!("--{}={}", flag.name, flag.value.as_ref().map_or("", |value| &value.value)))
        .collect();
    let heredocs: Vec<&str> = instruction.heredocs.iter().map(|heredoc| heredoc.text.text.as_str()).collect();
    let parts =
        [instruction.keyword.as_str(), &flags.join(" "), &instruction.rest.text, &heredocs.join("\n")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Those of the old runs that stay are the old ones, or install packages still.
fn runs(old: &[&Instruction], new: &[&Instruction]) -> Result<(), String> {
    let installs = |it: &Instruction| it.rest.text.contains("apt-get") || it.rest.text.contains("apt ");
    let is_pip = |it: &Instruction| {
        it.rest.text.split_whitespace().any(|word| word == "pip" || word.starts_with("pip3"))
    };
    let plain = |all: &[&Instruction]| -> Vec<String> {
        all.iter().filter(|it| !installs(it) && !is_pip(it)).map(|it| said(it)).collect()
    };
    match plain(old) == plain(new) {
        true => Ok(()),
        false => Err("a `RUN`".to_owned()),
    }
}
