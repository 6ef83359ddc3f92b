//! The steps of several Dockerfiles side by side → one text: that of the first, with what the others add.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::copies::{self, Copies, List};
use super::files::absolute;
use super::parts::{self, Part, said};
use super::{Joined, ignore, pip, proof, start};
use crate::edit::splice;
use crate::repository::Repository;
use crate::rewrite::family::Family;
use crate::rewrite::stage::list;
use crate::syntax::dockerfile::{Instruction, Keyword};

type Edits = Vec<(Range<usize>, String)>;

/// One Dockerfile for all of `families`; or why there is none.
pub(super) fn unite(repository: &Repository, families: &[&Family<'_>]) -> Result<Joined, String> {
    let (parts, context) = parts::read(repository, families)?;
    let Some((main, others)) = parts.split_first() else { return Err("there is none".to_owned()) };
    let mut uniting = Uniting {
        repository,
        parts: &parts,
        edits: Vec::new(),
        directory: "/".to_owned(),
        apart: false,
        lists: Vec::new(),
    };
    for (step, instruction) in main.steps.iter().enumerate() {
        uniting.step(step, instruction)?;
    }
    let kept = common_ports(&parts);
    uniting.drop_ports(main, &kept);
    let mut keys = BTreeMap::new();
    for part in &parts {
        for service in &part.family.members {
            let own = start::keys(main, part, service, &kept)?;
            if !own.is_empty() {
                keys.insert(service.name.value.clone(), own);
            }
        }
    }
    let Uniting { edits, lists, .. } = uniting;
    for list in &lists {
        pip::agree(list)?;
    }
    let ignore = ignore::one(repository, &parts, &context)?;
    let text = splice(main.text, edits).ok_or("its steps overlap")?;
    let exempt: BTreeSet<String> = lists.iter().map(|list| list.target.clone()).collect();
    let checked = proof::check(repository, &parts, &context, &text, &ignore, &keys, &exempt)?;
    let mut differs =
        vec![format!("one image holds the files and packages of all {} Dockerfiles", parts.len())];
    if others.iter().any(|part| part.family.context != context) || main.family.context != context {
        let folder = if context.is_empty() { "." } else { &context };
        differs.push(format!("the build context is `{folder}`, from which each one's own files are copied"));
    }
    differs.extend(lost_comments(main, others));
    differs.extend(checked.differs);
    if !keys.is_empty() {
        differs.push("what the images started by themselves is said in the Compose file".to_owned());
    }
    let mut assumes = Vec::new();
    if lists.iter().any(|list| list.texts.len() > 1) {
        assumes.push(
            "packages that no list pins come in versions that suit all members, as pip finds them".to_owned(),
        );
    }
    assumes.extend(checked.assumes);
    Ok(Joined { text, context, ignore, keys, slimmed: None, equal: checked.equal, differs, assumes })
}

/// Which Dockerfiles have comments that the one, whose own are those of `main`, doesn't repeat.
fn lost_comments(main: &Part<'_>, others: &[Part<'_>]) -> Option<String> {
    let comments = |part: &Part<'_>| -> BTreeSet<String> {
        let spans = part.dockerfile.syntax.comments.iter();
        spans.filter_map(|span| part.text.get(span.range())).map(|it| it.trim().to_owned()).collect()
    };
    let kept = comments(main);
    let losing = others.iter().filter(|part| !comments(part).is_subset(&kept));
    let paths: Vec<&str> = losing.map(|part| part.dockerfile.path.as_str()).collect();
    (!paths.is_empty()).then(|| format!("comments of {} stay there alone", list(paths)))
}

/// The ports that all of them expose.
fn common_ports(parts: &[Part<'_>]) -> Vec<String> {
    let of = |part: &Part<'_>| start::exposed(part.dockerfile.instructions(part.stage));
    let all: Vec<Vec<String>> = parts.iter().map(of).collect();
    let first = all.first().cloned().unwrap_or_default();
    first.into_iter().filter(|port| all.iter().all(|ports| ports.contains(port))).collect()
}

struct Uniting<'a> {
    repository: &'a Repository,
    parts: &'a [Part<'a>],
    edits: Edits,
    directory: String,
    /// Whether the Dockerfiles have copied different things by now.
    apart: bool,
    lists: Vec<List>,
}

