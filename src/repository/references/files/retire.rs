//! Sentences that say of a file that it is dead: which of the files they name they mean.

use std::ops::Range;

/// Said of what stands before: "X is no longer used", "X was replaced by Y".
const BEFORE: [&str; 22] = [
    "no longer used",
    "no longer needed",
    "no longer in use",
    "no longer maintained",
    "no longer supported",
    "not used anymore",
    "not in use",
    "is unused",
    "are unused",
    "is deprecated",
    "are deprecated",
    "was deprecated",
    "is obsolete",
    "are obsolete",
    "has been deprecated",
    "superseded by",
    "replaced by",
    "replaced with",
    "deprecated in favor of",
    "deprecated in favour of",
    "migrated to",
    "is legacy",
];

/// Said of what stands behind: "Y replaces X", "use Y instead of X".
const BEHIND: [&str; 9] = [
    "replaces",
    "supersedes",
    "instead of",
    "rather than",
    "migrated from",
    "do not use",
    "don't use",
    "deprecates",
    "migrating away from",
];

/// Said of the name they stand at, on either side: "legacy `x.yml`", "`x.yml` (deprecated)".
const BESIDE: [&str; 10] = [
    "deprecated",
    "legacy",
    "obsolete",
    "archived",
    "superseded",
    "unused",
    "old",
    "outdated",
    "historical",
    "abandoned",
];

/// Things of which the words above are said without meaning the file: "the `version` key is obsolete".
const OTHER_SUBJECTS: [&str; 21] = [
    "version:",
    "`version`",
    "version key",
    "field",
    "attribute",
    "key ",
    "option",
    "syntax",
    "command",
    "flag",
    "variable",
    "setting",
    "feature",
    "plugin",
    "warning",
    "parameter",
    "api",
    "function",
    "container",
    "volume",
    "profile",
];

/// Words between a word of [`BESIDE`] and the name it is said of.
const LEADING: [&str; 8] =
    ["docker", "compose", "docker-compose", "file", "files", "dockerfile", "the", "version"];

/// Words between the name and a word of [`BESIDE`] that is said of it.
const TRAILING: [&str; 10] = ["is", "are", "was", "now", "the", "an", "a", "file", "considered", "marked"];

/// "legacy support", "old images": said of something else.
const NOT_THE_FILE: [&str; 12] = [
    "support",
    "mode",
    "profile",
    "profiles",
    "services",
    "containers",
    "images",
    "volumes",
    "data",
    "runtime",
    "systems",
    "code",
];

/// The indices of those of the `names` (ranges of `sentence`) that the sentence retires.
pub(super) fn retired(sentence: &str, names: &[Range<usize>]) -> Vec<usize> {
    let lower = sentence.to_ascii_lowercase();
    if OTHER_SUBJECTS.iter().any(|subject| lower.contains(subject)) {
        return Vec::new();
    }
    for phrase in BEHIND {
        if let Some(at) = find(&lower, phrase) {
            return nearest(names, |name| name.start >= at, |name| name.start - at);
        }
    }
    for phrase in BEFORE {
        if let Some(at) = find(&lower, phrase).filter(|at| !is_denied(&lower[..*at])) {
            return nearest(names, |name| name.end <= at, |name| at - name.end);
        }
    }
    let found: Vec<usize> = (0..names.len()).filter(|&index| is_beside(&lower, &names[index])).collect();
    // of two neighbours it can only mean one, and which isn't said
    if found.len() == 1 { found } else { Vec::new() }
}

