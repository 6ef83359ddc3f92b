//! What a file's path says of its age: hints, never proofs.

use crate::facts::{self, Age, Environment};
use crate::repository::path::{file_name, parent};

/// Marks in a path.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    /// A word that marks a past generation, in the name or in a folder's: `old`, `archive`.
    pub(super) age_word: Option<String>,
    /// An ending behind the proper one, that parks a file: `.disabled`, `.bak`, `~`.
    pub(super) parked: Option<String>,
    /// An ending behind the proper one that says it is to be copied: `.example`, `.dist`, `.sample`.
    pub(super) example: bool,
    /// A word that marks a variant: `dev`, `gpu`.
    pub(super) environment: Option<String>,
    /// The number of a generation, `v2`.
    pub(super) generation: Option<u32>,
    /// The name without marks and endings, to compare with its siblings'.
    pub(super) stem: Vec<String>,
}

/// Endings of files that are meant to be copied and filled in: conventions of many projects.
const EXAMPLE_ENDINGS: [&str; 5] = ["example", "sample", "dist", "template", "default"];

/// Reads the marks of a Compose file's or a Dockerfile's path, where its text is known, too: `backup` is no mark of a
/// file that makes backups.
pub(super) fn of_file(path: &str, text: &str) -> Marks {
    let mut marks = read(path);
    marks.age_word.take_if(|word| {
        let word = word.trim_end_matches('/');
        let jobs = words_of(&word.to_ascii_lowercase()).into_iter().filter(|word| facts::is_also_a_job(word));
        jobs.into_iter().any(|job| speaks_of(text, &job))
    });
    marks
}

/// Whether a line that is no comment has the word.
fn speaks_of(text: &str, word: &str) -> bool {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.into_iter().any(|line| line.to_ascii_lowercase().contains(word))
}

/// Reads the marks of a path alone.
pub(super) fn read(path: &str) -> Marks {
    let mut marks = Marks::default();
    let name = file_name(path).to_ascii_lowercase();
    let (proper, behind) = split_ending(&name);
    for ending in behind.split(['.', '-', '_']).filter(|part| !part.is_empty()) {
        if EXAMPLE_ENDINGS.contains(&ending) {
            marks.example = true;
        } else if is_past(ending) {
            marks.parked = Some(ending.to_owned());
        }
    }
    if behind.ends_with('~') {
        marks.parked = Some("~".to_owned());
    }
    for word in words_of(proper) {
        marks.take(&word);
    }
    for folder in parent(path).split('/').filter(|folder| !folder.is_empty()) {
        let past = words_of(&folder.to_ascii_lowercase()).into_iter().find(|word| is_past(word));
        if marks.age_word.is_none() {
            marks.age_word = past.map(|_| format!("{folder}/"));
        }
    }
    marks
}

impl Marks {
    /// Whether the path says that the file was laid aside.
    pub(super) fn is_put_away(&self) -> bool {
        self.age_word.is_some() || self.parked.is_some()
    }

    fn take(&mut self, word: &str) {
        if let Some(number) = word.strip_prefix('v').and_then(|digits| digits.parse().ok()) {
            self.generation = Some(number);
        } else if is_past(word) {
            self.age_word = Some(word.to_owned());
        } else if let Some(kind) = facts::environment(word) {
            // `full`, `base`, `build` may mean anything
            if kind != Environment::Mode {
                self.environment = Some(word.to_owned());
            }
        } else {
            self.stem.push(word.to_owned());
        }
    }
}

fn is_past(word: &str) -> bool {
    matches!(facts::age(word), Some(Age::Past | Age::Copy | Age::Store))
}

/// The words of a name; `new2` and `v2` stay whole.
fn words_of(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A name up to its `.yml`, and what stands behind that.
fn split_ending(name: &str) -> (&str, &str) {
    for ending in [".yaml", ".yml"] {
        if let Some(at) = name.find(ending) {
            return (&name[..at], &name[at + ending.len()..]);
        }
    }
    (name, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_carry_marks() {
        assert_eq!(read("docker-compose-old.yml").age_word.as_deref(), Some("old"));
        assert_eq!(read("archive/old-deployments/compose.yml").age_word.as_deref(), Some("archive/"));
        assert_eq!(read("compose.override.yml.disabled").parked.as_deref(), Some("disabled"));
        assert!(read("compose.override.yaml.example").example);
        assert_eq!(read("docker-compose.v2.yml").generation, Some(2));
        assert_eq!(read("docker-compose.prod.yml").environment.as_deref(), Some("prod"));
        assert_eq!(read("docker-compose.new.yml").age_word, None);
        assert_eq!(read("folder/docker-compose.yml").stem, ["docker", "compose"]);
    }

    #[test]
    fn what_makes_backups_is_none() {
        let word = |path: &str, text: &str| of_file(path, text).age_word;
        assert_eq!(word("compose.backup-cron.yaml", "services:\n  cron:\n    command: bench backup\n"), None);
        assert_eq!(word("services/archive/Dockerfile", "FROM alpine\nCOPY archive.sh /\n"), None);
        let copy = "# a backup\nservices:\n  web:\n    image: nginx\n";
        assert_eq!(word("compose.backup.yaml", copy).as_deref(), Some("backup"));
        assert_eq!(word("compose.old.yaml", "services:\n  old:\n    image: nginx\n").as_deref(), Some("old"));
    }
}
