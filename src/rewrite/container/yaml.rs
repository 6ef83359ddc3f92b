//! A value of a Compose file written anew: anchors and merges resolved, scalars as they were.

use std::fmt::Write;

use crate::syntax::yaml::Node;

/// A key with its value as lines of block style, `indent` spaces in.
pub(super) fn entry(key: &str, value: Node<'_>, indent: usize) -> Result<String, String> {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    let entries = value.entries();
    if value.tag().is_some() {
        return Err(format!("`{key}` has a tag"));
    }
    if !entries.is_empty() {
        _ = writeln!(out, "{pad}{}:", text(key));
        for inner in entries {
            out += &entry(inner.key.as_str().unwrap_or_default(), inner.value, indent + 2)?;
        }
    } else if value.items().next().is_some() {
        _ = writeln!(out, "{pad}{}:", text(key));
        for inner in value.items() {
            _ = writeln!(out, "{pad}  - {}", item(inner)?);
        }
    } else {
        let value = item(value)?;
        let gap = if value.is_empty() { "" } else { " " };
        _ = writeln!(out, "{pad}{}:{gap}{value}", text(key));
    }
    Ok(out)
}

/// A value on one line.
pub(super) fn item(value: Node<'_>) -> Result<String, String> {
    if value.tag().is_some() {
        return Err("a value has a tag".to_owned());
    }
    if value.is_mapping() {
        let pairs = value.entries().into_iter().map(|inner| {
            let key = text(inner.key.as_str().unwrap_or_default());
            Ok(format!("{key}: {}", item(inner.value)?))
        });
        return Ok(format!("{{{}}}", pairs.collect::<Result<Vec<_>, String>>()?.join(", ")));
    }
    if value.is_sequence() {
        let items = value.items().map(item).collect::<Result<Vec<_>, String>>()?;
        return Ok(format!("[{}]", items.join(", ")));
    }
    let Some(written) = value.as_str() else { return Ok(String::new()) };
    // a number or a word like `true` stays one; every other text means the same in quotes
    let is_typed = value.style().is_some_and(|style| style.is_plain())
        && written
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-'));
    Ok(if is_typed { written.to_owned() } else { text(written) })
}

/// A text that is no number and no word of YAML's own: plain where that is plain to see, else in quotes.
pub(super) fn text(text: &str) -> String {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    // a colon parts a key from its value only where a space follows
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '.' | '_'))
        && text.bytes().enumerate().all(|(at, byte)| {
            is_inner(byte) || byte == b':' && text.as_bytes().get(at + 1).is_some_and(|next| is_inner(*next))
        })
        && text.trim_start_matches('.').starts_with(|c: char| !c.is_ascii_digit())
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | ".nan"
        );
    if is_plain { text.to_owned() } else { serde_json::Value::String(text.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::syntax::yaml::parse;

    #[test]
    fn what_is_written_means_the_same() {
        let texts = [
            "a", "a: b", "80:80", "true", "1.5", "${X:-y}", "", "- a", "#x", "C:\\x", "./a", ".5", "a\nb",
            "/x:/y:ro",
        ];
        for original in texts {
            let tree = parse(FileId(0), &format!("k: {}\n", text(original)));
            let value = tree.root().unwrap().get("k").unwrap();
            assert_eq!(value.as_str().unwrap_or_default(), original);
        }
        let tree = parse(FileId(0), "x: &x {a: 1, b: \"1\"}\nk:\n  <<: *x\n  c: [d, {e: 'f g'}]\n  m:\n");
        let written = entry("k", tree.root().unwrap().get("k").unwrap(), 0).unwrap();
        assert_eq!(written, "k:\n  c:\n    - d\n    - {e: \"f g\"}\n  m:\n  a: 1\n  b: \"1\"\n");
    }
}