/// Whether a word of [`BESIDE`] is said of the name: `legacy compose file X`, `X (deprecated)`, `X: old setup`.
fn is_beside(lower: &str, name: &Range<usize>) -> bool {
    let (before, after) = (&lower[..name.start], &lower[name.end..]);
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
        words.map(|word| word.trim_matches('-').to_owned()).filter(|word| !word.is_empty()).collect()
    };
    let is_dead = |word: &str| BESIDE.contains(&word);
    // a bracket, a column or a branch of a listing ends what belongs to the name
    let clause =
        before.rsplit(['(', ')', '|', '│', '├', '└', ',', ';', ':', '.', '→']).next().unwrap_or_default();
    let mut leading = words(clause).into_iter().rev().skip_while(|word| LEADING.contains(&word.as_str()));
    if leading.next().is_some_and(|word| is_dead(&word)) {
        return leading.next().is_none_or(|word| !is_denial(&word));
    }
    let tail = after.split(['|', '│', '├', '└', ',', ';', '.', '→']).next().unwrap_or_default();
    let mut trailing = words(tail).into_iter().skip_while(|word| TRAILING.contains(&word.as_str()));
    trailing.next().is_some_and(|word| is_dead(&word))
        && !trailing.next().is_some_and(|word| NOT_THE_FILE.contains(&word.as_str()))
}

fn is_denial(word: &str) -> bool {
    matches!(word, "not" | "isn't" | "aren't" | "never" | "no" | "non" | "isn" | "t")
}

/// Whether a heading says that what is listed below it is dead.
pub(super) fn is_graveyard(heading: &str) -> bool {
    let lower = heading.to_ascii_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let telling = |word: &&str| {
        matches!(
            *word,
            "legacy" | "deprecated" | "obsolete" | "archived" | "unused" | "superseded" | "retired"
        )
    };
    words.len() <= 6
        && (words.iter().any(telling) || lower.contains("no longer used"))
        && !words
            .iter()
            .any(|word| matches!(*word, "migration" | "migrating" | "not" | "from" | "support" | "remove"))
}

/// The phrase as whole words.
fn find(text: &str, phrase: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let part = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    let mut finder = memchr::memmem::find_iter(bytes, phrase.as_bytes());
    finder.find(|&at| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(at + phrase.len());
        !part(before)
            && !after.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    })
}

fn is_denied(before: &str) -> bool {
    before
        .split_whitespace()
        .rev()
        .take(2)
        .any(|word| matches!(word, "not" | "isn't" | "aren't" | "never" | "no"))
}

fn nearest(
    names: &[Range<usize>],
    fits: impl Fn(&Range<usize>) -> bool,
    distance: impl Fn(&Range<usize>) -> usize,
) -> Vec<usize> {
    const FURTHEST: usize = 120;
    let fitting = (0..names.len()).filter(|&index| fits(&names[index]));
    fitting
        .min_by_key(|&index| distance(&names[index]))
        .filter(|&index| distance(&names[index]) < FURTHEST)
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dead(sentence: &str) -> Vec<String> {
        let names: Vec<_> = super::super::tokens::tokens(sentence)
            .into_iter()
            .filter(|range| sentence[range.clone()].ends_with(".yml"))
            .collect();
        retired(sentence, &names).into_iter().map(|index| sentence[names[index].clone()].to_owned()).collect()
    }

    #[test]
    fn the_dead_one_is_told_from_the_one_that_replaced_it() {
        let cases = [
            ("`a.yml` replaces `b.yml`.", Some("b.yml")),
            ("`a.yml` was replaced by `b.yml`.", Some("a.yml")),
            ("Use `a.yml` instead of b.yml", Some("b.yml")),
            ("`a.yml` is deprecated, use `b.yml`.", Some("a.yml")),
            ("`a.yml` is not deprecated.", None),
            ("The legacy docker `a.yml` has all services; b.yml has none.", Some("a.yml")),
            ("├── a.yml    # old", Some("a.yml")),
            ("The `version` key in `a.yml` is obsolete.", None),
            ("We migrated from `a.yml` to `b.yml`.", Some("a.yml")),
            ("`a.yml` was migrated to `b.yml`.", Some("a.yml")),
            ("`a.yml` starts everything.", None),
            ("`docker-compose.old.yml` starts everything.", None),
        ];
        for (sentence, expected) in cases {
            assert_eq!(dead(sentence).first().map(String::as_str), expected, "{sentence}");
        }
    }

    #[test]
    fn graveyards_are_short_headings() {
        assert!(is_graveyard("Legacy files") && is_graveyard("Deprecated Compose Files"));
        assert!(!is_graveyard("Migration from legacy setups") && !is_graveyard("Files"));
    }
}
