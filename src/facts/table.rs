//! Reading the plain tables of `rules/facts`: tab-separated cells, `#` comments, one heading line.

use std::sync::OnceLock;

use memchr::{memchr, memchr_iter, memchr2};

/// The rows of a table as arrays of `N` cells. Rows of another width are left out; a test sees to it that none is.
pub(super) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    lines(text).filter_map(cells)
}

/// The data lines of a table.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}

/// A table that is sorted by its first cells, to look single rows up in. Only those of its pages are read that a search
/// comes by: where lines start is worked out block by block, and a row is read when it is first asked for. Until then a big
/// table costs nothing, and then next to nothing.
pub(super) struct Sorted<T: 'static, const N: usize> {
    text: &'static str,
    read: fn([&'static str; N]) -> Option<T>,
    index: OnceLock<Index<T>>,
}

/// A table's text without its head, and its blocks.
struct Index<T> {
    body: &'static str,
    blocks: Vec<Block<T>>,
}

/// Bytes of a block: what a system reads at once.
const BLOCK: usize = 4096;

/// The lines that start in one block of the text.
struct Block<T> {
    number: usize,
    /// The first cell of the first of them; `None` where the text ends before.
    first: OnceLock<Option<&'static str>>,
    lines: OnceLock<Vec<Line<T>>>,
}

/// A line of it.
struct Line<T> {
    start: usize,
    key: &'static str,
    row: OnceLock<Option<Box<T>>>,
}

impl<T, const N: usize> Sorted<T, N> {
    /// `read` makes a row of its cells.
    pub(super) const fn new(text: &'static str, read: fn([&'static str; N]) -> Option<T>) -> Self {
        Self { text, read, index: OnceLock::new() }
    }

    /// The row with this first cell.
    pub(super) fn find(&'static self, key: &str) -> Option<&'static T> {
        let Index { body, blocks } = self.index.get_or_init(|| {
            let body = body(self.text);
            let block = |number| Block { number, first: OnceLock::new(), lines: OnceLock::new() };
            Index { body, blocks: (0..body.len().div_ceil(BLOCK)).map(block).collect() }
        });
        let is_not_past = |block: &Block<T>| {
            let first = || Some(first_start(body, block.number)).filter(|&start| start < body.len());
            let first = block.first.get_or_init(|| first().map(|start| first_cell(body, start)));
            first.is_some_and(|first| first <= key)
        };
        let block = blocks.get(blocks.partition_point(is_not_past).checked_sub(1)?)?;
        let lines = block.lines.get_or_init(|| {
            let (start, end) = (first_start(body, block.number), first_start(body, block.number + 1));
            let ends = memchr_iter(b'\n', body.get(start..end).unwrap_or_default().as_bytes());
            let starts = std::iter::once(start).chain(ends.map(|at| start + at + 1));
            let line = |start| Line { start, key: first_cell(body, start), row: OnceLock::new() };
            starts.filter(|&start| start < end).map(line).collect()
        });
        let at = lines.binary_search_by(|line| line.key.cmp(key)).ok()?;
        let line = lines.get(at)?;
        let row = line.row.get_or_init(|| {
            let rest = body.get(line.start..)?;
            let cells = cells(rest.get(..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()))?)?;
            (self.read)(cells).map(Box::new)
        });
        row.as_deref()
    }
}

/// Where the first line starts that doesn't start before this block; the text's end where there is none.
fn first_start(text: &str, block: usize) -> usize {
    let Some(before) = (block * BLOCK).checked_sub(1) else { return 0 };
    let rest = text.as_bytes().get(before..).unwrap_or_default();
    memchr(b'\n', rest).map_or(text.len(), |end| before + end + 1)
}

