//! What a text must look like where Compose reads it as something else. Each function says what is wrong with a text,
//! which holds no variables.

/// What a scalar must look like.
#[derive(Clone, Copy)]
pub(super) enum Format {
    /// Anything.
    Any,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// What this function finds nothing wrong with; it looks at texts.
    Text(fn(&str) -> Result<(), String>),
    /// What this function finds nothing wrong with; it looks at texts and at numbers, as written.
    Written(fn(&str) -> Result<(), String>),
}

impl Format {
    /// The one that asks for something.
    pub(super) const fn either(a: Format, b: Format) -> Format {
        match b {
            Format::Any => a,
            _ => b,
        }
    }
}

fn must(holds: bool, message: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(message()) }
}

/// compose-go's `toBoolean`.
pub(super) fn boolean(text: &str) -> Result<(), String> {
    let words = ["true", "false", "y", "yes", "on", "n", "no", "off"];
    must(words.iter().any(|word| text.eq_ignore_ascii_case(word)), || "must be `true` or `false`".to_owned())
}

/// Go's `strconv.Atoi`.
pub(super) fn integer(text: &str) -> Result<(), String> {
    must(text.parse::<i64>().is_ok(), || "must be a whole number".to_owned())
}

/// Go's `strconv.ParseFloat`, which also takes hexadecimal and `_`-free infinities: those are let pass.
pub(super) fn float(text: &str) -> Result<(), String> {
    let hexadecimal = text.trim_start_matches(['+', '-']).to_ascii_lowercase().starts_with("0x");
    must(hexadecimal || text.parse::<f64>().is_ok(), || "must be a number".to_owned())
}

/// A number of bytes.
pub(super) fn bytes(text: &str) -> Result<(), String> {
    must(byte_count(text).is_some(), || "must be a number of bytes, as in `512m` or `2gb`".to_owned())
}

/// go-units' `RAMInBytes`: a number, at most one space, and a unit.
pub(super) fn byte_count(text: &str) -> Option<f64> {
    if let Ok(number) = text.parse::<i64>() {
        return Some(number as f64);
    }
    let at = text.rfind(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '))?;
    let number = text[..=at].strip_suffix(' ').unwrap_or(&text[..=at]);
    let unit = text[at + 1..].to_ascii_lowercase();
    let letter = unit.chars().next();
    let power = match letter {
        None | Some('b') => 0,
        Some(letter) => 1 + "kmgtp".find(letter)?,
    };
    let rest = letter.map_or("", |letter| &unit[letter.len_utf8()..]);
    let is_unit = matches!((power, rest), (_, "") | (1.., "b" | "ib"));
    let number: f64 = number.parse().ok()?;
    (is_unit && number >= 0.0).then_some((number * 1024f64.powi(power as i32)).trunc())
}

/// Go's `time.ParseDuration` with days and weeks, as go-str2duration has them.
pub(super) fn duration(text: &str) -> Result<(), String> {
    let wrong = || "must be a duration with units, as in `1m30s`".to_owned();
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Ok(());
    }
    must(!rest.is_empty(), wrong)?;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let (digits, after) = rest.split_at(number);
        let unit = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let is_number = digits.contains(|c: char| c.is_ascii_digit()) && digits.matches('.').count() <= 1;
        let units = ["ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w"];
        must(is_number && units.contains(&&after[..unit]), wrong)?;
        rest = &after[unit..];
    }
    Ok(())
}

/// `KEY=value` or `KEY` in a list of environment variables.
pub(super) fn variable(text: &str) -> Result<(), String> {
    let name = text.split('=').next().unwrap_or_default();
    must(!name.ends_with(|c: char| c.is_ascii_whitespace()), || {
        format!("the variable's name `{}` ends in a space", name.trim_end())
    })
}

/// `all`, or how many devices.
pub(super) fn device_count(text: &str) -> Result<(), String> {
    let is_count = text.eq_ignore_ascii_case("all") || text.parse::<i64>().is_ok();
    must(is_count, || "must be `all` or a number".to_owned())
}

/// The words that a `pull_policy` must hold: compose-go's schema doesn't anchor its pattern.
pub(super) fn pull_policy(text: &str) -> Result<(), String> {
    let words =
        ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly", "every_"];
    must(words.iter().any(|word| text.contains(word)), || {
        "must be `always`, `never`, `missing`, `build`, `daily`, `weekly` or `every_<duration>`".to_owned()
    })
}

/// The pattern of `container_name`, which compose-go's schema doesn't anchor: two such characters in a row.
pub(super) fn container_name(text: &str) -> Result<(), String> {
    let fits = text.as_bytes().windows(2).any(|pair| {
        pair[0].is_ascii_alphanumeric() && (pair[1].is_ascii_alphanumeric() || b"_.-".contains(&pair[1]))
    });
    must(fits, || "must have two characters or more, of letters, digits, `_`, `.` and `-`".to_owned())
}

/// A count; the number may be written with a fraction, which is dropped.
pub(super) fn not_negative(text: &str) -> Result<(), String> {
    must(!text.starts_with('-'), || "must not be negative".to_owned())
}

/// `cpu_percent`.
pub(super) fn percent(text: &str) -> Result<(), String> {
    let number = text.parse::<i64>();
    must(number.is_ok_and(|number| (0..=100).contains(&number)), || "must be from 0 to 100".to_owned())
}

