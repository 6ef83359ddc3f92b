//! What bake files are read as.

use super::*;
use proptest::prelude::*;

#[test]
fn a_bake_file() {
    let text = "variable \"TAG\" { default = \"latest\" }\n// note\ngroup \"default\" {\n  targets = [\"web\", # first\n    \"db\",]\n}\ntarget \"web\" {\n  inherits = [\"base\"]\n  context = \"./web\"\n  dockerfile = \"docker/${f(\"x\")}.Dockerfile\"\n  args = { A = \"1\", B = TAG\n  }\n  contexts = {\n    src = \"target:base\"\n  }\n  tags = TAG == \"\" ? [] : [\"x\"]\n  no-cache = true\n}\n";
    let blocks = parse(FileId(0), text);
    let heads: Vec<_> = blocks.iter().map(|b| (b.kind.value.as_str(), b.labels[0].value.as_str())).collect();
    assert_eq!(heads, [("variable", "TAG"), ("group", "default"), ("target", "web")]);
    assert_eq!(blocks[0].get("default").unwrap().string().unwrap().value, "latest");
    let targets: Vec<_> = blocks[1].get("targets").unwrap().strings().map(|s| s.value.as_str()).collect();
    assert_eq!(targets, ["web", "db"]);
    let web = &blocks[2];
    let context = web.get("context").unwrap().string().unwrap();
    assert_eq!(&text[context.span.range()], "./web");
    assert_eq!(web.get("dockerfile").unwrap().string().unwrap().value, "docker/${f(\"x\")}.Dockerfile");
    let Some(Value::Map(args)) = web.get("args") else { panic!("a map") };
    assert!(
        matches!(&args[..], [(a, Value::String(_)), (b, Value::Expression(_))] if a.value == "A" && b.value == "B")
    );
    assert!(matches!(web.get("contexts"), Some(Value::Map(_))));
    assert!(matches!(web.get("tags"), Some(Value::Expression(_))));
    assert!(matches!(web.get("no-cache"), Some(Value::Expression(_))));
}

#[test]
fn broken_text_ends() {
    for piece in ["a {", "a = [", "a = {b=", "\"${", "[", "/*", "a \"", "a = (\n"] {
        parse(FileId(0), &piece.repeat(20_000));
    }
}

fn check(value: &Value, text: &str) {
    match value {
        Value::String(string) => assert!(text.get(string.span.range()).is_some()),
        Value::List(values) => values.iter().for_each(|value| check(value, text)),
        Value::Map(entries) => entries.iter().for_each(|(_, value)| check(value, text)),
        Value::Expression(span) => assert!(text.get(span.range()).is_some()),
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "([aé={}\\[\\]\",#/* \\\\\n(:$]|a = |b \"x\" \\{\n|/\\*){0,60}") {
        for block in parse(FileId(0), &text) {
            prop_assert!(text.get(block.kind.span.range()).is_some());
            block.attributes.iter().for_each(|attribute| check(&attribute.value, &text));
        }
    }
}
