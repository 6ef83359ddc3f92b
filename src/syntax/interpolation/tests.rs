//! What templates are read as.

use super::*;
use proptest::prelude::*;

fn resolve(text: &str) -> Value {
    parse(text).unwrap().resolve(&|name| match name {
        "A" => Some("a".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    })
}

#[test]
fn values_are_known_assumed_or_unknown() {
    let known = |text: &str| Value::Known(text.to_owned());
    let assumed = |text: &str| Value::Assumed(text.to_owned());
    let cases = [
        ("x$A-${A}", known("xa-a")),
        ("$$A $${A}", known("$A ${A}")),
        ("${A:-d}", known("a")),
        ("${EMPTY:-d}${EMPTY-d}", known("d")),
        ("${NONE:-d}", assumed("d")),
        ("${NONE-${A}}", assumed("a")),
        ("${NONE:-${MORE:-x}.yml}", assumed("x.yml")),
        ("${NONE:-$MORE}", Value::Unknown),
        ("${A:+yes}${EMPTY:+no}${EMPTY+yes}", known("yesyes")),
        ("${NONE:+yes}", assumed("")),
        ("${A:?why}", known("a")),
        ("${NONE:?why} x", Value::Unknown),
        ("${NONE:-{}}", assumed("{}")),
        ("${NONE:-$${x}}", assumed("${x}")),
        ("$NONE", Value::Unknown),
        ("$1 $(x) $! $", known("$1 $(x) $! $")),
        ("${NONE:-$}", assumed("$")),
        ("", known("")),
    ];
    for (text, expected) in cases {
        assert_eq!(resolve(text), expected, "{text}");
    }
}

#[test]
fn what_compose_refuses_is_refused_at_its_place() {
    let cases = [
        ("${}", 0),
        ("x${ A}", 1),
        ("${A }", 0),
        ("${A:}", 0),
        ("${A", 0),
        ("${A:-b", 0),
        ("$ ${", 2),
        ("${A!x}", 0),
    ];
    for (text, at) in cases {
        assert_eq!(parse(text).unwrap_err().0, at, "{text}");
    }
    assert!(parse(&"${A:-".repeat(10_000)).is_err());
}

#[test]
fn variables_are_listed_with_nested_ones() {
    let template = parse("${A:-${B:-$C}} $D").unwrap();
    assert_eq!(template.variables(), ["A", "B", "C", "D"]);
    let Part::Variable { range, .. } = &template.parts[0] else { panic!("a variable") };
    assert_eq!(*range, 0..14);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[$A{}:?+é -]{0,40}") {
        match parse(&text) {
            Ok(template) => { template.resolve(&|_| Some("é".into())); }
            Err((at, _)) => prop_assert!(text.is_char_boundary(at)),
        }
    }
}