/// The first cell of the line that starts here.
fn first_cell(text: &'static str, start: usize) -> &'static str {
    let rest = text.get(start..).unwrap_or_default();
    rest.get(..memchr2(b'\t', b'\n', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or_default()
}

/// What follows the comments and the heading.
fn body(text: &'static str) -> &'static str {
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        if !line.starts_with('#') {
            break;
        }
    }
    rest
}

/// The cells of a line, where there are so many.
pub(super) fn cells<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let mut cells = [""; N];
    let mut parts = line.split('\t');
    for cell in &mut cells {
        *cell = parts.next()?;
    }
    parts.next().is_none().then_some(cells)
}

/// A cell that may be `-` for "not known".
pub(super) fn known(cell: &'static str) -> Option<&'static str> {
    (cell != "-").then_some(cell)
}

/// A cell of megabytes (1,000,000 bytes) as bytes.
pub(super) fn bytes(cell: &'static str) -> Option<u64> {
    let megabytes: f64 = cell.parse().ok()?;
    Some((megabytes * 1_000_000.0).round() as u64)
}

/// A cell of kilobytes (1,000 bytes) as bytes.
pub(super) fn kilobytes(cell: &'static str) -> Option<u64> {
    cell.parse::<u64>().ok().map(|kilobytes| kilobytes * 1000)
}

/// Checks in a test that a table that is searched can be: sorted, no first cell twice, comments only at its head, and
/// each row found.
#[cfg(test)]
pub(super) fn assert_sorted<T, const N: usize>(table: &'static Sorted<T, N>) {
    let text = table.text;
    assert_width::<N>(text);
    let keys: Vec<_> = table.rows().map(|row| row[0]).collect();
    assert_eq!(keys.len(), body(text).lines().count());
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "sorted by bytes, none twice");
    assert!(keys.iter().all(|key| table.find(key).is_some()), "every cell can be read");
}

#[cfg(test)]
impl<T, const N: usize> Sorted<T, N> {
    /// The cells of all of its rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = [&'static str; N]> + use<T, N> {
        rows(self.text)
    }
}

/// Checks in a test that every data line of a table has `N` cells, and that there are some.
#[cfg(test)]
pub(super) fn assert_width<const N: usize>(text: &'static str) {
    assert!(text.starts_with('#'), "a table says what it is");
    let bad: Vec<_> = lines(text).filter(|line| cells::<N>(line).is_none()).collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert!(rows::<N>(text).count() > 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_table_is_searched() {
        const TEXT: &str = "# what\n# why\nname\tvalue\na\t1\na-b\t2\nab\t3\nc\tnone\n";
        static TABLE: Sorted<u8, 2> = Sorted::new(TEXT, |[_, value]| value.parse().ok());
        static EMPTY: Sorted<u8, 2> = Sorted::new("# empty\n", |[_, value]| value.parse().ok());
        static NO_END: Sorted<u8, 2> =
            Sorted::new("# no end\nname\tvalue\na\t1", |[_, value]| value.parse().ok());
        for (key, value) in [("a", 1), ("a-b", 2), ("ab", 3), ("a", 1)] {
            assert_eq!(TABLE.find(key), Some(&value));
        }
        for key in ["", "0", "name", "a-", "b", "c", "d"] {
            assert_eq!(TABLE.find(key), None, "{key}");
        }
        assert_eq!(EMPTY.find("a"), None);
        assert_eq!(NO_END.find("a"), Some(&1));
    }

    /// Lines of all lengths, some of them longer than a block, so that blocks start in their midst.
    #[test]
    fn rows_are_found_wherever_blocks_start() {
        let line = |number: usize| format!("k{number:04}\t{number}\t{}\n", "x".repeat(number * 7919 % 9_001));
        let text = "# what\nname\tvalue\tfiller\n".to_owned() + &(0..200).map(line).collect::<String>();
        assert!(text.len() > 100 * BLOCK);
        let table: &'static Sorted<usize, 3> =
            Box::leak(Box::new(Sorted::new(text.leak(), |[_, value, _]| value.parse().ok())));
        assert_sorted(table);
        for number in 0..200 {
            assert_eq!(table.find(&format!("k{number:04}")), Some(&number));
            assert_eq!(table.find(&format!("k{number:04}-")), None);
        }
        assert_eq!([table.find("a"), table.find("z")], [None, None]);
    }
}
