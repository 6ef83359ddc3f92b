//! Documents: commands in code blocks and inline code, names in sentences, sentences that retire a file.

use std::collections::BTreeSet;
use std::ops::Range;

use super::retire;
use super::tokens::tokens;
use crate::repository::path;
use crate::repository::references::directory::Directory;
use crate::repository::references::found::{Found, Kind, Named, Output, Place};
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::source::{Mapped, Span};
use crate::syntax::markdown::{self, Markup};

/// Languages of code blocks that aren't shell text.
const OTHER_LANGUAGES: [&str; 30] = [
    "yaml",
    "yml",
    "json",
    "jsonc",
    "dockerfile",
    "docker",
    "python",
    "py",
    "js",
    "javascript",
    "ts",
    "typescript",
    "go",
    "rust",
    "java",
    "kotlin",
    "toml",
    "ini",
    "nginx",
    "sql",
    "html",
    "css",
    "xml",
    "diff",
    "hcl",
    "mermaid",
    "env",
    "dotenv",
    "ruby",
    "csharp",
];

/// Reads a document.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let markup = match site.path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "rst" => Markup::ReStructuredText,
        "adoc" | "asciidoc" => Markup::AsciiDoc,
        _ => Markup::Markdown,
    };
    let document = markdown::parse(site.file, site.text, markup);
    let setting = Setting::with(Strength::Documented, Directory::start());
    for block in &document.blocks {
        let language = block.language.as_deref().unwrap_or_default();
        if !OTHER_LANGUAGES.contains(&language) {
            walk(site, &markdown::commands(block), &setting, output);
        }
    }
    for inline in &document.inline {
        let text = inline.content.text.trim();
        if text.contains(' ')
            && ["docker", "podman", "make ", "./", "bash ", "cd "].iter().any(|start| text.starts_with(start))
        {
            walk(site, &inline.content, &setting, output);
        }
    }
    let mut named = Names::new(site);
    named.take(&output.found);
    for sentence in &document.sentences {
        let graveyard = document.heading(sentence.heading).is_some_and(retire::is_graveyard);
        named.sentence(&sentence.text, graveyard, output);
    }
    // listings of folders, and remarks between commands
    for block in &document.blocks {
        let language = block.language.as_deref().unwrap_or_default();
        if matches!(language, "" | "text" | "txt" | "tree" | "plaintext" | "bash" | "sh" | "shell") {
            let mut start = 0;
            for line in block.content.text.split_inclusive('\n') {
                let is_listed = line.contains(['│', '├', '└', '#'])
                    || matches!(language, "text" | "txt" | "tree" | "plaintext");
                if is_listed {
                    named.sentence(&block.content.slice(start..start + line.len()), false, output);
                }
                start += line.len();
            }
        }
    }
}

/// Names in sentences that no command has named already.
pub(super) struct Names<'a> {
    site: &'a Site<'a>,
    taken: BTreeSet<Span>,
}

impl<'a> Names<'a> {
    /// Where nothing is named yet.
    pub(super) fn new(site: &'a Site<'a>) -> Self {
        Self { site, taken: BTreeSet::new() }
    }

    /// Leaves out the names that commands have given already.
    pub(super) fn take(&mut self, found: &[Found]) {
        self.taken.extend(found.iter().flat_map(|found| &found.names).map(|name| name.span));
    }

    /// What a word of a sentence may stand for. A folder's name is a word like any other unless it is quoted.
    fn subject(&self, text: &str, range: &Range<usize>) -> Option<Subject> {
        let word = &text[range.clone()];
        if let Some(kind) = self.site.kind_of(word) {
            return is_name(text, range).then_some(Subject::File(kind));
        }
        let quoted = text[..range.start].ends_with('`') && text[range.end..].starts_with(['`', '/']);
        let is_folder = || self.folders(word).iter().any(|path| self.site.layout.is_directory(path));
        (quoted && is_folder()).then_some(Subject::Folder)
    }

    /// The places that a folder's name can mean: beside the document, or from the root.
    fn folders(&self, word: &str) -> Vec<String> {
        let from = |directory| path::join(directory, word).filter(|path| !path.is_empty());
        [from(path::parent(self.site.path)), from("")].into_iter().flatten().collect()
    }

    /// The default file of a folder.
    fn folder(&self, span: Span, word: &str) -> Named {
        let root = || Directory::At(String::new());
        let folders = self.folders(word);
        let names = folders
            .iter()
            .flat_map(|folder| path::DEFAULT_COMPOSE_NAMES.map(|name| format!("{folder}/{name}")));
        let readings = names.map(|path| (root(), path)).collect();
        Named { span, kind: Kind::Compose, place: Place::Path { readings, by_path: false } }
    }

    /// Adds the files and folders of the program that the sentence says nothing uses. A word that isn't quoted is
    /// only taken for one if it has an ending, or a slash behind it.
    fn unused_code(&self, text: &Mapped, output: &mut Output) {
        let is_path = |range: &Range<usize>| {
            let word = &text.text[range.clone()];
            let is_quoted = text.text[..range.start].ends_with('`');
            (is_quoted || word.contains(['.', '/'])) && self.site.kind_of(word).is_none()
        };
        let ranges: Vec<Range<usize>> = tokens(&text.text).into_iter().filter(is_path).collect();
        for index in retire::unused(&text.text, &ranges) {
            let range = ranges[index].clone();
            let exists =
                |path: &String| self.site.layout.is_file(path) || self.site.layout.is_directory(path);
            let found = self.folders(&text.text[range.clone()]).into_iter().find(exists);
            let Some(path) = found else { continue };
            let place = Place::Path { readings: vec![(Directory::root(), path)], by_path: true };
            let named = Named { span: text.span(range), kind: Kind::Code, place };
            output.found.push(Found::one(Use::Retires, Strength::Documented, self.site.origin, named));
        }
    }

    /// Adds what one sentence names and what it retires.
    pub(super) fn sentence(&mut self, text: &Mapped, graveyard: bool, output: &mut Output) {
        let (mut ranges, mut subjects): (Vec<Range<usize>>, Vec<Subject>) = (Vec::new(), Vec::new());
        for range in tokens(&text.text) {
            if let Some(subject) = self.subject(&text.text, &range) {
                ranges.push(range);
                subjects.push(subject);
            }
        }
        self.unused_code(text, output);
        if ranges.is_empty() {
            return;
        }
        let mut dead = retire::retired(&text.text, &ranges);
        let leads = ranges[0].start < 12;
        if graveyard && dead.is_empty() && leads {
            dead.push(0);
        }
        for (index, (range, subject)) in ranges.into_iter().zip(subjects).enumerate() {
            let span = text.span(range.clone());
            let usage = if dead.contains(&index) { Use::Retires } else { Use::Names };
            if usage == Use::Names && (subject == Subject::Folder || !self.taken.insert(span)) {
                continue;
            }
            let word = &text.text[range];
            let named = match subject {
                Subject::File(kind) => Named::mention(span, kind, word),
                Subject::Folder => self.folder(span, word),
            };
            output.found.push(Found::one(usage, Strength::Documented, self.site.origin, named));
        }
    }
}

/// What a word in a sentence stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    File(Kind),
    Folder,
}

/// The word "Dockerfile" alone is a concept more often than a file, and so is "docker-compose".
fn is_name(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    let quoted = text[..range.start].ends_with('`');
    quoted || !matches!(word, "Dockerfile" | "dockerfile" | "Dockerfiles" | "dockerfiles" | "Containerfile")
}
