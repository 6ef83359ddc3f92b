//! The comma-separated fields in `--mount=…` and `--device=…`, which may stand in double quotes.

use std::ops::Range;

/// A field without its quotes, and where it stands, quotes included.
pub(super) type Field = (String, Range<usize>);

/// Cuts a line of fields; `None` where quotes are misplaced or there is nothing.
pub(super) fn fields(line: &str) -> Option<Vec<Field>> {
    if line.is_empty() {
        return None;
    }
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let (field, end) = match line[at..].strip_prefix('"') {
            Some(_) => quoted(line, at + 1)?,
            None => {
                let end = line[at..].find(',').map_or(line.len(), |comma| at + comma);
                (line[at..end].to_owned(), end)
            }
        };
        if !line[at..].starts_with('"') && field.contains('"') {
            return None;
        }
        fields.push((field, at..end));
        match line[end..].strip_prefix(',') {
            Some(_) => at = end + 1,
            None if end == line.len() => return Some(fields),
            None => return None,
        }
    }
}

fn quoted(line: &str, start: usize) -> Option<(String, usize)> {
    let mut field = String::new();
    let mut at = start;
    loop {
        let quote = at + line[at..].find('"')?;
        field.push_str(&line[at..quote]);
        at = quote + 1;
        if !line[at..].starts_with('"') {
            return Some((field, at));
        }
        field.push('"');
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn quotes_keep_commas() {
        let read =
            |line| fields(line).map(|fields| fields.into_iter().map(|(field, _)| field).collect::<Vec<_>>());
        assert_eq!(read(r#"a=1,"b=2,3","c=""x""""#).unwrap(), ["a=1", "b=2,3", "c=\"x\""]);
        assert_eq!(read("a,").unwrap(), ["a", ""]);
        for bad in ["", "a\"b", "\"a", "\"a\"b"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
