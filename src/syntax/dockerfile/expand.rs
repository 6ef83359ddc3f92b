//! Variables in the arguments of `FROM`, `COPY`, `ENV` and others.

use super::lexer::{Lexer, Variables};

/// A text with its variables replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// The text without quotes and escapes; `None` where a variable in it has no known value, where BuildKit would
    /// refuse it, or where a pattern is not understood.
    pub text: Option<String>,
    /// The variables named in it, each once, those in a default before the variable that has it; defaults that are
    /// not used count too.
    pub variables: Vec<String>,
}

/// Expands `text` in a Dockerfile whose escape character is a backslash.
///
/// `lookup` gives a variable's value, `None` where it has none; then the default in `${V:-default}` counts, as in a
/// build to which nothing is passed.
pub fn expand(text: &str, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Expanded {
    expand_with(text, '\\', lookup)
}

/// [`expand`] with another escape character.
pub fn expand_with(text: &str, escape: char, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Expanded {
    let mut lexer = Lexer::new(text, escape, Variables::Replace(lookup));
    let result = lexer.word().ok().filter(|_| !lexer.unknown);
    Expanded { text: result, variables: lexer.names.into_iter().collect() }
}

/// Takes quotes and escapes off and keeps variables as written; a text that cannot be read stays as it is.
pub(super) fn unquote(text: &str, escape: char) -> String {
    if !text.contains(['\'', '"', escape]) {
        return text.to_owned();
    }
    Lexer::new(text, escape, Variables::Keep).word().unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> Option<String> {
        let mut lookup = |name: &str| match name {
            "V" => Some("1.2.3".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        expand(text, &mut lookup).text
    }

    #[test]
    fn every_form_of_a_variable() {
        for (text, expected) in [
            ("a:$V-x", "a:1.2.3-x"),
            ("a:${V}x", "a:1.2.3x"),
            ("${NO:-d}${NO-d}", "dd"),
            ("${EMPTY:-d}|${EMPTY-d}", "d|"),
            ("${V:+r}${V+r}${NO:+r}${NO+r}${EMPTY:+r}${EMPTY+r}", "rrr"),
            ("${V:?e}", "1.2.3"),
            ("${V%.*} ${V%%.*} ${V#*.} ${V##*.}", "1.2 1 2.3 3"),
            ("${V/./-} ${V//./-}", "1-2.3 1-2-3"),
            ("${NO:-${V:-x}}", "1.2.3"),
            ("${V:-$NO}", "1.2.3"),
            (r"\$V '$V' \${V}", "$V $V ${V}"),
            (r#""$V" "\$V" "a\b" 'a\b' a\ b"#, r"1.2.3 $V a\b a\b a b"),
            ("$", "$"),
            ("100%", "100%"),
        ] {
            assert_eq!(expanded(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn unknown_is_unknown() {
        for text in [
            "$NO",
            "${NO}",
            "${NO:?e}",
            "${EMPTY:?e}",
            "${NO:-$NO}",
            "${NO%x}",
            "${V/?/x}",
            "${V",
            "${}",
            "'a",
        ] {
            assert_eq!(expanded(text), None, "{text}");
        }
    }

    #[test]
    fn variables_are_listed_once() {
        let expanded = expand("$A${B:-$C}$A", &mut |_| None);
        assert_eq!((expanded.text, expanded.variables), (None, vec!["A".into(), "C".into(), "B".into()]));
    }

    #[test]
    fn nesting_has_an_end() {
        let deep = "${a:-".repeat(10_000) + &"}".repeat(10_000);
        assert_eq!(expanded(&deep), None);
    }

    #[test]
    fn unquoting_keeps_variables() {
        assert_eq!(unquote(r#""x ${A:-b}" 'y'\ z"#, '\\'), "x ${A:-b} y z");
        assert_eq!(unquote("\"open", '\\'), "\"open");
    }
}
