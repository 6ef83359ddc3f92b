//! `primaryLocationLineHash`: the fingerprint by which GitHub knows a finding again after the file has changed.
//! The algorithm is the one GitHub's own upload action uses where a tool gives none.

/// UTF-16 units that enter the hash of a line: those from its start on.
const WINDOW: usize = 100;
/// What the rolling hash is multiplied by.
const FACTOR: u64 = 37;
/// Fed in at the end of the file.
const END_OF_FILE: u16 = 0xFFFF;

/// The hash of every line, as `hex:occurrence`; line 1 is the first.
pub(super) fn line_hashes(text: &str) -> Vec<String> {
    let mut roller = Roller::new();
    let mut after_return = false;
    for unit in text.encode_utf16() {
        let line_feed = unit == u16::from(b'\n');
        if unit == u16::from(b' ') || unit == u16::from(b'\t') || (after_return && line_feed) {
            after_return = false;
            continue;
        }
        after_return = unit == u16::from(b'\r');
        roller.feed(if after_return { u16::from(b'\n') } else { unit });
    }
    roller.feed(END_OF_FILE);
    roller.flush();
    roller.done.into_iter().collect()
}

/// A hash over the last [`WINDOW`] units. A line's hash is taken when the unit it started with leaves the window.
struct Roller {
    window: [u16; WINDOW],
    /// Whether a line starts at this place of the window.
    starts: [bool; WINDOW],
    at: usize,
    hash: u64,
    /// `FACTOR` to the power of `WINDOW`: the weight of the unit that leaves.
    leaving: u64,
    at_line_start: bool,
    seen: rustc_hash::FxHashMap<u64, u32>,
    done: Vec<String>,
}

impl Roller {
    fn new() -> Self {
        Self {
            window: [0; WINDOW],
            starts: [false; WINDOW],
            at: 0,
            hash: 0,
            leaving: (0..WINDOW).fold(1, |power: u64, _| power.wrapping_mul(FACTOR)),
            at_line_start: true,
            seen: rustc_hash::FxHashMap::default(),
            done: Vec::new(),
        }
    }

    fn feed(&mut self, unit: u16) {
        self.take();
        self.starts[self.at] = self.at_line_start;
        self.at_line_start = unit == u16::from(b'\n');
        self.push(unit);
    }

    fn flush(&mut self) {
        for _ in 0..WINDOW {
            self.take();
            self.push(0);
        }
    }

    fn take(&mut self) {
        if std::mem::take(&mut self.starts[self.at]) {
            let occurrence = self.seen.entry(self.hash).or_default();
            *occurrence += 1;
            self.done.push(format!("{:x}:{occurrence}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let gone = u64::from(std::mem::replace(&mut self.window[self.at], unit));
        self.hash = self.hash.wrapping_mul(FACTOR).wrapping_add(u64::from(unit));
        self.hash = self.hash.wrapping_sub(self.leaving.wrapping_mul(gone));
        self.at = (self.at + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_github_computes() {
        // values of the upload action for these texts
        assert_eq!(line_hashes(""), ["c129715d7a2bc9a3:1"]);
        let four = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(line_hashes(" a\nb\n  \t\tc\n d"), four);
        let blank_lines = [
            "8b7cf3e952e7aeb2:1",
            "b1ae1287ec4718d9:1",
            "bff680108adb0fcc:1",
            "c6805c5e1288b612:1",
            "b86d3392aea1be30:1",
            "e6ceba753e1a442:1",
        ];
        assert_eq!(line_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End"), blank_lines);
    }

    #[test]
    fn line_ends_make_no_difference() {
        let plain = line_hashes("FROM a\nRUN b\nRUN c");
        assert_eq!(line_hashes("FROM a\r\nRUN b\rRUN c"), plain);
    }

    #[test]
    fn equal_windows_are_counted() {
        let text = "x\n".repeat(200);
        let hashes = line_hashes(&text);
        // each x and its line end are two units, so lines with fifty more below them look alike
        assert_eq!(hashes.len(), 201);
        assert_eq!(hashes[1].split_once(':').unwrap().1, "2");
        assert_eq!(hashes[0].split_once(':').unwrap().0, hashes[1].split_once(':').unwrap().0);
    }
}