impl Uniting<'_> {
    fn step(&mut self, step: usize, main: &Instruction) -> Result<(), String> {
        if matches!(main.keyword, Keyword::Copy | Keyword::Add) {
            let parts = self.parts;
            let later = parts.first().map(|part| part.steps[step..].to_vec()).unwrap_or_default();
            let directory = self.directory.clone();
            let installs = |target: &str| {
                let runs = later.iter().filter(|it| it.keyword == Keyword::Run);
                runs.flat_map(|run| pip::lists(run, &directory)).any(|(_, path)| path == target)
            };
            let copies = copies::side_by_side(self.repository, parts, step, &self.directory, &installs)?;
            self.copy(main, copies);
            return Ok(());
        }
        let differs = self.parts.iter().find(|part| said(part.steps[step]) != said(main));
        if let Some(part) = differs {
            return Err(format!("it has `{}` where others have `{}`", said(part.steps[step]), said(main)));
        }
        match main.keyword {
            Keyword::Run => self.run(main)?,
            Keyword::Workdir => {
                let name = main.args.first().map_or("", |word| word.value.as_str());
                self.directory = absolute(&self.directory, name)?;
            }
            Keyword::Onbuild => return Err("`ONBUILD` acts in images built on this one".to_owned()),
            _ => {}
        }
        Ok(())
    }

    fn run(&mut self, main: &Instruction) -> Result<(), String> {
        if self.apart && !pip::is_independent(main) {
            return Err(format!("what `{}` does with the files of each isn't known", said(main)));
        }
        for (at, path) in pip::lists(main, &self.directory) {
            let list = self.lists.iter().find(|list| list.target == path);
            let others = list.map(|list| list.others.as_slice()).unwrap_or_default();
            let words: String = others.iter().map(|other| format!(" -r {other}")).collect();
            if !words.is_empty() {
                self.edits.push((at.end..at.end, words));
            }
        }
        Ok(())
    }

    fn copy(&mut self, main: &Instruction, copies: Copies) {
        let Some(text) = self.parts.first().map(|part| part.text) else { return };
        let (start, end) = (main.span.start as usize, main.span.end as usize);
        self.apart |= !copies.before.is_empty() || !copies.after.is_empty();
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let before: String = copies.before.iter().map(|line| format!("{line}{newline}")).collect();
        let after: String = copies.after.iter().map(|line| format!("{newline}{line}")).collect();
        self.edits.push((start..start, before));
        if let (Some(sources), Some(first)) = (copies.sources, main.args.first()) {
            let last = main.args.iter().rev().nth(1).unwrap_or(first);
            self.edits.push((first.span.start as usize..last.span.end as usize, sources));
        }
        self.edits.push((end..end, after));
        self.lists.extend(copies.list);
    }

    /// Takes away the lines that expose what not all of them expose.
    fn drop_ports(&mut self, main: &Part<'_>, kept: &[String]) {
        let exposing = main.dockerfile.instructions(main.stage).iter();
        for instruction in exposing.filter(|it| it.keyword == Keyword::Expose) {
            let ports: Vec<&str> = instruction.args.iter().map(|word| word.value.as_str()).collect();
            let left: Vec<&str> =
                ports.iter().copied().filter(|port| kept.iter().any(|it| it == port)).collect();
            let (start, end) = (instruction.span.start as usize, instruction.span.end as usize);
            if left.is_empty() {
                let end = main.text[end..].find('\n').map_or(main.text.len(), |at| end + at + 1);
                self.edits.push((start..end, String::new()));
            } else if left.len() < ports.len() {
                self.edits.push((start..end, format!("EXPOSE {}", left.join(" "))));
            }
        }
    }
}
