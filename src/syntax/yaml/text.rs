//! A scalar's content with the place of each byte of it.
//!
//! granit has already decoded the value. Here it is laid beside its source: what is equal is taken piece by piece,
//! and what isn't (an escape, a folded line end) stands for the source bytes it came from. Should the two ever fail
//! to match, the whole value stands for the whole scalar.

use super::scalar::{Content, Scalar, Style};
use crate::source::{Mapped, Span};

/// The content `value` of a scalar that is written at `span` of `source`.
pub(super) fn mapped(scalar: &Scalar, value: &str, span: Span, source: &str) -> Mapped {
    if let Content::Source(range) = &scalar.content {
        return Mapped::whole(span.file, value, range.start as usize);
    }
    let mapped = match scalar.style {
        Style::Literal => literal(value, span, source),
        Style::Folded => folded(value, span, source),
        style => flow(value, style, span, source),
    };
    match mapped {
        Some(mapped) if mapped.text == value => mapped,
        _ => {
            let mut whole = Mapped::new(span.file);
            whole.push_as(value, span.start as usize, span.len());
            whole
        }
    }
}

/// Plain and quoted scalars: lines are folded, quotes and escapes decoded.
fn flow(value: &str, style: Style, span: Span, source: &str) -> Option<Mapped> {
    let quote = usize::from(!style.is_plain());
    let base = span.start as usize + quote;
    let raw = source.get(base..(span.end as usize).checked_sub(quote)?)?;
    let mut mapped = Mapped::new(span.file);
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let breaks = line_breaks(&rest[..blanks]);
        let (text, len) = if breaks > 0 {
            (if breaks == 1 { " " } else { newlines(value, &mapped, breaks - 1)? }, blanks)
        } else if blanks > 0 {
            (&rest[..blanks], blanks)
        } else if style == Style::SingleQuoted && rest.starts_with("''") {
            ("'", 2)
        } else if style == Style::DoubleQuoted && rest.starts_with('\\') {
            escape(rest, value.get(mapped.text.len()..)?)?
        } else {
            let special = match style {
                Style::SingleQuoted => b'\'',
                Style::DoubleQuoted => b'\\',
                _ => b' ',
            };
            let stop = |byte: u8| byte == special || matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
            let run = rest.bytes().position(stop).unwrap_or(rest.len());
            (&rest[..run], run)
        };
        if len == 0 {
            return None;
        }
        if text.len() == len {
            mapped.push(text, base + at);
        } else {
            mapped.push_as(text, base + at, len);
        }
        at += len;
    }
    Some(mapped)
}

/// How many lines end in `blanks`; in YAML a lone `\r` ends one, too.
fn line_breaks(blanks: &str) -> usize {
    blanks.matches(['\n', '\r']).count() - blanks.matches("\r\n").count()
}

/// The `count` line feeds that the value has next.
fn newlines<'v>(value: &'v str, so_far: &Mapped, count: usize) -> Option<&'v str> {
    let from = so_far.text.len();
    value.get(from..from + count)
}

/// What the escape at the start of `rest` stands for, read off the value, and how many bytes it takes.
fn escape<'v>(rest: &str, value: &'v str) -> Option<(&'v str, usize)> {
    let kind = rest[1..].chars().next()?;
    if matches!(kind, '\n' | '\r') {
        // an escaped line end is nothing, and so is the next line's indentation
        let behind = rest[1..].trim_start_matches('\r').strip_prefix('\n')?;
        let folded = behind.trim_start_matches([' ', '\t']);
        return Some(("", rest.len() - folded.len()));
    }
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    let mut len = 1 + kind.len_utf8() + digits;
    let next = value.chars().next()?;
    if kind == 'u' && next > '\u{FFFF}' {
        len += 6; // the other half of a surrogate pair
    }
    (len <= rest.len()).then_some((&value[..next.len_utf8()], len))
}

/// A literal block: each line of the value is the end of a source line, behind its indentation.
fn literal(value: &str, span: Span, source: &str) -> Option<Mapped> {
    let mut mapped = Mapped::new(span.file);
    for (at, line) in content_lines(span, source) {
        let left = value.get(mapped.text.len()..)?;
        if left.is_empty() {
            break;
        }
        let (piece, breaks) = match left.find('\n') {
            Some(len) => (&left[..len], "\n"),
            None => (left, ""),
        };
        let text = line.trim_end_matches(['\r', '\n']);
        if !text.ends_with(piece) {
            return None;
        }
        mapped.push(piece, at + text.len() - piece.len());
        mapped.push_as(breaks, at + text.len(), line.len() - text.len());
    }
    Some(mapped)
}

