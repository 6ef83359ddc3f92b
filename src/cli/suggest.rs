//! "Did you mean": the nearest of the names that would have been right.

/// Names less alike than this are no help.
const ALIKE: f64 = 0.75;

/// The name among `known` that is most like `typed`, if one is like it at all.
pub(super) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let likeness = |name: &str| {
        let part = typed.len() >= 4 && name.contains(typed);
        strsim::jaro_winkler(typed, name).max(if part { 0.9 } else { 0.0 })
    };
    let scored = known.map(|name| (likeness(name), name)).filter(|(score, _)| *score >= ALIKE);
    // the first wins among equals
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name)
}

/// `; did you mean `x`?`, or nothing.
pub(super) fn did_you_mean<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> String {
    nearest(typed, known).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_likely_name_is_offered() {
        let known = ["non-slim-base", "single-stage-build", "size", "dead"];
        let nearest = |typed| super::nearest(typed, known.into_iter());
        assert_eq!(nearest("no-slim-base"), Some("non-slim-base"));
        assert_eq!(nearest("slim"), Some("non-slim-base"));
        assert_eq!(nearest("sise"), Some("size"));
        assert_eq!(nearest("quux"), None);
    }
}
