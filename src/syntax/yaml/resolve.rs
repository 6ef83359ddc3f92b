//! What type a scalar has: go-yaml's rules (`internal/libyaml/resolver.go`, v4.0.0-rc.4), not YAML 1.1's or 1.2's.

use std::borrow::Cow;

use super::scalar::Style;

/// A scalar's value. Dates, which go-yaml reads as times, and `!!binary` stay text here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolved<'a> {
    /// `~`, `null`, or nothing.
    Null,
    /// `true` or `false`; `yes` and `on` are text unless a schema asks for a boolean.
    Bool(bool),
    /// A whole number, also as `0o440`, `0440`, `0x1F`, `0b1` or `1_000`.
    Int(i64),
    /// A number with a fraction or an exponent, or one too large for [`Resolved::Int`].
    Float(f64),
    /// Everything else.
    Str(&'a str),
}

/// Types a scalar by how it is written.
pub(super) fn resolve<'a>(style: Style, tag: Option<&str>, text: &'a str) -> Resolved<'a> {
    match tag {
        None if style.is_plain() => untagged(text),
        Some("!!float") => match untagged(text) {
            Resolved::Int(value) => Resolved::Float(value as f64),
            other => other,
        },
        Some("!!int" | "!!bool" | "!!null") => untagged(text),
        _ => Resolved::Str(text),
    }
}

/// Whether go-yaml would refuse `text` under this tag, as it does `!!int x`.
pub(super) fn contradicts(tag: &str, text: &str) -> bool {
    match tag {
        "!!null" => untagged(text) != Resolved::Null,
        "!!bool" => !matches!(untagged(text), Resolved::Bool(_)),
        "!!int" => !matches!(untagged(text), Resolved::Int(_)),
        "!!float" => !matches!(untagged(text), Resolved::Int(_) | Resolved::Float(_)),
        _ => false,
    }
}

fn untagged(text: &str) -> Resolved<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Resolved::Null,
        "true" | "True" | "TRUE" => Resolved::Bool(true),
        "false" | "False" | "FALSE" => Resolved::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Resolved::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Resolved::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Resolved::Float(f64::NEG_INFINITY),
        "-0" => Resolved::Float(-0.0),
        _ => number(text).unwrap_or(Resolved::Str(text)),
    }
}

fn number(text: &str) -> Option<Resolved<'_>> {
    let first = *text.as_bytes().first()?;
    if first == b'.' {
        return float(text);
    }
    if !first.is_ascii_digit() && !matches!(first, b'+' | b'-') {
        return None;
    }
    let plain = if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) };
    integer(&plain).or_else(|| float(&plain))
}

/// Go's `strconv.ParseInt` with base 0, then `ParseUint`.
fn integer(text: &str) -> Option<Resolved<'static>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (radix, digits) = match unsigned.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &unsigned[2..]),
        [b'0', b'o' | b'O', ..] => (8, &unsigned[2..]),
        [b'0', b'b' | b'B', ..] => (2, &unsigned[2..]),
        [b'0', _, ..] => (8, &unsigned[1..]),
        _ => (10, unsigned),
    };
    // from_str_radix would take a second sign
    if !digits.starts_with(|c: char| c.is_ascii_hexdigit()) {
        return None;
    }
    let magnitude = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let value = if text.starts_with('-') { -magnitude } else { magnitude };
    match i64::try_from(value) {
        Ok(value) => Some(Resolved::Int(value)),
        Err(_) if text.len() == unsigned.len() => Some(Resolved::Float(value as f64)),
        Err(_) => None,
    }
}

/// Decimal fractions and exponents: `[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?`.
fn float(text: &str) -> Option<Resolved<'static>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !exponent.is_empty() && digits(exponent)
    });
    if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) || !exponent_fits {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(Resolved::Float(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        let cases = [
            ("0", Resolved::Int(0)),
            ("0440", Resolved::Int(288)),
            ("0o440", Resolved::Int(288)),
            ("-0x1F", Resolved::Int(-31)),
            ("0b101", Resolved::Int(5)),
            ("1_000", Resolved::Int(1000)),
            ("08", Resolved::Float(8.0)),
            ("9223372036854775807", Resolved::Int(i64::MAX)),
            ("-9223372036854775808", Resolved::Int(i64::MIN)),
            ("18446744073709551615", Resolved::Float(18446744073709551615.0)),
            ("1e3", Resolved::Float(1000.0)),
            (".5", Resolved::Float(0.5)),
            ("3.", Resolved::Float(3.0)),
            ("+1", Resolved::Int(1)),
        ];
        for (text, expected) in cases {
            assert_eq!(untagged(text), expected, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_value_is_text() {
        for text in [
            "22:22", "yes", "on", "y", "1.2.3", "0x", "+-1", "--1", "-", "+", ".", "1e", "1e999", "0xg", "e5",
        ] {
            assert_eq!(untagged(text), Resolved::Str(text), "{text}");
        }
    }

    #[test]
    fn quotes_and_unknown_tags_make_text() {
        assert_eq!(resolve(Style::SingleQuoted, None, "1"), Resolved::Str("1"));
        assert_eq!(resolve(Style::Plain, Some("!foo"), "1"), Resolved::Str("1"));
        assert_eq!(resolve(Style::DoubleQuoted, Some("!!int"), "3"), Resolved::Int(3));
        assert!(contradicts("!!int", "x") && !contradicts("!!float", "3"));
    }
}