/// `oom_score_adj`.
pub(super) fn oom_score(text: &str) -> Result<(), String> {
    let number = text.parse::<i64>();
    must(number.is_ok_and(|number| (-1000..=1000).contains(&number)), || {
        "must be from -1000 to 1000".to_owned()
    })
}

/// [`bytes`], and not negative.
pub(super) fn size(text: &str) -> Result<(), String> {
    not_negative(text)?;
    bytes(text)
}

/// A text that isn't empty.
pub(super) fn not_blank(text: &str) -> Result<(), String> {
    must(!text.is_empty(), || "must not be empty".to_owned())
}

/// `HOST=IP` or `HOST:IP`.
pub(super) fn extra_host(text: &str) -> Result<(), String> {
    let Some((host, _)) = text.split_once('=').or_else(|| text.split_once(':')) else {
        return Err(format!("`{text}` lacks an address: write `host=address`"));
    };
    must(!host.is_empty() && !host.contains(':'), || format!("`{host}` is not a host name"))
}

/// `HOST[:CONTAINER[:PERMISSIONS]]`.
pub(super) fn device(text: &str) -> Result<(), String> {
    must(text.split(':').count() <= 3, || "has too many colons; use the long form".to_owned())
}

/// `NAME=value`.
pub(super) fn assignment(text: &str) -> Result<(), String> {
    must(text.contains('='), || "must be `name=value`".to_owned())
}

/// `default` or `ID=path`.
pub(super) fn ssh_key(text: &str) -> Result<(), String> {
    must(text == "default" || text.contains('='), || "must be `default` or `id=path`".to_owned())
}

/// An address as `host_ip` takes it.
pub(super) fn ip_address(text: &str) -> Result<(), String> {
    must(text.parse::<std::net::IpAddr>().is_ok(), || format!("`{text}` is not an IP address"))
}

/// go-connections' `ParsePortSpec`: `[[IP:]HOST:]CONTAINER[/PROTOCOL]`.
pub(super) fn port(text: &str) -> Result<(), String> {
    let parts: Vec<&str> = text.split(':').collect();
    let (address, host, container) = match parts.as_slice() {
        [container] => (String::new(), "", *container),
        [host, container] => (String::new(), *host, *container),
        [address @ .., host, container] => (address.join(":"), *host, *container),
        [] => return Ok(()),
    };
    let (container, protocol) = container.split_once('/').unwrap_or((container, ""));
    if container.is_empty() {
        return Err("names no port in the container".to_owned());
    }
    if !["", "tcp", "udp", "sctp"].contains(&protocol.to_ascii_lowercase().as_str()) {
        return Err(format!("`{protocol}` is not a protocol: `tcp`, `udp` or `sctp`"));
    }
    let address = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&address);
    if !address.is_empty() {
        ip_address(address)?;
    }
    let ports = port_range(container)?;
    let published = if host.is_empty() { ports } else { port_range(host)? };
    must(ports == 1 || published == ports, || {
        format!("`{host}` and `{container}` are ranges of different lengths")
    })
}

/// How many ports `80` or `80-90` are.
fn port_range(text: &str) -> Result<u16, String> {
    let wrong = || format!("`{text}` is not a port");
    let number = |text: &str| {
        text.parse::<u16>().ok().filter(|_| text.starts_with(|c: char| c.is_ascii_digit())).ok_or_else(wrong)
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if last < first {
        return Err(format!("`{text}` counts down"));
    }
    Ok((last - first).saturating_add(1))
}

/// compose-go's `ParseVolume`: `[SOURCE:]TARGET[:OPTIONS]`, where one letter before a colon is a Windows drive.
pub(super) fn mount(text: &str) -> Result<(), String> {
    must(!text.is_empty(), || "must not be empty".to_owned())?;
    if text.len() <= 2 {
        return Ok(());
    }
    let (mut colons, mut length, mut is_letter) = (0, 0, false);
    for c in text.chars().map(Some).chain([None]) {
        let is_drive = c == Some(':') && length == 1 && is_letter;
        if let Some(c) = c.filter(|c| *c != ':' || is_drive) {
            is_letter = length == 0 && c.is_alphabetic();
            length += 1;
        } else {
            must(length > 0, || format!("`{text}` has nothing between two colons"))?;
            colons += 1;
            length = 0;
        }
    }
    must(colons <= 3, || format!("`{text}` has too many colons"))
}

/// go-shellwords' `Parse`: quotes and brackets must be closed up to the first operator, where it stops reading.
pub(super) fn command_line(text: &str) -> Result<(), String> {
    let (mut quote, mut escaped, mut dollar) = (None, false, false);
    let mut word = String::new();
    for c in text.chars() {
        if escaped {
            escaped = false;
            word.push(c);
            continue;
        }
        match (c, quote) {
            ('\\', quote) if quote != Some('\'') => escaped = true,
            ('\'' | '"' | '`', None) if !dollar => quote = Some(c),
            ('\'' | '"' | '`', Some(open)) if open == c => quote = None,
            (')', None) if dollar => dollar = false,
            ('(', None) if !dollar && word.ends_with('$') => dollar = true,
            ('(' | ')', None) => {
                return Err(format!("`{c}` in a command must be quoted, or the command given as a list"));
            }
            (';' | '&' | '|' | '<' | '>', None) if !dollar => return Ok(()),
            (' ' | '\t' | '\r' | '\n', None) => word.clear(),
            _ => word.push(c),
        }
    }
    must(quote.is_none() && !escaped && !dollar, || "has a quote that is not closed".to_owned())
}
