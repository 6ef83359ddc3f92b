//! Reads every file that could name a Compose file or a Dockerfile.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use super::Origin;
use super::files::{self, Reader, reader};
use super::found::{Call, Found, Output};
use super::names::Names;
use super::site::{Layout, Site};
use super::starts::Starts;
use crate::repository::{ComposeFile, Dockerfile, Tree};
use crate::source::{FileId, Source, Sources};

/// Larger files are data, not something that a person wrote to run or explain things.
const LARGEST: u64 = 1_000_000;

/// Pieces of words one of which every reference has near it, if the files have usual names: `docker`, `Dockerfile`,
/// `COMPOSE_FILE`. Their first letters are left out, since searching in either case costs several times as much.
/// A document may retire a whole folder without any of these words.
const HINTS: [&str; 10] = [
    "ocker",
    "OCKER",
    "ompose",
    "OMPOSE",
    "ontainerfile",
    "odman",
    "uildah",
    "igrated from",
    "eplaced by",
    "uperseded by",
];

/// How many unusual names of files are looked for.
const MOST_UNUSUAL: usize = 200;

/// The files that are known before references are read.
#[derive(Debug)]
pub(in crate::repository) struct Known<'a> {
    /// Paths of Compose files.
    pub(in crate::repository) compose: Vec<&'a str>,
    /// Paths of Dockerfiles.
    pub(in crate::repository) dockerfiles: Vec<&'a str>,
}

impl<'a> Known<'a> {
    /// The paths of files that were read.
    pub(in crate::repository) fn new(compose: &'a [ComposeFile], dockerfiles: &'a [Dockerfile]) -> Self {
        Self {
            compose: compose.iter().map(|file| file.path.as_str()).collect(),
            dockerfiles: dockerfiles.iter().map(|file| file.path.as_str()).collect(),
        }
    }
}

/// All that reading the files has shown.
#[derive(Debug, Default)]
pub(in crate::repository) struct Scan {
    pub(super) found: Vec<Found>,
    pub(super) starts: Starts,
    /// Names of files that scripts write.
    pub(super) produced: BTreeSet<String>,
}

/// What one file shows, and the file itself unless it is among the sources already.
struct Read {
    path: String,
    source: Result<FileId, Source>,
    output: Output,
}

/// Reads the files of the tree side by side; keeps the text of those in which something was found.
pub(in crate::repository) fn scan(tree: &Tree, sources: &mut Sources, known: &Known<'_>) -> Scan {
    let names = Names::new(known.compose.iter().copied(), known.dockerfiles.iter().copied());
    let hints: Vec<&str> = HINTS.into_iter().chain(names.unusual().take(MOST_UNUSUAL)).collect();
    let Ok(hints) = AhoCorasick::new(&hints) else {
        return Scan::default();
    };
    let layout =
        Layout::new(tree, Names::new(known.compose.iter().copied(), known.dockerfiles.iter().copied()));
    let compose = known.compose.iter().map(|path| (*path, Origin::Compose));
    let dockerfiles = known.dockerfiles.iter().map(|path| (*path, Origin::Dockerfile));
    let loaded: BTreeMap<&str, Origin> = compose.chain(dockerfiles).collect();
    let known: Vec<(FileId, &Source, Origin)> = sources
        .iter()
        .filter_map(|(id, source)| Some((id, source, *loaded.get(source.path.as_str())?)))
        .collect();
    let mut read: Vec<Read> = known
        .into_par_iter()
        .map(|(id, source, origin)| {
            let output = output(&layout, files::of_known(origin), &source.path, &source.text, id);
            Read { path: source.path.clone(), source: Ok(id), output }
        })
        .collect();
    read.par_extend(tree.files().par_iter().filter(|path| !loaded.contains_key(path.as_str())).filter_map(
        |path| {
            let (source, reader) = text(tree, path, &hints)?;
            let output = output(&layout, reader, path, &source.text, FileId(u32::MAX));
            Some(Read { path: path.clone(), source: Err(source), output })
        },
    ));
    read.sort_by(|a, b| a.path.cmp(&b.path));
    collect(read, tree, sources)
}

/// A file's text and how to read it; `None` where it can't name anything.
fn text(tree: &Tree, path: &str, hints: &AhoCorasick) -> Option<(Source, Reader)> {
    if !files::is_readable(path) {
        return None;
    }
    let bytes = tree.bytes(path, LARGEST).ok()?.ok()?;
    if !hints.is_match(&bytes) || memchr::memchr(0, &bytes[..bytes.len().min(8_000)]).is_some() {
        return None;
    }
    let source = Source::new(path, bytes);
    let reader = reader(path, &source.text)?;
    Some((source, reader))
}

fn output(layout: &Layout<'_>, reader: Reader, path: &str, text: &str, file: FileId) -> Output {
    let mut output = Output::default();
    let site = Site { layout, path, text, file, origin: reader.origin };
    (reader.read)(&site, &mut output);
    output.found.sort();
    output.found.dedup();
    output
}

fn collect(read: Vec<Read>, tree: &Tree, sources: &mut Sources) -> Scan {
    let mut scan = Scan::default();
    let mut calls: Vec<(String, Call)> = Vec::new();
    for Read { path, source, output } in read {
        let mut found = output.found;
        if !found.is_empty() {
            let id = match source {
                Ok(id) => id,
                Err(source) => sources.add(source),
            };
            for named in found.iter_mut().flat_map(|found| &mut found.names) {
                named.span.file = id;
            }
        }
        scan.found.extend(found);
        scan.produced
            .extend(output.produced.iter().map(|path| crate::repository::path::file_name(path).to_owned()));
        calls.extend(output.calls.into_iter().map(|call| (path.clone(), call)));
    }
    scan.starts = Starts::follow(&calls, tree);
    scan
}
