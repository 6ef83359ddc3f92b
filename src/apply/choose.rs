//! Which fixes of a run go together: in the order of their findings, each that leaves alone what an earlier one changes.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::edit::{Applicability, Edit, Fix, splice};
use crate::lint::{Finding, Fixed};
use crate::repository::{Repository, compose};
use crate::source::{Encoding, FileId};
use crate::syntax::{dockerfile, yaml};

/// A fix that was chosen, and the files it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// What it was.
    pub fixed: Fixed,
    /// The paths of the files.
    pub files: Vec<String>,
}

/// What one round changes.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    /// By path: the text that was read, `None` for a new file, and the text to put there.
    pub(super) texts: BTreeMap<String, (Option<String>, String)>,
    /// The fixes.
    pub(super) applied: Vec<Applied>,
    /// Why others were not chosen though nothing else stands in their way, as sentence fragments.
    pub(super) refused: Vec<String>,
}

/// One file's part of a round.
#[derive(Default)]
struct Draft {
    edits: Vec<(Range<usize>, String)>,
    /// From each fix's first edit to its last: what lies between is none of another fix's business.
    taken: Vec<Range<usize>>,
    text: String,
}

/// A round while it is put together.
struct Round<'a> {
    repository: &'a Repository,
    drafts: BTreeMap<FileId, Draft>,
    chosen: Chosen,
}

/// Chooses among the fixes of `findings` that may be applied from `least` on.
pub(super) fn choose<'f>(
    repository: &Repository,
    findings: impl Iterator<Item = &'f Finding>,
    least: Applicability,
) -> Chosen {
    let mut round = Round { repository, drafts: BTreeMap::new(), chosen: Chosen::default() };
    for finding in findings {
        if let Some(fix) = finding.fix_from(least) {
            round.take(finding, fix);
        }
    }
    let Round { drafts, mut chosen, .. } = round;
    for (file, draft) in drafts {
        let source = &repository.sources[file];
        chosen.texts.insert(source.path.clone(), (Some(source.text.clone()), draft.text));
    }
    chosen
}

