//! Phrases by which documents retire a file.

use std::sync::LazyLock;

use super::table;

const PHRASES: &str = include_str!("../../rules/facts/retiring-phrases.tsv");

/// Where the file is named that a phrase is said of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// "X is no longer used."
    Before,
    /// "Y replaces X."
    Behind,
}

/// What a phrase says of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nothing uses it.
    Unused,
    /// Nobody should use it.
    Deprecated,
    /// Something else does its work.
    Replaced,
}

/// A phrase that retires a file.
#[derive(Debug, Clone, Copy)]
pub struct RetiringPhrase {
    /// Its words, in lower case.
    pub text: &'static str,
    /// Where the file stands.
    pub side: Side,
    /// What is said of it.
    pub claim: Claim,
}

static PHRASE_TABLE: LazyLock<Vec<RetiringPhrase>> = LazyLock::new(|| {
    let phrase = |[text, side, claim, _]: [&'static str; 4]| {
        let side = match side {
            "before" => Side::Before,
            "behind" => Side::Behind,
            _ => return None,
        };
        let claim = match claim {
            "unused" => Claim::Unused,
            "deprecated" => Claim::Deprecated,
            "replaced" => Claim::Replaced,
            _ => return None,
        };
        Some(RetiringPhrase { text, side, claim })
    };
    table::rows::<4>(PHRASES).filter_map(phrase).collect()
});

/// The phrases that retire a file, in several languages.
pub fn retiring_phrases() -> &'static [RetiringPhrase] {
    &PHRASE_TABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        table::assert_width::<4>(PHRASES);
        assert_eq!(table::rows::<4>(PHRASES).count(), PHRASE_TABLE.len(), "no row of an unknown class");
        assert!(PHRASE_TABLE.iter().all(|phrase| phrase.text == phrase.text.to_ascii_lowercase()));
    }
}
