//! The texts of several Dockerfiles → one: each stage's common beginning once, and the rest in a stage for each.

use std::collections::{BTreeMap, BTreeSet};

use crate::repository::{Base, Dockerfile, DockerfileId, Stage};
use crate::source::FileId;
use crate::syntax::dockerfile::{Instruction, Keyword, parse};

/// One text for all.
pub(super) struct Combined {
    pub(super) text: String,
    /// By part: what its stages are called now, by their old names.
    pub(super) names: Vec<BTreeMap<String, String>>,
    /// By part: whether comments of it are gone.
    pub(super) loses_comments: Vec<bool>,
}

/// What a stage that stands on another may not get from it as if it stood in one: arguments end with their stage, and
/// `ENTRYPOINT` takes away a command that it inherits.
const APART: [Keyword; 5] =
    [Keyword::Arg, Keyword::Shell, Keyword::Cmd, Keyword::Entrypoint, Keyword::Onbuild];

/// A Dockerfile among several.
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    text: &'a str,
    pub(super) file: Dockerfile,
}

impl<'a> Part<'a> {
    pub(super) fn of(name: &'a str, text: &'a str) -> Self {
        let file = Dockerfile::new(DockerfileId(0), String::new(), FileId(0), parse(FileId(0), text));
        Self { name, text, file }
    }

    fn head(&self) -> &'a str {
        let first = self.file.stages.first().map_or(0, |stage| stage.span.start as usize);
        &self.text[..self.text[..first].rfind('\n').map_or(0, |at| at + 1)]
    }

    fn instructions(&self, stage: usize) -> &[Instruction] {
        self.file.stages.get(stage).map(|stage| self.file.instructions(stage)).unwrap_or_default()
    }

    /// Instructions of a stage as written, with the comments and blank lines in front of each; copies from other stages
    /// under their new names.
    fn written(&self, stage: usize, from: usize, to: usize, names: &BTreeMap<String, String>) -> String {
        let all = self.instructions(stage);
        let line_end = |at: usize| self.text[at..].find('\n').map_or(self.text.len(), |found| at + found + 1);
        let opening = self.file.stages.get(stage).map_or(0, |stage| stage.span.end as usize);
        let mut out = String::new();
        for at in from..to.min(all.len()) {
            let start = if at == 0 { opening } else { all[at - 1].span.end as usize };
            let (start, end) = (line_end(start), line_end(all[at].span.end as usize));
            let value =
                all[at].flags.iter().find(|flag| flag.name == "from").and_then(|flag| flag.value.as_ref());
            match value.and_then(|value| Some((value.span.range(), names.get(&value.value.to_lowercase())?)))
            {
                Some((place, new)) => {
                    out += &format!("{}{new}{}", &self.text[start..place.start], &self.text[place.end..end]);
                }
                None => out += &self.text[start..end],
            }
        }
        if !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out
    }
}

/// An instruction as BuildKit sees it.
pub(super) fn said(instruction: &Instruction) -> String {
    let flags = instruction.flags.iter().map(|flag| {
        format!("--{}={}", flag.name, flag.value.as_ref().map_or("", |value| value.value.as_str()))
    });
    let heredocs = instruction.heredocs.iter().map(|heredoc| heredoc.text.text.clone());
    let start = [instruction.keyword.as_str().to_owned()];
    let parts = start.into_iter().chain(flags).chain([instruction.rest.text.clone()]).chain(heredocs);
    parts.collect::<Vec<_>>().join(" ")
}

/// All parts in one text; `None` where they can't be, or begin nothing alike.
pub(super) fn combine(parts: &[(&str, &str)]) -> Option<Combined> {
    let parts: Vec<Part<'_>> = parts.iter().map(|(name, text)| Part::of(name, text)).collect();
    let first = parts.first()?;
    let stages = first.file.stages.len();
    if stages == 0 || !parts.iter().all(|part| fits(first, part)) {
        return None;
    }
    let mut taken: BTreeSet<String> = first
        .file
        .stages
        .iter()
        .filter_map(|stage| Some(stage.name.as_ref()?.value.to_lowercase()))
        .collect();
    for part in &parts {
        if !is_stage_name(part.name) || !taken.insert(part.name.to_owned()) {
            return None;
        }
    }
    let mut names: Vec<BTreeMap<String, String>> = vec![BTreeMap::new(); parts.len()];
    let mut out = first.head().to_owned();
    let mut shares = false;
    for index in 0..stages {
        let is_last = index + 1 == stages;
        let stage = first.file.stages.get(index)?;
        let from = &first.text[stage.span.start as usize..stage.from.span.end as usize];
        let own = stage.name.as_ref().map(|name| name.value.to_lowercase());
        let same = common(&parts, index, &names);
        let is_whole = parts.iter().all(|part| part.instructions(index).len() == same);
        if index > 0 && !out.ends_with("\n\n") {
            out.push('\n');
        }
        let shared = match &own {
            Some(own) => own.clone(),
            None => free("shared", &mut taken),
        };
        let begun = first.written(index, 0, same, &names[0]);
        shares |= first.instructions(index).iter().take(same).any(makes_layer);
        if is_whole && !is_last {
            out += &format!("{from} AS {shared}\n{begun}");
            names.iter_mut().for_each(|names| _ = names.insert(shared.clone(), shared.clone()));
            continue;
        }
        if is_whole {
            return None;
        }
        if same > 0 {
            out += &format!("{from} AS {shared}\n{begun}");
        }
        for (at, part) in parts.iter().enumerate() {
            let name = match is_last {
                true => part.name.to_owned(),
                false => free(&format!("{shared}-{}", part.name), &mut taken),
            };
            let base = if same > 0 { format!("FROM {shared}") } else { from.to_owned() };
            let rest = part.written(index, same, usize::MAX, &names[at]);
            let gap = if out.is_empty() || out.ends_with("\n\n") { "" } else { "\n" };
            out += &format!("{gap}{base} AS {name}\n{rest}");
            if let Some(own) = &own {
                names[at].insert(own.clone(), name);
            }
        }
    }
    let comments = |part: &Part<'_>| -> BTreeSet<String> {
        let spans = part.file.syntax.comments.iter();
        spans.filter_map(|span| part.text.get(span.range())).map(|it| it.trim().to_owned()).collect()
    };
    let kept = comments(&Part::of("", &out));
    let loses_comments = parts.iter().map(|part| !comments(part).is_subset(&kept)).collect();
    shares.then_some(Combined { text: out, names, loses_comments })
}

