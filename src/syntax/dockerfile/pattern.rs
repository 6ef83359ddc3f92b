//! The patterns of `${V#p}`, `${V%p}` and `${V/p/r}`: `*` for any text, `?` for any character, `\` before a literal.

/// Values longer than this (in bytes) are not matched against patterns: the work grows with their square.
const LONGEST: usize = 4096;

enum Part {
    Any,
    One,
    Literal(char),
}

fn parse(pattern: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        parts.push(match c {
            '*' => Part::Any,
            '?' => Part::One,
            '\\' => match chars.next()? {
                c @ ('*' | '?' | '\\' | '}' | '/') => Part::Literal(c),
                _ => return None,
            },
            c => Part::Literal(c),
        });
    }
    Some(parts)
}

/// Whether the pattern matches all of the text: greedy, going back to the last `*` on a mismatch.
fn matches(parts: &[Part], text: &[char]) -> bool {
    let (mut part, mut at) = (0, 0);
    let mut retry = None;
    while at < text.len() {
        match parts.get(part) {
            Some(Part::Any) => {
                retry = Some((part + 1, at));
                part += 1;
            }
            Some(Part::One) => (part, at) = (part + 1, at + 1),
            Some(Part::Literal(c)) if *c == text[at] => (part, at) = (part + 1, at + 1),
            _ => match &mut retry {
                Some((behind, from)) => {
                    *from += 1;
                    (part, at) = (*behind, *from);
                }
                None => return false,
            },
        }
    }
    parts[part..].iter().all(|part| matches!(part, Part::Any))
}

/// Takes what the pattern matches off the start (`#`) or the end (`%`); the longest match where the operator is
/// doubled (the operand then starts with it), else the shortest. `None` where it cannot be known.
pub(super) fn trim(value: &str, operator: char, operand: &str) -> Option<String> {
    let (pattern, longest) = match operand.strip_prefix(operator) {
        Some(pattern) => (pattern, true),
        None => (operand, false),
    };
    let parts = parse(pattern)?;
    if value.len() > LONGEST || parts.len() > LONGEST {
        return None;
    }
    let text: Vec<char> = value.chars().collect();
    let piece = |length: usize| match operator {
        '#' => (&text[..length], &text[length..]),
        _ => (&text[text.len() - length..], &text[..text.len() - length]),
    };
    let fits = |length: &usize| matches(&parts, piece(*length).0);
    let mut lengths = 0..=text.len();
    let length = if longest { lengths.rev().find(fits) } else { lengths.find(fits) };
    Some(piece(length.unwrap_or(0)).1.iter().collect())
}

/// Replaces the first match or all of them. Only literal patterns are known.
pub(super) fn replace(value: &str, pattern: &str, replacement: &str, all: bool) -> Option<String> {
    let literal: Option<String> = parse(pattern)?
        .into_iter()
        .map(|part| match part {
            Part::Literal(c) => Some(c),
            Part::Any | Part::One => None,
        })
        .collect();
    let literal = literal.filter(|literal| !literal.is_empty())?;
    // in a replacement of all matches, `$` refers to the match
    if all && replacement.contains('$') {
        return None;
    }
    Some(value.replacen(&literal, replacement, if all { usize::MAX } else { 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed(value: &str, operator: char, operand: &str) -> String {
        trim(value, operator, operand).unwrap()
    }

    #[test]
    fn the_shortest_or_the_longest_match_is_taken_off() {
        assert_eq!(trimmed("1.2.3", '%', ".*"), "1.2");
        assert_eq!(trimmed("1.2.3", '%', "%.*"), "1");
        assert_eq!(trimmed("1.2.3", '#', "*."), "2.3");
        assert_eq!(trimmed("1.2.3", '#', "#*."), "3");
        assert_eq!(trimmed("v1", '#', "v"), "1");
        assert_eq!(trimmed("a*b", '#', r"a\*"), "b");
        assert_eq!(trimmed("1.2", '#', "x"), "1.2");
    }

    #[test]
    fn literals_are_replaced() {
        assert_eq!(replace("1.2.3", ".", "-", true).as_deref(), Some("1-2-3"));
        assert_eq!(replace("1.2.3", ".", "-", false).as_deref(), Some("1-2.3"));
        assert_eq!(replace("1.2.3", "?", "-", false), None);
    }
}
