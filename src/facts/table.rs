//! Reading the plain tables of `rules/facts`: tab-separated cells, `#` comments, one heading line.

use std::cmp::Ordering;

use memchr::{memchr, memrchr};

/// The rows of a table as arrays of `N` cells. Rows of another width are left out; a test sees to it that none is.
pub(super) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    lines(text).filter_map(cells)
}

/// The data lines of a table.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}

/// The row with this first cell, in a table that is sorted by its first cells. Reads a few lines only: big tables
/// cost nothing until they are asked.
pub(super) fn find<const N: usize>(text: &'static str, key: &str) -> Option<[&'static str; N]> {
    let mut rest = body(text);
    while !rest.is_empty() {
        let bytes = rest.as_bytes();
        let start = memrchr(b'\n', bytes.get(..bytes.len() / 2)?).map_or(0, |at| at + 1);
        let end = memchr(b'\n', bytes.get(start..)?).map_or(bytes.len(), |length| start + length);
        let line = rest.get(start..end)?;
        match line.split('\t').next().unwrap_or_default().cmp(key) {
            Ordering::Equal => return cells(line),
            Ordering::Less => rest = rest.get(end + 1..).unwrap_or_default(),
            Ordering::Greater => rest = rest.get(..start)?,
        }
    }
    None
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

fn cells<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
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

/// Checks in a test that a table that is searched can be: sorted, no first cell twice, comments only at its head.
#[cfg(test)]
pub(super) fn assert_sorted<const N: usize>(text: &'static str) {
    assert_width::<N>(text);
    let keys: Vec<_> = rows::<N>(text).map(|row| row[0]).collect();
    assert_eq!(keys.len(), body(text).lines().count());
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "sorted by bytes, none twice");
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
        const TABLE: &str = "# what\n# why\nname\tvalue\na\t1\na-b\t2\nab\t3\nc\t4\n";
        for (key, value) in [("a", "1"), ("a-b", "2"), ("ab", "3"), ("c", "4")] {
            assert_eq!(find::<2>(TABLE, key), Some([key, value]));
        }
        for key in ["", "0", "name", "a-", "b", "d"] {
            assert_eq!(find::<2>(TABLE, key), None, "{key}");
        }
        assert_eq!(find::<2>("# empty\n", "a"), None);
        assert_eq!(find::<2>("# no end\nname\tvalue\na\t1", "a"), Some(["a", "1"]));
    }
}
