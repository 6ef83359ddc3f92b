//! Words while they are put together.

use std::ops::Range;

/// The text cut into words, each with the place where it starts and ends.
#[derive(Default)]
pub(super) struct Words {
    pub(super) done: Vec<(String, Range<usize>)>,
    pub(super) word: String,
    start: usize,
    end: usize,
}

impl Words {
    pub(super) fn add(&mut self, text: &str, from: usize, to: usize) {
        if self.word.is_empty() {
            self.start = from;
        }
        self.word.push_str(text);
        self.end = to;
    }

    pub(super) fn finish_word(&mut self) {
        if !self.word.is_empty() {
            self.done.push((std::mem::take(&mut self.word), self.start..self.end));
        }
    }

    /// Adds text in which white space ends words; `place` tells where a range of it stands.
    pub(super) fn add_split(&mut self, text: &str, place: impl Fn(Range<usize>) -> (usize, usize)) {
        let mut at = 0;
        for piece in text.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            if !word.is_empty() {
                let (from, to) = place(at..at + word.len());
                self.add(word, from, to);
            }
            if word.len() < piece.len() {
                self.finish_word();
            }
            at += piece.len();
        }
    }
}
