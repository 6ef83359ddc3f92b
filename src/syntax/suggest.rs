//! Words in messages: shortened where long, with the nearest known name where one is near.

/// The word as it is written in a message: at most 60 characters of it, none of them a control character.
pub fn short(word: &str) -> String {
    let mut short: String = word.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < word.len() && word.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}

/// `; did you mean …` where a name differs in one or two places (letters inserted, removed or replaced), as
/// BuildKit counts, and not in every letter; else nothing. `prefix` is put before the name.
pub fn did_you_mean<'n>(prefix: &str, word: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let near = names
        .into_iter()
        .map(|name| (distance(word, name), name))
        .filter(|(far, _)| (1..=2).contains(far) && *far < word.chars().count());
    match near.min() {
        Some((_, name)) => format!("; did you mean `{prefix}{name}`?"),
        None => String::new(),
    }
}

/// Levenshtein's distance, without regard to case; large where the lengths alone tell that it is not small.
pub fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 8 {
        return usize::MAX;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(!x.eq_ignore_ascii_case(y));
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_offered() {
        assert_eq!(did_you_mean("", "FOO", ["FROM", "RUN"]), "; did you mean `FROM`?");
        assert_eq!(did_you_mean("", "comy", ["CMD", "COPY"]), "; did you mean `COPY`?");
        assert_eq!(did_you_mean("--", "form", ["from"]), "; did you mean `--from`?");
        assert_eq!(did_you_mean("", "apt-get", ["ADD"]), "");
        assert_eq!(did_you_mean("", "rm", ["ARG", "RUN"]), "");
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(short("a\tb"), "a b");
        assert_eq!(short(&"é".repeat(61)).chars().count(), 61);
        assert_eq!(short(&"é".repeat(60)), "é".repeat(60));
    }
}
