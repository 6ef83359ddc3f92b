//! The Dockerfiles as they take part, and what they have to agree on.

use crate::repository::{Dockerfile, Repository, Service, Stage};
use crate::rewrite::family::{self, Family};
use crate::source::Encoding;
use crate::syntax::dockerfile::{Instruction, Keyword};

/// One of those that become one.
pub(super) struct Part<'a> {
    pub(super) family: &'a Family<'a>,
    pub(super) dockerfile: &'a Dockerfile,
    pub(super) stage: &'a Stage,
    pub(super) text: &'a str,
    /// From the common context to its own: empty, or a path without a slash at its end.
    pub(super) prefix: String,
    /// What makes the image's files and environment, in order.
    pub(super) steps: Vec<&'a Instruction>,
    /// What its services are called by in file names.
    pub(super) name: &'a str,
}

/// What says how an image is started and doesn't change what is in it.
const START: [Keyword; 3] = [Keyword::Cmd, Keyword::Entrypoint, Keyword::Expose];

/// Reads the parts below the context that they have in common; the first lends its text.
pub(super) fn read<'a>(
    repository: &'a Repository,
    families: &[&'a Family<'a>],
) -> Result<(Vec<Part<'a>>, String), String> {
    let contexts: Vec<&str> = families.iter().map(|family| family.context.as_str()).collect();
    let context = common(&contexts);
    let mut parts = Vec::new();
    for family in families {
        let dockerfile = repository.dockerfile(family.dockerfile());
        let source = &repository.sources[dockerfile.file];
        let [stage] = dockerfile.stages.as_slice() else { return Err("it has several stages".to_owned()) };
        if source.encoding != Encoding::Utf8
            || !dockerfile.syntax.problems.is_empty()
            || dockerfile.syntax.escape != '\\'
        {
            return Err("it has errors, or is not plain text".to_owned());
        }
        let inside = family.context.strip_prefix(&context).unwrap_or_default();
        let instructions = dockerfile.instructions(stage).iter();
        let name = family.members.first().map_or("", |member| member.name.value.as_str());
        parts.push(Part {
            family,
            dockerfile,
            stage,
            text: &source.text,
            prefix: inside.trim_matches('/').to_owned(),
            steps: instructions.filter(|it| !START.contains(&it.keyword)).collect(),
            name,
        });
    }
    agree(&parts)?;
    let members: Vec<&Service> = parts.iter().flat_map(|part| part.family.members.iter().copied()).collect();
    family::share(&members)?;
    Ok((parts, context))
}

/// The nearest folder that holds them all.
fn common(contexts: &[&str]) -> String {
    let mut shared: Vec<&str> = contexts.first().map(|first| first.split('/').collect()).unwrap_or_default();
    for context in contexts {
        let same = shared.iter().zip(context.split('/')).take_while(|(a, b)| **a == *b).count();
        shared.truncate(same);
    }
    shared.join("/")
}

fn agree(parts: &[Part<'_>]) -> Result<(), String> {
    let Some((main, others)) = parts.split_first() else { return Err("there is none".to_owned()) };
    for part in others {
        let (from, other) = (&main.stage.from.value, &part.stage.from.value);
        if from != other {
            return Err(format!("it stands on `{other}`, the others on `{from}`"));
        }
        let platform = |part: &Part<'_>| part.stage.platform.as_ref().map(|it| it.value.clone());
        let arguments = |part: &Part<'_>| {
            let all = part.dockerfile.global_args.iter();
            all.map(|(name, value)| (name.value.clone(), value.as_ref().map(|it| it.value.clone())))
                .collect::<Vec<_>>()
        };
        let directives = |part: &Part<'_>| {
            let all = part.dockerfile.syntax.directives.iter();
            all.map(|it| (it.name.clone(), it.value.value.clone())).collect::<Vec<_>>()
        };
        if platform(main) != platform(part)
            || arguments(main) != arguments(part)
            || directives(main) != directives(part)
        {
            return Err("its head differs".to_owned());
        }
        if part.family.image() != main.family.image() || part.family.image().is_err() {
            return Err("its image has a name of its own, by which it may be pulled".to_owned());
        }
        if part.family.settings() != main.family.settings() {
            return Err("its builds are set up in another way".to_owned());
        }
        let keywords = |part: &Part<'_>| part.steps.iter().map(|it| it.keyword).collect::<Vec<_>>();
        if keywords(main) != keywords(part) {
            return Err(format!("its steps are others than those of `{}`", main.dockerfile.path));
        }
    }
    Ok(())
}

/// An instruction as BuildKit sees it, spaces aside.
pub(super) fn said(instruction: &Instruction) -> String {
    let flags = instruction.flags.iter().map(|flag| {
        format!("--{}={}", flag.name, flag.value.as_ref().map_or("", |value| value.value.as_str()))
    });
    let heredocs = instruction.heredocs.iter().map(|heredoc| heredoc.text.text.clone());
    let words = instruction.rest.text.split_whitespace().map(str::to_owned);
    let parts = [instruction.keyword.as_str().to_owned()].into_iter().chain(flags).chain(words);
    parts.chain(heredocs).collect::<Vec<_>>().join(" ")
}
