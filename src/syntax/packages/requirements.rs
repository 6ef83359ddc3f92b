//! `requirements.txt`. Source: pip's "Requirements File Format".

use super::{Need, Package, Packages};

/// A file of requirements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    /// What it names itself.
    pub packages: Packages,
    /// `-r FILE`: further files, as written.
    pub includes: Vec<String>,
    /// Whether it names something without a name: a path, a URL, an editable project.
    pub unnamed: bool,
}

/// Reads a file of requirements. Constraints (`-c`) install nothing and are left out.
pub fn requirements(text: &str) -> Requirements {
    let mut found = Requirements::default();
    // a file that pip-compile or its like wrote pins everything
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in joined.lines() {
        let line = without_comment(line).trim();
        if let Some(file) = option(line, &["-r", "--requirement"]) {
            found.includes.push(file.to_owned());
        } else if line.is_empty() || line.starts_with("-c") || line.starts_with("--") {
            found.unnamed |= option(line, &["--editable"]).is_some();
        } else {
            match requirement(line) {
                Some(package) => found.packages.list.push(package),
                None => found.unnamed |= !line.starts_with('-') || line.starts_with("-e"),
            }
        }
    }
    found
}

/// A comment starts the line or stands behind a space: `pkg @ https://x/#egg` has none.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    line.split_once(" #").map_or(line, |(before, _)| before)
}

fn option<'a>(line: &'a str, names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| {
        let rest = line.strip_prefix(name)?;
        let value = rest.trim_start_matches('=').trim();
        let ends = rest.starts_with([' ', '\t', '=']) || !name.starts_with("--");
        (ends && !value.is_empty()).then_some(value)
    })
}

/// `name[extra]==1.0 ; marker`
pub(super) fn requirement(text: &str) -> Option<Package> {
    let text = text.trim();
    let starts = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    let end = text.find(|other: char| !other.is_ascii_alphanumeric() && !"-_.".contains(other));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let rest = rest.trim_start();
    // `git+https://…`, `./wheels/a.whl`, `C:\x`
    if !starts || rest.starts_with([':', '/', '\\', '+']) || name.ends_with(".whl") || name.ends_with(".gz") {
        return None;
    }
    let (specifier, marker) = rest.split_once(';').unwrap_or((rest, ""));
    let version = specifier.split_once("==").map(|(_, version)| {
        let version = version.trim_start_matches('=').trim();
        version.split([',', ' ', '*']).next().unwrap_or_default()
    });
    let mut package = Package::at(name, version.filter(|version| !version.is_empty()), Need::Program);
    package.elsewhere = is_elsewhere(marker);
    package.extras = extras(rest);
    Some(package)
}

/// `[standard,http]`, and whatever follows
pub(super) fn extras(text: &str) -> Vec<String> {
    let list = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split(',').map(str::trim).filter(|extra| !extra.is_empty()).map(str::to_owned).collect()
}

/// A marker that 64-bit Linux surely doesn't meet: another system alone.
fn is_elsewhere(marker: &str) -> bool {
    let plain: String = marker.chars().filter(|c| !c.is_whitespace() && *c != '"' && *c != '\'').collect();
    let others = [
        "sys_platform==win32",
        "sys_platform==darwin",
        "platform_system==Windows",
        "platform_system==Darwin",
        "os_name==nt",
    ];
    !marker.split_whitespace().any(|word| word == "or") && others.iter().any(|other| plain.contains(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_all_kinds() {
        let text = "# head\nnumpy==1.26.4  # fast\nuvicorn[standard]>=0.2,<1\n-r base.txt\n--requirement=more.txt\n-c pins.txt\n\
                    --index-url https://example.com\npywin32 ; sys_platform == 'win32'\ngit+https://example.com/a\n-e .\n\
                    pkg @ https://example.com/p.tar.gz#x\nattrs==25.1 \\\n    --hash=sha256:aa\n";
        let found = requirements(text);
        let names: Vec<_> =
            found.packages.installed(false).map(|it| (it.name.as_str(), it.version.as_deref())).collect();
        assert_eq!(
            names,
            [("numpy", Some("1.26.4")), ("uvicorn", None), ("pkg", None), ("attrs", Some("25.1"))]
        );
        let extras: Vec<_> = found.packages.list.iter().map(|package| package.extras.join(" ")).collect();
        assert_eq!(extras[1], "standard");
        assert_eq!(super::extras("[a, b] >= 1"), ["a", "b"]);
        assert!(super::extras("==1").is_empty() && super::extras("[").is_empty());
        assert_eq!(found.includes, ["base.txt", "more.txt"]);
        assert!(found.unnamed && !found.packages.closed);
        assert!(!requirements("a\nb\n").unnamed);
    }
}
