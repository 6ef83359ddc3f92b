//! `# careen: ignore[rule] reason` on a line or the line above, and `# careen: ignore-file[rule] reason` in a
//! file's head.

use rustc_hash::FxHashMap;

use crate::lint::Finding;
use crate::repository::Repository;
use crate::source::{FileId, Source, Span};

/// The ignore comments of a repository.
pub(super) struct Ignores {
    by_file: FxHashMap<FileId, Vec<Ignore>>,
}

struct Ignore {
    comment: Span,
    /// The 1-based line that is silenced; `None` for the whole file.
    line: Option<u32>,
    names: Vec<String>,
    reason: String,
}

impl Ignores {
    pub(super) fn read(repository: &Repository) -> Self {
        let mut by_file: FxHashMap<FileId, Vec<Ignore>> = FxHashMap::default();
        for comment in repository.comments() {
            let source = &repository.sources[comment.file];
            if let Some(ignore) = parse(source, comment) {
                by_file.entry(comment.file).or_default().push(ignore);
            }
        }
        Self { by_file }
    }

    /// The comment that silences `finding`, with its reason.
    pub(super) fn silences(&mut self, repository: &Repository, finding: &Finding) -> Option<(Span, String)> {
        let span = finding.primary.span;
        let line = repository.sources[span.file].line(span.start);
        let named = |ignore: &Ignore| {
            ignore.names.iter().any(|name| name == finding.rule || name == finding.category.as_str())
        };
        let fits = |ignore: &&Ignore| ignore.line.is_none_or(|at| at == line) && named(ignore);
        self.by_file.get(&span.file)?.iter().find(fits).map(|ignore| (ignore.comment, ignore.reason.clone()))
    }
}

fn parse(source: &Source, comment: Span) -> Option<Ignore> {
    let text = source.slice(comment).trim_start_matches('#').trim();
    let text = text.strip_prefix("careen:")?.trim_start();
    let (file_wide, text) = match text.strip_prefix("ignore-file") {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix("ignore")?),
    };
    let (names, reason) = text.strip_prefix('[')?.split_once(']')?;
    let own_line = source.line_text(comment.start).trim_start().starts_with('#');
    let line = source.line(comment.start);
    Some(Ignore {
        comment,
        line: if file_wide { None } else { Some(if own_line { next_code_line(source, line) } else { line }) },
        names: names.split(',').map(|name| name.trim().to_owned()).collect(),
        reason: reason.trim().to_owned(),
    })
}

/// The first line below `line` that is neither blank nor a comment: ignores may be stacked.
fn next_code_line(source: &Source, line: u32) -> u32 {
    (line + 1..=source.lines.count())
        .find(|&next| {
            let text = source.line_text(source.lines.start_of(next)).trim_start();
            !text.is_empty() && !text.starts_with('#')
        })
        .unwrap_or(line + 1)
}
