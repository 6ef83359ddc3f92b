//! A `COPY` that stands at one place in all Dockerfiles, each with a context of its own.

use super::files::absolute;
use super::parts::{Part, said};
use crate::repository::{Kind, Repository, path};
use crate::syntax::dockerfile::{Form, Instruction};

/// A file that stays apart from those of the same name because its packages are installed from it.
#[derive(Debug, Clone)]
pub(super) struct List {
    /// Where all of them would lie in the image.
    pub(super) target: String,
    /// The names of the others beside it, as the `COPY` writes them.
    pub(super) others: Vec<String>,
    /// The texts, each once, with the Dockerfile that it belongs to.
    pub(super) texts: Vec<(String, String)>,
}

/// What the one Dockerfile has in the place of a `COPY`.
pub(super) struct Copies {
    /// Lines in front of the first one's own.
    pub(super) before: Vec<String>,
    /// The first one's own sources, where they have to be written otherwise.
    pub(super) sources: Option<String>,
    /// Lines behind it.
    pub(super) after: Vec<String>,
    /// The lists of packages among them.
    pub(super) list: Option<List>,
}

/// `installs`: whether a later step installs from the file at this path of the image.
pub(super) fn side_by_side(
    repository: &Repository,
    parts: &[Part<'_>],
    step: usize,
    directory: &str,
    installs: &dyn Fn(&str) -> bool,
) -> Result<Copies, String> {
    let mut copies = Copies { before: Vec::new(), sources: None, after: Vec::new(), list: None };
    let all: Vec<&Instruction> = parts.iter().filter_map(|part| part.steps.get(step).copied()).collect();
    let Some((main, _)) = all.split_first() else { return Ok(copies) };
    let read: Vec<_> = all.iter().filter_map(|it| it.copy()).collect();
    let is_fixed = read.iter().any(|it| it.from.is_some() || it.heredocs)
        || read.iter().any(|it| it.sources.iter().any(|source| source.value.contains("://")));
    if is_fixed || read.len() < all.len() {
        return match all.iter().all(|it| said(it) == said(main)) {
            true => Ok(copies),
            false => Err(format!("`{}` stands where others copy something else", said(main))),
        };
    }
    if all.iter().any(|it| it.form == Form::Exec || it.rest.text.contains(['"', '\''])) {
        return Err(format!("`{}` is written as a list or in quotes", said(main)));
    }
    let flag_text = |part: &Part<'_>, it: &Instruction| -> String {
        let texts = it.flags.iter().filter_map(|flag| part.text.get(flag.span.range()));
        texts.map(|text| format!("{text} ")).collect()
    };
    let units: Vec<(String, String)> = parts
        .iter()
        .zip(&read)
        .map(|(part, copy)| {
            let sources = copy.sources.iter().map(|source| moved(&source.value, &part.prefix));
            (sources.collect::<Vec<_>>().join(" "), copy.destination.value.clone())
        })
        .collect();
    let own = &units[0];
    copies.sources = parts.first().filter(|part| !part.prefix.is_empty()).map(|_| own.0.clone());
    let target = read_target(directory, &read[0].sources, &read[0].destination.value)?;
    let same_file = || -> Option<Vec<String>> {
        let files = parts.iter().zip(&read).map(|(part, copy)| {
            let [only] = copy.sources.as_slice() else { return None };
            let at = path::join(&part.family.context, only.value.trim_start_matches('/'))?;
            let lands = read_target(directory, &copy.sources, &copy.destination.value).ok()?;
            (repository.tree.kind(&at) == Some(Kind::File) && lands == target).then_some(at)
        });
        files.collect()
    };
    if let Some(files) = same_file().filter(|_| installs(&target)) {
        let mut list = List { target, others: Vec::new(), texts: Vec::new() };
        for ((part, file), (at, unit)) in parts.iter().zip(&files).zip(units.iter().enumerate()) {
            let text = repository.tree.text(file).ok_or_else(|| format!("`{file}` can't be read"))?;
            let is_new = !list.texts.iter().any(|(known, _)| *known == text);
            if !is_new {
                continue;
            }
            list.texts.push((text, part.dockerfile.path.clone()));
            if at > 0 {
                let name = beside(&read[0].destination.value, path::file_name(&list.target), part.name);
                copies.after.push(format!("COPY {}{} {name}", flag_text(part, all[at]), unit.0));
                list.others.push(name);
            }
        }
        copies.list = Some(list);
        return Ok(copies);
    }
    for (at, (part, unit)) in parts.iter().zip(&units).enumerate().skip(1) {
        let keyword = all[at].keyword.as_str();
        let line = format!("{keyword} {}{} {}", flag_text(part, all[at]), unit.0, unit.1);
        let is_own = unit == own && flag_text(part, all[at]) == flag_text(&parts[0], main);
        if !is_own && !copies.before.contains(&line) {
            copies.before.push(line);
        }
    }
    Ok(copies)
}

/// A source as the context around writes it.
fn moved(source: &str, prefix: &str) -> String {
    if prefix.is_empty() {
        return source.to_owned();
    }
    match source.trim_start_matches('/').trim_start_matches("./") {
        "" | "." => format!("{prefix}/"),
        source => format!("{prefix}/{source}"),
    }
}

/// Where a file lands.
fn read_target(
    directory: &str,
    sources: &[crate::source::Spanned<String>],
    destination: &str,
) -> Result<String, String> {
    let target = absolute(directory, destination)?;
    let is_folder = destination.ends_with('/') || destination == "." || target == directory;
    let name = sources.first().map_or("", |source| path::file_name(&source.value));
    Ok(if is_folder { absolute(&target, name)? } else { target })
}

/// The name of another list beside the one that `destination` gives.
fn beside(destination: &str, file: &str, name: &str) -> String {
    let (stem, end) = file.rsplit_once('.').unwrap_or((file, ""));
    let file = if end.is_empty() { format!("{stem}-{name}") } else { format!("{stem}-{name}.{end}") };
    match destination {
        "." | "./" => file,
        folder if folder.ends_with('/') => format!("{folder}{file}"),
        path => match path.rsplit_once('/') {
            Some((folder, last)) if last.contains('.') => format!("{folder}/{file}"),
            Some(_) => format!("{path}/{file}"),
            None if path.contains('.') => file,
            None => format!("{path}/{file}"),
        },
    }
}
