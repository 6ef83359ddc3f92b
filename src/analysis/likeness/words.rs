//! Names as words: what is left of `Crypto_OI-Monitors-v2` when spelling, age and environment are taken out.

use crate::facts;

/// The longest name that is looked into; a person's names are far shorter.
const LONGEST: usize = 200;

/// The words of a name in order, in lower case: cut at punctuation, at digits and at capitals within a word.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for character in name.chars().take(LONGEST) {
        let starts = (character.is_uppercase() && before.is_lowercase())
            || (character.is_numeric() != before.is_numeric() && word != "v" && before != ' ');
        if (!character.is_alphanumeric() || starts) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        before = if character.is_alphanumeric() { character } else { ' ' };
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// The words that say what a thing is: singular, without those that say which of its versions or variants it is; all
/// words where nothing else would be left. Sorted, each once: order says nothing.
pub(super) fn essence(name: &str) -> Vec<String> {
    let all: Vec<String> = words(name).into_iter().map(singular).collect();
    let mut kept: Vec<String> = all.iter().filter(|word| !is_qualifier(word)).cloned().collect();
    if kept.is_empty() {
        kept = all;
    }
    kept.sort();
    kept.dedup();
    kept
}

/// Whether a word says which, not what: a number, a version, an age, an environment.
pub(super) fn is_qualifier(word: &str) -> bool {
    let number = word.strip_prefix('v').unwrap_or(word);
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number || facts::age(word).is_some() || facts::environment(word).is_some()
}

/// English plurals, as far as names need them: `alerts`, `proxies`; `redis`, `analysis`, `status` and `process` are none.
fn singular(word: String) -> String {
    let is_plural = word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "as", "os"].iter().any(|ending| word.ends_with(ending));
    match is_plural {
        true if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        true => word[..word.len() - 1].to_owned(),
        false => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(words("Crypto_OI-monitorsV2"), ["crypto", "oi", "monitors", "v2"]);
        assert_eq!(words("worker12"), ["worker", "12"]);
        assert_eq!(words("apiGateway"), ["api", "gateway"]);
        assert!(words("--").is_empty());
    }

    #[test]
    fn essences_are_free_of_versions_and_environments() {
        assert_eq!(essence("v2-telegram-bots-prod"), ["bot", "telegram"]);
        assert_eq!(essence("proxies"), ["proxy"]);
        assert_eq!(essence("redis-old"), ["redis"]);
        assert_eq!(essence("dev"), ["dev"]);
    }
}
