//! Sentences that say of a file that it is dead: which of the files they name they mean.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::facts::{self, Claim, RetiringPhrase, Side};

/// Words between the names of one list.
const AND: [&str; 8] = ["and", "or", "und", "et", "y", "e", "и", "和"];

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
    if let Some((phrase, at)) = phrases(&lower, |_| true).into_iter().next() {
        return said_of(&lower, names, phrase.side, at);
    }
    let found: Vec<usize> = (0..names.len()).filter(|&index| is_beside(&lower, &names[index])).collect();
    // of two neighbours it can only mean one, and which isn't said
    if found.len() == 1 { found } else { Vec::new() }
}

/// The indices of those of the `names` of which the sentence says that nothing uses them. Stricter than [`retired`],
/// for names that aren't Compose files or Dockerfiles: code is called old long before it stops running.
pub(super) fn unused(sentence: &str, names: &[Range<usize>]) -> Vec<usize> {
    let lower = sentence.to_ascii_lowercase();
    let found = phrases(&lower, |phrase| phrase.claim == Claim::Unused).into_iter().next();
    found.map(|(phrase, at)| said_of(&lower, names, phrase.side, at)).unwrap_or_default()
}

/// The phrases of the table that stand in the text and aren't denied, and where: those before which the name stands
/// last, since "use Y instead of X, which is deprecated" means X in both ways.
fn phrases(
    lower: &str,
    is_wanted: impl Fn(&RetiringPhrase) -> bool,
) -> Vec<(&'static RetiringPhrase, usize)> {
    // nearly every sentence has none of them
    if !ANY.as_ref().is_some_and(|any| any.is_match(lower)) {
        return Vec::new();
    }
    let of = |side: Side| facts::retiring_phrases().iter().filter(move |phrase| phrase.side == side);
    let wanted = of(Side::Behind).chain(of(Side::Before)).filter(|phrase| is_wanted(phrase));
    let stands = |phrase: &'static RetiringPhrase| {
        let at = find(lower, phrase.text)?;
        (phrase.side == Side::Behind || !is_denied(&lower[..at])).then_some((phrase, at))
    };
    wanted.filter_map(stands).collect()
}

/// Whether a text has any of the phrases at all.
static ANY: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(facts::retiring_phrases().iter().map(|phrase| phrase.text)).ok());

/// The name next to the phrase on its side, with those it is listed with: "X, Y and Z are no longer used".
fn said_of(lower: &str, names: &[Range<usize>], side: Side, at: usize) -> Vec<usize> {
    let is_list = |gap: &str| {
        let words = gap.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        !gap.contains(['.', ';', ':', '→', '|']) && words.into_iter().all(|word| AND.contains(&word))
    };
    let step = |index: usize| match side {
        Side::Before => {
            let next = index.checked_sub(1)?;
            is_list(lower.get(names[next].end..names[index].start)?).then_some(next)
        }
        Side::Behind => {
            let next = names.get(index + 1)?;
            is_list(lower.get(names[index].end..next.start)?).then_some(index + 1)
        }
    };
    let first = match side {
        Side::Before => nearest(names, |name| name.end <= at, |name| at - name.end),
        Side::Behind => nearest(names, |name| name.start >= at, |name| name.start - at),
    };
    let mut found: Vec<usize> = std::iter::successors(first, |index| step(*index)).collect();
    found.sort_unstable();
    // "a starts b, c is unused": a comma alone also stands between sentences
    let is_one_list = |found: &[usize]| {
        let opening = lower[..names[found[0]].start].trim_end_matches(['`', '\'', '"', '*', ' ']);
        let ends = |pair: &[usize]| lower.get(names[pair[0]].end..names[pair[1]].start).unwrap_or_default();
        let has_and = |gap: &str| gap.split(|c: char| !c.is_alphanumeric()).any(|word| AND.contains(&word));
        opening.ends_with('(') || found.windows(2).last().is_some_and(|pair| has_and(ends(pair)))
    };
    if found.len() > 1 && !is_one_list(&found) { first.into_iter().collect() } else { found }
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
) -> Option<usize> {
    const FURTHEST: usize = 120;
    let fitting = (0..names.len()).filter(|&index| fits(&names[index]));
    fitting.min_by_key(|&index| distance(&names[index])).filter(|&index| distance(&names[index]) < FURTHEST)
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
            ("`a.yml`, b.yml and `c.yml` are no longer used.", Some("a.yml")),
            ("`a.yml` läuft; b.yml wird nicht mehr verwendet.", Some("b.yml")),
            ("Файл `a.yml` больше не используется.", Some("a.yml")),
            ("`a.yml` 已弃用", Some("a.yml")),
            ("`a.yml` starts everything.", None),
            ("`docker-compose.old.yml` starts everything.", None),
        ];
        for (sentence, expected) in cases {
            assert_eq!(dead(sentence).first().map(String::as_str), expected, "{sentence}");
        }
    }

    #[test]
    fn lists_are_retired_as_a_whole() {
        let cases = [
            ("`a.yml`, b.yml and `c.yml` are no longer used.", 3),
            ("`a.yml` starts b.yml, `c.yml` is no longer used.", 1),
            ("Use `a.yml`. It replaces `b.yml` and `c.yml`.", 2),
            ("`a.yml`: b.yml is deprecated.", 1),
        ];
        for (sentence, expected) in cases {
            assert_eq!(dead(sentence).len(), expected, "{sentence}");
        }
    }

    #[test]
    fn only_a_plain_claim_makes_code_unused() {
        let of = |sentence: &str| {
            let words = super::super::tokens::tokens(sentence).into_iter();
            unused(
                sentence,
                &words.filter(|range| sentence[range.clone()].ends_with(".py")).collect::<Vec<_>>(),
            )
            .len()
        };
        assert_eq!(of("Old files (main.py, bot.py in the root) are no longer used"), 2);
        assert_eq!(of("main.py and bot.py are no longer used"), 2);
        assert_eq!(of("main.py was replaced by app.py"), 0);
        assert_eq!(of("main.py is deprecated"), 0);
    }

    #[test]
    fn graveyards_are_short_headings() {
        assert!(is_graveyard("Legacy files") && is_graveyard("Deprecated Compose Files"));
        assert!(!is_graveyard("Migration from legacy setups") && !is_graveyard("Files"));
    }
}
