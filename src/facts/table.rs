//! Reading the plain tables of `rules/facts`: tab-separated cells, `#` comments, one heading line.

/// The rows of a table as arrays of `N` cells. Rows of another width are left out; a test sees to it that none is.
pub(super) fn rows<const N: usize>(text: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    lines(text).filter_map(cells)
}

/// The data lines of a table.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
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

/// Checks in a test that every data line of a table has `N` cells, and that there are some.
#[cfg(test)]
pub(super) fn assert_width<const N: usize>(text: &'static str) {
    assert!(text.starts_with('#'), "a table says what it is");
    let bad: Vec<_> = lines(text).filter(|line| cells::<N>(line).is_none()).collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert!(rows::<N>(text).count() > 0);
}
