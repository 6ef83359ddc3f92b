//! Durations as Go's `time.ParseDuration` reads them.

/// Reads `1h30m`, `500ms`, `1.5s`, `0`; the result in nanoseconds. Fractions are cut at the nanosecond.
pub(super) fn parse(text: &str) -> Option<i128> {
    let (sign, mut left) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    if left == "0" {
        return Some(0);
    }
    let mut total = 0i128;
    if left.is_empty() {
        return None;
    }
    while !left.is_empty() {
        let (whole, behind) = digits(left);
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => digits(behind),
            None => ("", behind),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let unit_end = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let unit = nanoseconds(&behind[..unit_end])?;
        total += if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? as i128 * unit };
        let mut scale = unit;
        for digit in fraction.bytes().take(18) {
            scale /= 10;
            total += i128::from(digit - b'0') * scale;
        }
        if total > i128::from(i64::MAX) {
            return None;
        }
        left = &behind[unit_end..];
    }
    Some(sign * total)
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn nanoseconds(unit: &str) -> Option<i128> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn durations_of_go() {
        let seconds = |text| parse(text).map(|nanoseconds| nanoseconds as f64 / 1e9);
        assert_eq!(seconds("1m30s"), Some(90.0));
        assert_eq!(seconds("1.5h"), Some(5400.0));
        assert_eq!(seconds(".5s"), Some(0.5));
        assert_eq!(seconds("-5s"), Some(-5.0));
        assert_eq!(seconds("0"), Some(0.0));
        for bad in ["", "5", "s", "5x", "1.s.", "-", "$T", "99999999999999999999s", "9999999h"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
