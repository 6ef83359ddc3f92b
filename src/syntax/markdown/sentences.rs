//! Cutting a paragraph: inline code and sentences.

use rustc_hash::FxHashMap;

/// The insides of runs of backticks that another run of the same length closes.
pub(super) fn code_spans(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in memchr::memchr_iter(b'`', bytes) {
        match runs.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    let mut closers = vec![None; runs.len()];
    let mut next_of_length = FxHashMap::default();
    for (index, (start, end)) in runs.iter().enumerate().rev() {
        closers[index] = next_of_length.insert(end - start, index);
    }
    let mut spans = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        index = match closers[index] {
            Some(closer) => {
                spans.push((runs[index].1, runs[closer].0));
                closer + 1
            }
            None => index + 1,
        };
    }
    spans
}

/// Where sentences begin and end: behind `.`, `!` or `?` and a blank, outside code.
pub(super) fn sentences(text: &str, code: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut sentences = Vec::new();
    let mut code = code.iter().peekable();
    let mut start = 0;
    for at in 0..bytes.len() {
        while code.next_if(|(_, end)| *end <= at).is_some() {}
        let in_code = code.peek().is_some_and(|(from, _)| *from <= at);
        let ends =
            matches!(bytes[at], b'.' | b'!' | b'?') && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        if at < start || !ends || in_code {
            continue;
        }
        // the number of a list's item ends no sentence
        let is_number = at > start && bytes[start..at].iter().all(u8::is_ascii_digit);
        if !is_number {
            sentences.push((start, at + 1));
            start = at + 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        }
    }
    let end = text.trim_end().len();
    if start < end {
        sentences.push((start, end));
    }
    sentences
}
