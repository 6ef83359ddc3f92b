//! Evidence beside the place it is seen at, without saying twice what the place and the heading say already.

/// The file a `text` is seen in is called `seen_in`, the file it is about `about`: "`Makefile` runs it:
/// `deploy/compose.yaml`" beside `Makefile:4` and under `deploy/compose.yaml` is "runs it".
pub(super) fn beside_its_place<'a>(text: &'a str, seen_in: &str, about: &str) -> &'a str {
    let quoted = |text: &'a str, path: &str| {
        text.strip_prefix('`')
            .and_then(|text| text.strip_prefix(path))
            .and_then(|text| text.strip_prefix('`'))
    };
    let text = quoted(text, seen_in).map_or(text, str::trim_start);
    match text.rsplit_once(": ") {
        Some((head, tail)) if !about.is_empty() && quoted(tail, about) == Some("") => head,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::beside_its_place;

    #[test]
    fn nothing_is_said_twice() {
        let say = |text| beside_its_place(text, "Makefile", "a/compose.yaml");
        assert_eq!(say("`Makefile` runs it: `a/compose.yaml`"), "runs it");
        assert_eq!(say("`Makefile` runs it: `docker compose`"), "runs it: `docker compose`");
        assert_eq!(say("`Makefile.old` runs it: `compose.yaml`"), "`Makefile.old` runs it: `compose.yaml`");
        assert_eq!(say("has 75 % of its services"), "has 75 % of its services");
    }
}