/// Whether two Dockerfiles have the same stages on the same bases.
fn fits(first: &Part<'_>, part: &Part<'_>) -> bool {
    let key = |stage: &Stage| {
        let platform = stage.platform.as_ref().map(|it| it.value.clone());
        let name = stage.name.as_ref().map(|it| it.value.to_lowercase());
        (stage.from.value.clone(), platform, name)
    };
    let keys = |part: &Part<'_>| part.file.stages.iter().map(key).collect::<Vec<_>>();
    let is_plain = part.file.stages.iter().enumerate().all(|(at, stage)| {
        let is_named = stage.name.is_some() || at + 1 == part.file.stages.len();
        is_named && matches!(stage.base, Base::Image(_) | Base::Scratch)
    });
    let named: BTreeSet<String> =
        part.file.stages.iter().filter_map(|it| Some(it.name.as_ref()?.value.to_lowercase())).collect();
    let mut all = part.file.stages.iter().flat_map(|stage| part.file.instructions(stage));
    // a stage is named in a way that `written` renames, or not at all
    let is_readable = all.all(|it| {
        let mounts_stage = it.flags.iter().any(|flag| {
            let value = flag.value.as_ref().map_or("", |value| value.value.as_str());
            flag.name == "mount" && value.split(',').any(|option| option.starts_with("from="))
                || flag.name == "from" && value.bytes().all(|byte| byte.is_ascii_digit())
        });
        let value = it.flags.iter().find(|flag| flag.name == "from").and_then(|flag| flag.value.as_ref());
        let is_other = value.is_some_and(|value| value.value.contains('$') && !named.is_empty());
        !mounts_stage && !is_other && it.keyword != Keyword::Onbuild
    });
    !part.text.contains('\r')
        && part.head() == first.head()
        && part.file.syntax.problems.is_empty()
        && is_plain
        && is_readable
        && keys(part) == keys(first)
}

/// How many instructions a stage begins with that are the same in all, and mean the same in a stage that others stand on.
fn common(parts: &[Part<'_>], stage: usize, names: &[BTreeMap<String, String>]) -> usize {
    let Some((first, others)) = parts.split_first() else { return 0 };
    let same = |at: usize, instruction: &Instruction| {
        let from =
            instruction.flags.iter().find(|flag| flag.name == "from").and_then(|flag| flag.value.as_ref());
        // of a stage that each has for itself
        let is_own = from.is_some_and(|from| {
            let name = from.value.to_lowercase();
            names.iter().any(|names| names.get(&name).is_some_and(|new| *new != name))
        });
        !is_own
            && !APART.contains(&instruction.keyword)
            && others.iter().all(|part| part.instructions(stage).get(at).map(said) == Some(said(instruction)))
    };
    let all = first.instructions(stage);
    // a stage that is the same to its end may hold anything
    let is_whole = others.iter().all(|part| {
        let own = part.instructions(stage);
        own.len() == all.len() && own.iter().zip(all).all(|(a, b)| said(a) == said(b))
    });
    match is_whole && stage + 1 < first.file.stages.len() {
        true => all.len(),
        false => all.iter().enumerate().take_while(|(at, it)| same(*at, it)).count(),
    }
}

fn makes_layer(instruction: &Instruction) -> bool {
    matches!(instruction.keyword, Keyword::Run | Keyword::Copy | Keyword::Add)
}

/// Whether BuildKit takes it as a stage's name.
fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.')
        })
        && name != "scratch"
}

fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = wanted.to_owned();
    while !taken.insert(name.clone()) {
        name.push_str("-2");
    }
    name
}