/// A folded block: as a literal one, but the gap between two lines became a space or fewer line ends.
fn folded(value: &str, span: Span, source: &str) -> Option<Mapped> {
    let mut mapped = Mapped::new(span.file);
    let mut gap = None;
    for (at, line) in content_lines(span, source) {
        let left = value.get(mapped.text.len()..)?;
        if at >= span.end as usize {
            break; // only line ends follow
        }
        let gap_start = *gap.get_or_insert(at);
        let text = line.trim_end_matches(['\r', '\n']);
        let content = text.trim_start_matches(' ');
        if content.is_empty() {
            continue;
        }
        let breaks = left.len() - left.trim_start_matches('\n').len();
        let folds = breaks == 0 && !mapped.text.is_empty() && left.starts_with(' ');
        let (separator, left) = left.split_at(breaks.max(usize::from(folds)));
        mapped.push_as(separator, gap_start, at - gap_start);
        // a more-indented line keeps the spaces it has beyond the block's indentation
        let spaces = left.len() - left.trim_start_matches(' ').len();
        let indentation = (text.len() - content.len()).checked_sub(spaces)?;
        if !left.starts_with(&text[indentation..]) {
            return None;
        }
        mapped.push(&text[indentation..], at + indentation);
        gap = Some(at + text.len());
    }
    let rest = value.get(mapped.text.len()..)?.to_owned();
    let gap_start = gap.unwrap_or(span.end as usize);
    mapped.push_as(&rest, gap_start, source.len().min(gap_start + 1) - gap_start);
    Some(mapped)
}

/// The lines below a block scalar's indicator, line ends included, with the place of each.
fn content_lines(span: Span, source: &str) -> impl Iterator<Item = (usize, &str)> {
    let below = source.get(span.start as usize..).unwrap_or_default();
    let mut at = span.start as usize;
    let with_place = move |line: &'_ str| {
        at += line.len();
        at - line.len()
    };
    below.split_inclusive('\n').scan(with_place, |place, line| Some((place(line), line))).skip(1)
}

#[cfg(test)]
mod tests {
    use crate::source::FileId;
    use crate::syntax::yaml::parse;

    /// Each word of the value of `a` stands where its places say.
    fn check(text: &str, value: &str) {
        let yaml = parse(FileId(0), text);
        let mapped = yaml.root().unwrap().get("a").unwrap().text().unwrap();
        assert_eq!((mapped.text.as_str(), &yaml.problems[..]), (value, &[][..]));
        for word in value.split_whitespace() {
            let at = value.find(word).unwrap();
            assert_eq!(&text[mapped.span(at..at + word.len()).range()], word, "in {text:?}");
        }
    }

    #[test]
    fn blocks_keep_their_places() {
        check("a: |\n    one\n      two\n\n    three\nb: 1\n", "one\n  two\n\nthree\n");
        check("a: |-\r\n  one\r\n  two\r\n", "one\ntwo");
        check(
            "a: >\n\n  one\n  two\n\n  three\n    four\n  five\n\nb: 1\n",
            "\none two\nthree\n  four\nfive\n",
        );
        check("a: !t # | no\n  |+ # yes\n  one\n\n", "one\n\n");
    }

    #[test]
    fn flow_scalars_keep_their_places() {
        check("a: one\n  two\n\n  three # c\n", "one two\nthree");
        check("a: 'one\n\n\n  two'\n", "one\n\ntwo");
        check("a: \"one \\\n   two \\\n  three\"\n", "one two three");
    }

    #[test]
    fn escapes_stand_for_their_source() {
        let text = r#"a: "x\t\u00e9\uD83D\uDE00 last""#;
        let yaml = parse(FileId(0), text);
        let mapped = yaml.root().unwrap().get("a").unwrap().text().unwrap();
        assert_eq!(mapped.text, "x\té😀 last");
        assert_eq!([mapped.offset(1), mapped.offset(2), mapped.offset(4)], [5, 7, 13]);
        assert_eq!(&text[mapped.span(9..13).range()], "last");
    }
}
