//! Sentences broken into lines, but never inside a path, a flag or what stands in backticks: those are copied and
//! searched for.

use std::borrow::Cow;

/// Narrower than this, text beside a column is harder to read than text below it.
pub(super) const NARROWEST: usize = 30;

/// How many columns a text takes up.
pub(super) fn columns(text: &str) -> usize {
    text.chars().count()
}

/// The lines of `text` within `width` columns; what can't be broken may stand out.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut taken = 0;
    for piece in pieces(text) {
        let wide = columns(piece);
        match lines.last_mut() {
            Some(line) if taken + 1 + wide <= width => {
                line.push(' ');
                line.push_str(piece);
                taken += 1 + wide;
            }
            _ => {
                lines.push(piece.to_owned());
                taken = wide;
            }
        }
    }
    lines
}

/// `text` behind `first`, its further lines behind as many blanks, all within `width` columns.
pub(super) fn hanging(first: &str, text: &str, width: usize) -> String {
    let indent = columns(first);
    let blank = format!("\n{}", " ".repeat(indent));
    format!("{first}{}", wrap(text, width.saturating_sub(indent).max(NARROWEST)).join(&blank))
}

/// The first line of a text, cut to `width` columns at the end of a clause or word; a cut is marked.
pub(super) fn one_line(text: &str, width: usize) -> Cow<'_, str> {
    let line = text.lines().next().unwrap_or_default().trim_end();
    if columns(line) <= width && line.len() == text.trim_end().len() {
        return Cow::Borrowed(line);
    }
    let room = width.saturating_sub(2);
    let end = line.char_indices().nth(room).map_or(line.len(), |(at, _)| at);
    let head = &line[..end];
    // half a word says nothing, but half a very long one says more than none
    let kept = match head.rfind(' ') {
        Some(at) if end < line.len() && columns(&head[..at]) * 2 >= room => &head[..at],
        _ => head,
    };
    Cow::Owned(format!("{} …", kept.trim_end_matches([' ', ',', ';', ':'])))
}

/// Words, and what stands in backticks as one each.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let is_balanced = text.matches('`').count().is_multiple_of(2);
    let mut in_code = false;
    text.split(move |character: char| {
        in_code ^= character == '`';
        character == ' ' && !(in_code && is_balanced) || character == '\n'
    })
    .filter(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_paths_stay_whole() {
        let text = "run `docker compose up -d` in crypto-assistant/market-data-collector, then look";
        assert_eq!(
            wrap(text, 24),
            ["run", "`docker compose up -d`", "in", "crypto-assistant/market-data-collector,", "then look"]
        );
        assert_eq!(wrap("a lone ` breaks nothing", 9), ["a lone `", "breaks", "nothing"]);
        assert_eq!(wrap("", 9), Vec::<String>::new());
    }

    #[test]
    fn further_lines_hang() {
        assert_eq!(hanging("  help: ", "one two three", 38), "  help: one two three");
        let long = hanging("  help: ", "use a builder stage and copy what it makes", 38);
        assert_eq!(long, "  help: use a builder stage and copy\n        what it makes");
    }

    #[test]
    fn long_text_is_cut_to_a_line() {
        assert_eq!(one_line("short", 9), "short");
        assert_eq!(one_line("if x; then\n  rm -rf y\nfi", 40), "if x; then …");
        assert_eq!(one_line("stands on `python`; slimmer is smaller", 24), "stands on `python` …");
        assert_eq!(one_line("xxxxxxxxxxxxxxxxxxxx", 10), "xxxxxxxx …");
    }
}
