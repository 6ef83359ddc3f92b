//! Places that granit's spans leave out or put elsewhere.

/// Where the `|` or `>` of a block scalar stands: on the last line before its content that isn't blank, and behind
/// `from`, the end of the token before, with only indicators, tag, anchor and comments between.
pub(super) fn block_indicator(source: &str, from: usize, content: usize) -> usize {
    let bytes = source.as_bytes();
    let above = source.get(..content).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']);
    let from = from.max(above.rfind('\n').map_or(0, |at| at + 1));
    let mut at = from;
    while let Some(&byte) = bytes.get(at).filter(|_| at < content) {
        at = match byte {
            b'|' | b'>' => return at,
            b'#' => line_end(bytes, at),
            b'!' | b'&' => word_end(bytes, at),
            _ => at + 1,
        };
    }
    content
}

/// The end of the last line in `start..end` that isn't blank, its line end excluded; of a block scalar's first line
/// at least, on which its indicator stands at `start`.
pub(super) fn block_end(source: &str, start: usize, end: usize) -> usize {
    let Some(text) = source.get(start..end) else { return end };
    let written = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    line_end(source.as_bytes(), start + written).min(end.max(start + written))
}

/// Where a block sequence starts: at the first `-`, which granit's start may lie behind.
pub(super) fn first_dash(source: &str, start: usize) -> usize {
    let bytes = source.as_bytes();
    if bytes.get(start) == Some(&b'-') {
        return start;
    }
    let before = source.get(..start).unwrap_or_default().trim_end_matches([' ', '\t', '\r', '\n']);
    if before.ends_with('-') { before.len() - 1 } else { start }
}

/// The first byte that isn't part of a word, from `at` on.
fn word_end(bytes: &[u8], at: usize) -> usize {
    let word = bytes[at..].iter().position(|byte| byte.is_ascii_whitespace());
    word.map_or(bytes.len(), |len| at + len)
}

/// The end of the line on which `at` lies, before its `\r\n` or `\n`.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |len| at + len);
    if end > at && bytes[end - 1] == b'\r' { end - 1 } else { end }
}
