//! Mermaid's grammar, as far as it is used here.

use super::Drawn;

/// A reader of the part of Mermaid's grammar that is used here, line by line; panics at anything else.
pub(super) fn read(text: &str) -> Drawn {
    let mut drawn = Drawn::default();
    let mut lines = text.lines().map(str::trim);
    let mut open = 0;
    assert_eq!(lines.next(), Some("flowchart LR"));
    for line in lines {
        let is_id =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if let Some(rest) = line.strip_prefix("subgraph ") {
            let (id, label) = rest.split_once('[').unwrap();
            assert!(is_id(id));
            drawn.clusters.insert(id.to_owned(), label_of(label.strip_suffix(']').unwrap()).join("\n"));
            open += 1;
        } else if line == "end" {
            open -= 1;
        } else if line.starts_with("%% ") || line.starts_with("classDef ") {
        } else if let Some(rest) = line.strip_prefix("class ") {
            let (ids, class) = rest.split_once(' ').unwrap();
            assert!(is_id(class) && ids.split(',').all(is_id), "{line}");
        } else if let Some((from, to)) = line.split_once(" --> ") {
            drawn.edges.push((from.to_owned(), to.to_owned()));
        } else if let Some((from, rest)) = line.split_once(" -. \"") {
            let (says, to) = rest.split_once("\" .-> ").unwrap();
            assert!(["superseded by", "on top of", "beside"].contains(&says), "{line}");
            drawn.edges.push((from.to_owned(), to.to_owned()));
        } else {
            let at = line.find(['(', '[']).unwrap_or_else(|| panic!("what is this? {line}"));
            let (id, shape) = line.split_at(at);
            assert!(is_id(id), "{line}");
            let label = [("[(", ")]"), ("(", ")"), ("[", "]")]
                .iter()
                .find_map(|(open, close)| shape.strip_prefix(open)?.strip_suffix(close))
                .unwrap();
            assert!(drawn.nodes.insert(id.to_owned(), label_of(label)).is_none(), "{id} is drawn twice");
        }
    }
    assert_eq!(open, 0, "every subgraph ends");
    drawn
}

/// What Mermaid draws for a quoted label: `#35;` is a character, and nothing but letters and a few signs stands there.
fn label_of(quoted: &str) -> Vec<String> {
    let inner = quoted.strip_prefix('"').and_then(|label| label.strip_suffix('"')).expect("quotes");
    let line = |line: &str| {
        let mut text = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('#') {
            let (number, after) = after.split_once(';').expect("an entity ends");
            text += before;
            text.push(char::from_u32(number.parse().unwrap()).unwrap());
            rest = after;
        }
        let harmless = |c: char| c.is_alphanumeric() || "-_./:,() #;".contains(c);
        assert!(line.chars().all(harmless), "{line}");
        text + rest
    };
    inner.split("<br/>").map(line).collect()
}
