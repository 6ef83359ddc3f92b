//! `COPY` and `ADD`.

use super::super::{Instruction, Keyword, heredoc};
use crate::source::Spanned;

/// What is copied where, as written: variables are not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// `--from`: a stage, an image or a context; `None` for the build's own context.
    pub from: Option<Spanned<String>>,
    /// Files of the context, patterns, or for `ADD` URLs; here-documents are not among them.
    pub sources: Vec<Spanned<String>>,
    /// Where it goes.
    pub destination: Spanned<String>,
    /// `--chown`.
    pub chown: Option<Spanned<String>>,
    /// `--chmod`.
    pub chmod: Option<Spanned<String>>,
    /// `--link`.
    pub link: bool,
    /// `--exclude`, each.
    pub exclude: Vec<Spanned<String>>,
    /// Whether here-documents are among the sources.
    pub heredocs: bool,
}

impl Instruction {
    /// This instruction as a `COPY` or `ADD` with at least one source.
    pub fn copy(&self) -> Option<Copy> {
        if !matches!(self.keyword, Keyword::Copy | Keyword::Add) {
            return None;
        }
        let (destination, words) = self.args.split_last().filter(|(_, words)| !words.is_empty())?;
        let is_heredoc = |word: &&Spanned<String>| matches!(heredoc::word(&word.value), Ok(Some(_)));
        let sources: Vec<_> = words.iter().filter(|word| !is_heredoc(word)).cloned().collect();
        let excludes = self.flags.iter().filter(|flag| flag.name == "exclude");
        Some(Copy {
            from: self.flag("from").cloned(),
            heredocs: sources.len() < words.len(),
            sources,
            destination: destination.clone(),
            chown: self.flag("chown").cloned(),
            chmod: self.flag("chmod").cloned(),
            link: self.is_set("link"),
            exclude: excludes.filter_map(|flag| flag.value.clone()).collect(),
        })
    }
}
