//! The tree as a whole: places, aliases, merges, limits.

use super::*;

fn read(text: &str) -> Yaml {
    parse(FileId(0), text)
}

fn messages(text: &str) -> Vec<String> {
    read(text).problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn spans_cover_what_is_written() {
    let text = "x:\n- a\n- {b: c}\ny:\n  z: |\n    t\n\n  e:\n# c\n";
    let yaml = read(text);
    let root = yaml.root().unwrap();
    let written = |node: Node<'_>| text[node.span().range()].to_owned();
    assert_eq!(written(root.get("x").unwrap()), "- a\n- {b: c}");
    assert_eq!(written(root.get("x").unwrap().items().nth(1).unwrap()), "{b: c}");
    let y = root.get("y").unwrap();
    assert_eq!(written(y), "z: |\n    t\n\n  e:");
    assert_eq!(written(y.get("z").unwrap()), "|\n    t");
    let e = y.get("e").unwrap();
    assert!(e.is_null() && e.span().is_empty() && text[..e.span().start as usize].ends_with("e:"));
    assert_eq!(&text[yaml.comments[0].range()], "# c");
}

#[test]
fn what_comes_through_an_alias_or_a_merge_knows_where_it_is_used() {
    let text = "x: &x {i: a, e: &e {k: v}}\na: *x\nb:\n  <<: *x\n  i: b\nc:\n  <<: [{j: 1}, *x]\n";
    let yaml = read(text);
    let root = yaml.root().unwrap();
    assert_eq!(yaml.problems, []);
    let used = |node: Node<'_>| &text[node.used_at().range()];
    let through_alias = root.get("a").unwrap().get("i").unwrap();
    assert_eq!((used(through_alias), &text[through_alias.span().range()]), ("*x", "a"));
    let b = root.get("b").unwrap();
    assert_eq!(b.get("i").unwrap().as_str(), Some("b"));
    assert_eq!(used(b.get("i").unwrap()), "b");
    assert_eq!(used(b.get("e").unwrap().get("k").unwrap()), "<<: *x");
    assert_eq!(used(root.get("c").unwrap().get("i").unwrap()), "*x");
    let keys: Vec<_> =
        root.get("c").unwrap().entries().iter().filter_map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["j", "i", "e"]);
}

#[test]
fn a_broken_document_keeps_what_was_read() {
    let yaml = read("a: 1\nb:\n  c: x: y\n---\nd: 2\n");
    assert_eq!(yaml.problems.len(), 1);
    let documents: Vec<_> = yaml.documents().collect();
    assert_eq!(documents[0].get("a").and_then(Node::as_str), Some("1"));
    assert_eq!(documents[1].get("d").and_then(Node::as_str), Some("2"));
}

#[test]
fn tags_and_anchors_have_places() {
    let text = "p: &q !reset [a]\nr: !!str 1\n";
    let yaml = read(text);
    let p = yaml.root().unwrap().get("p").unwrap();
    let (tag, anchor) = (p.tag().unwrap(), p.anchor().unwrap());
    assert_eq!((tag.value, &text[tag.span.range()]), ("!reset", "!reset"));
    assert_eq!((anchor.value, &text[anchor.span.range()]), ("q", "&q"));
    assert_eq!(yaml.root().unwrap().get("r").unwrap().tag().unwrap().value, "!!str");
}

#[test]
fn comments_may_stick_to_brackets_and_quotes() {
    let text = "a: [b]#c\nd: \"e\" # f\n";
    let yaml = read(text);
    assert_eq!(yaml.problems, []);
    assert_eq!(yaml.comments.iter().map(|span| &text[span.range()]).collect::<Vec<_>>(), ["#c", "# f"]);
}

#[test]
fn aliases_are_cut_where_go_yaml_cuts_them() {
    assert_eq!(messages("a: &a [*a]\n"), ["anchor `a` contains itself"]);
    assert_eq!(messages("a: *b\n"), ["unknown anchor `b`"]);
    let mut laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for n in 1..10 {
        laughs += &format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","));
    }
    assert_eq!(messages(&laughs), ["the document grows too large by its aliases"]);
    let (open, close) = ("[".repeat(150), "]".repeat(150));
    let chain = format!("a: &a {open}{close}\nb: &b {open}*a{close}\nc: &c {open}*b{close}\n");
    assert_eq!(messages(&chain), ["anchor `b` is nested too deeply to be used here"]);
}

#[test]
fn nesting_has_a_limit() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert!(!read(&text).problems.is_empty());
    }
}

#[test]
fn merging_needs_mappings() {
    assert_eq!(messages("a: &a [{b: c}]\nd: {<<: *a}\n"), [""; 0]);
    assert_eq!(messages("d: {<<: [a]}\n").len(), 1);
    assert_eq!(messages("d: {<<: }\n").len(), 1);
    assert_eq!(messages("d: {\"<<\": a}\n"), [""; 0]);
}

#[test]
fn visits_count_values_and_aliases_but_no_keys() {
    assert_eq!(read("a: &a [b, c]\nd: *a\n").visits(), 5);
}

#[test]
fn a_collection_holds_all_of_its_parts_where_the_text_breaks_off() {
    let yaml = read("a:\n  b:\n\n  ? \n: ||");
    assert_eq!(yaml.problems.len(), 1);
    let root = yaml.root().unwrap();
    assert!(root.own_entries().all(|entry| root.span().contains(entry.value.span())));
}
