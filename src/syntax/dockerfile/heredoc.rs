//! Markers of here-documents: `<<NAME`, `<<-NAME`, `3<<"NAME"`.

use std::ops::Range;

use super::lexer::{Lexer, Malformed, Variables};

/// The word of a here-document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The line that ends it, without quotes and escapes.
    pub(super) name: String,
    /// No part of it is in quotes.
    pub(super) expand: bool,
    /// `<<-`.
    pub(super) chomp: bool,
}

/// A word and where its marker stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    /// The word.
    pub(super) word: Word,
    /// The marker in the line.
    pub(super) range: Range<usize>,
}

/// All markers of a line. A line whose quotes do not close has none; the error is a marker that BuildKit refuses.
pub(super) fn markers(line: &str) -> Result<Vec<Marker>, Range<usize>> {
    if !has_marker(line) {
        return Ok(Vec::new());
    }
    let mut markers = Vec::new();
    // BuildKit always takes the backslash as the escape here, whatever the file says
    for (text, range) in Lexer::raw(line, '\\', true).words().unwrap_or_default() {
        match word(&text) {
            Ok(Some(word)) => markers.push(Marker { word, range }),
            Ok(None) => {}
            Err(Malformed) => return Err(range),
        }
    }
    Ok(markers)
}

/// Whether `<<` is in the line; most lines have no `<` at all.
fn has_marker(line: &str) -> bool {
    memchr::memchr(b'<', line.as_bytes()).is_some_and(|first| line[first..].contains("<<"))
}

/// Reads a word as a marker: digits, `<<`, perhaps `-`, and one word without `<`.
pub(super) fn word(text: &str) -> Result<Option<Word>, Malformed> {
    let Some(rest) = text.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<") else {
        return Ok(None);
    };
    let (chomp, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start_matches([' ', '\t', '\n', '\x0c', '\r']);
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    // nearly all names are plain; the others are read twice, to see whether quotes went missing
    if !rest.contains(|c: char| matches!(c, '\'' | '"' | '\\' | '$') || c.is_whitespace()) {
        return Ok(Some(Word { name: rest.to_owned(), expand: true, chomp }));
    }
    let plain = Lexer::new(rest, '\\', Variables::Keep).words()?;
    let [(name, _)] = plain.as_slice() else { return Ok(None) };
    let raw = Lexer::raw(rest, '\\', false).words()?;
    let [(raw, _)] = raw.as_slice() else { return Err(Malformed) };
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    Ok(Some(Word { name: name.clone(), expand: quotes(name) == quotes(raw), chomp }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str) -> Vec<String> {
        markers(line).unwrap().into_iter().map(|marker| marker.word.name).collect()
    }

    #[test]
    fn markers_are_words_of_their_own() {
        assert_eq!(names("RUN <<A cat > /f && 3<<-B cat"), ["A", "B"]);
        assert_eq!(names(r#"COPY << a.txt <<"b c" /d"#), ["a.txt", "b c"]);
        for line in
            ["RUN cat <<<x", "RUN x $((1<<2))", r#"RUN "<<EOF""#, "RUN x<<EOF", "RUN it's <<EOF", "RUN <<-"]
        {
            assert_eq!(names(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn quotes_stop_expansion_and_escapes_do_not() {
        let expands = |text| word(text).unwrap().unwrap().expand;
        assert!(expands("<<EOF") && expands(r"<<\EOF"));
        assert!(!expands("<<'EOF'") && !expands("<<E\"O\"F"));
    }

    #[test]
    fn ranges_are_those_of_the_markers() {
        let line = "RUN é <<EOF cat";
        assert_eq!(&line[markers(line).unwrap()[0].range.clone()], "<<EOF");
    }

    #[test]
    fn a_bad_substitution_hides_every_marker_of_its_line() {
        assert_eq!(names("RUN cat <<EOF > ${files[0]}"), Vec::<String>::new());
        assert_eq!(names("RUN cat <<EOF > ${file:-x}"), ["EOF"]);
    }
}