impl Round<'_> {
    /// Takes a fix in, unless another one has been where it would go.
    fn take(&mut self, finding: &Finding, fix: &Fix) {
        let mut by_file: BTreeMap<FileId, Vec<(Range<usize>, String)>> = BTreeMap::new();
        let mut created: Vec<(&String, &String)> = Vec::new();
        for edit in &fix.edits {
            match edit {
                Edit::Replace { span, text } => {
                    by_file.entry(span.file).or_default().push((span.range(), text.clone()));
                }
                Edit::Create { path, text } => created.push((path, text)),
            }
        }
        let is_free =
            |path: &str| self.repository.tree.kind(path).is_none() && !self.chosen.texts.contains_key(path);
        if !created.iter().all(|(path, _)| is_free(path)) {
            return;
        }
        let mut drafts = Vec::new();
        for (file, edits) in by_file {
            match self.drafted(file, edits) {
                Ok(Some(draft)) => drafts.push((file, draft)),
                Ok(None) => return,
                Err(reason) => {
                    let path = &self.repository.sources[file].path;
                    let refused = format!("{path}: `{}` of {} {reason}", fix.title, finding.rule);
                    return self.chosen.refused.push(refused);
                }
            }
        }
        let replaced = drafts.iter().map(|(file, _)| self.repository.sources[*file].path.clone());
        let files = replaced.chain(created.iter().map(|(path, _)| (*path).clone())).collect();
        let path = self.repository.sources.path(finding.primary.span).to_owned();
        let fixed = Fixed { path, rule: finding.rule, title: fix.title.clone() };
        self.chosen.applied.push(Applied { fixed, files });
        self.drafts.extend(drafts);
        let created = created.into_iter().map(|(path, text)| (path.clone(), (None, text.clone())));
        self.chosen.texts.extend(created);
    }

    /// A file's draft with these edits, too; `None` where others stand in their way, an error where the text would not
    /// be sound any more.
    fn drafted(
        &self,
        file: FileId,
        edits: Vec<(Range<usize>, String)>,
    ) -> Result<Option<Draft>, &'static str> {
        let source = &self.repository.sources[file];
        let starts = edits.iter().map(|(range, _)| range.start).min().unwrap_or_default();
        let ends = edits.iter().map(|(range, _)| range.end).max().unwrap_or_default();
        let empty = Draft::default();
        let known = self.drafts.get(&file).unwrap_or(&empty);
        // those that touch at an end wait for the next round, too: which of them comes first isn't theirs to say
        if known.taken.iter().any(|taken| taken.start <= ends && starts <= taken.end) {
            return Ok(None);
        }
        if source.encoding != Encoding::Utf8 {
            return Err("is left out: the file is not UTF-8");
        }
        let edits = [&known.edits[..], &edits].concat();
        let Some(text) = splice(&source.text, edits.clone()) else { return Ok(None) };
        if self.problems(file, &text) > self.problems(file, &source.text) {
            return Err("is left out: the text would not be sound any more");
        }
        let taken = known.taken.iter().cloned().chain(std::iter::once(starts..ends)).collect();
        Ok(Some(Draft { edits, taken, text }))
    }

    /// How much of a text BuildKit or Compose would refuse, were it that of the file.
    fn problems(&self, file: FileId, text: &str) -> usize {
        if let Some(compose) = self.repository.compose_of(file) {
            let yaml = yaml::parse(file, text);
            return compose::read(compose.id, compose.path.clone(), file, yaml).problems.len();
        }
        match self.repository.dockerfiles.iter().any(|dockerfile| dockerfile.file == file) {
            true => dockerfile::parse(file, text).problems.len(),
            false => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Category, Confidence, Label};
    use crate::settings::{Settings, Severity};
    use crate::source::Span;

    /// A repository of one Dockerfile, and what is chosen of fixes that replace these ranges of it.
    fn chosen(text: &[u8], fixes: &[&[(Range<usize>, &str)]]) -> Chosen {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("Dockerfile"), text).unwrap();
        let repository = crate::repository::load(folder.path(), &Settings::default()).unwrap();
        let file = repository.dockerfiles[0].file;
        let span = |range: &Range<usize>| Span::new(file, range.start, range.end);
        let finding = |edits: &&[(Range<usize>, &str)]| Finding {
            rule: "a-rule",
            category: Category::Size,
            severity: Severity::Warning,
            confidence: Confidence::High,
            message: String::new(),
            primary: Label { span: span(&(0..1)), message: String::new() },
            related: Vec::new(),
            help: None,
            fixes: vec![Fix {
                title: format!("Say {}", edits[0].1),
                applicability: Applicability::Safe,
                edits: edits
                    .iter()
                    .map(|(range, text)| Edit::Replace { span: span(range), text: (*text).to_owned() })
                    .collect(),
            }],
            saving: None,
            changes: Vec::new(),
        };
        let findings: Vec<Finding> = fixes.iter().map(finding).collect();
        choose(&repository, findings.iter(), Applicability::Safe)
    }

    fn text(chosen: &Chosen) -> Option<&str> {
        chosen.texts.get("Dockerfile").map(|(_, text)| text.as_str())
    }

    const TEXT: &[u8] = b"FROM a AS b\nRUN c\nRUN d\n";

    #[test]
    fn the_first_of_two_that_overlap_wins() {
        let both = chosen(TEXT, &[&[(5..6, "x")], &[(5..11, "y")], &[(16..17, "z")]]);
        assert_eq!(text(&both), Some("FROM x AS b\nRUN z\nRUN d\n"));
        assert_eq!(both.applied.len(), 2);
        assert!(both.refused.is_empty());
    }

    #[test]
    fn between_the_edits_of_one_nobody_else_edits() {
        let both = chosen(TEXT, &[&[(5..6, "x"), (22..23, "w")], &[(16..17, "z")]]);
        assert_eq!(text(&both), Some("FROM x AS b\nRUN c\nRUN w\n"));
        let same = chosen(TEXT, &[&[(17..17, " e")], &[(17..17, " e")]]);
        assert_eq!((text(&same), same.applied.len()), (Some("FROM a AS b\nRUN c e\nRUN d\n"), 1));
    }

    #[test]
    fn what_would_not_parse_is_left_out_and_said() {
        let broken = chosen(TEXT, &[&[(5..11, "")], &[(16..17, "z")]]);
        assert_eq!(text(&broken), Some("FROM a AS b\nRUN z\nRUN d\n"));
        let said = "Dockerfile: `Say ` of a-rule is left out: the text would not be sound any more";
        assert_eq!(broken.refused, [said]);
    }

    #[test]
    fn bytes_that_are_no_text_are_left_alone() {
        let lossy = chosen(b"FROM a\n# \xff\nRUN c\n", &[&[(5..6, "x")]]);
        assert_eq!((text(&lossy), lossy.refused.len()), (None, 1));
    }
}
