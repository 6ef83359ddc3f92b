//! What packages of PyPI weigh and what they bring along.

use std::borrow::Cow;

use crate::facts::table::{self, Sorted};

static MEASURED: Sorted<Pypi, 10> =
    Sorted::new(include_str!("../../../rules/facts/pypi-packages.tsv"), measured);
static WHEELS: Sorted<Pypi, 6> = Sorted::new(include_str!("../../../rules/facts/pypi-wheels.tsv"), by_wheel);
static EXTRAS: Sorted<Vec<&str>, 2> =
    Sorted::new(include_str!("../../../rules/facts/pypi-extras.tsv"), |[_, needs]| Some(list(needs)));
const FALLBACKS: &str = include_str!("../../../rules/facts/pypi-fallbacks.tsv");

/// A package of PyPI for CPython 3.11 on x86-64 Linux.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pypi {
    /// The version that the figures are of.
    pub version: &'static str,
    /// Whether it holds compiled code.
    pub native: bool,
    /// Whether it has no wheel: `wheel` is the size of its sources, and what they become is known roughly.
    pub source: bool,
    /// The wheel that is downloaded; bytes.
    pub wheel: u64,
    /// What it takes once installed; none where only the wheel is known.
    pub measured: Option<Installed>,
    /// Direct dependencies, in the spelling of the table's names.
    pub dependencies: Vec<&'static str>,
}

/// A package of PyPI by itself, installed; bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installed {
    /// With byte code.
    pub with_bytecode: u64,
    /// With `--no-compile`.
    pub without_bytecode: u64,
}

/// A PyPI package by any spelling of its name (`Scikit_Learn`), without extras and version.
pub fn pypi(name: &str) -> Option<&'static Pypi> {
    let name = normalized(name);
    MEASURED.find(&name).or_else(|| WHEELS.find(&name))
}

fn measured(
    [_, version, kind, wheel, installed, bare, _count, _closure, _musl, needs]: [&'static str; 10],
) -> Option<Pypi> {
    let [wheel, with_bytecode, without_bytecode] = [wheel, installed, bare].map(table::bytes);
    Some(Pypi {
        version,
        native: kind == "native",
        source: kind == "source",
        wheel: wheel?,
        measured: Some(Installed { with_bytecode: with_bytecode?, without_bytecode: without_bytecode? }),
        dependencies: list(needs),
    })
}

fn by_wheel([_, version, kind, wheel, needs, _locks]: [&'static str; 6]) -> Option<Pypi> {
    Some(Pypi {
        version,
        native: kind == "native",
        source: kind == "source",
        wheel: table::kilobytes(wheel)?,
        measured: None,
        dependencies: list(needs),
    })
}

/// What a package brings besides where it is asked for with an extra: `standard` of `uvicorn[standard]`. Empty where no
/// table knows that.
pub fn pypi_extra(name: &str, extra: &str) -> &'static [&'static str] {
    let key = format!("{}[{}]", normalized(name), normalized(extra));
    EXTRAS.find(&key).map_or(&[], Vec::as_slice)
}

fn list(cell: &'static str) -> Vec<&'static str> {
    table::known(cell).map(|names| names.split(',').collect()).unwrap_or_default()
}

/// Whether a PyPI package goes on in Python where its compiled modules aren't found.
pub fn pypi_has_fallback(name: &str) -> bool {
    let name = normalized(name);
    table::rows::<2>(FALLBACKS).any(|[package, _]| package == name)
}

/// A project name as PyPI compares it (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`.
pub fn normalized(name: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.chars().all(is_plain) && !name.contains("--") {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | '_' | '.' if out.ends_with('-') => {}
            '-' | '_' | '.' => out.push('-'),
            _ => out.push(c.to_ascii_lowercase()),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_names_are_compared_as_pypi_does() {
        assert_eq!(pypi("Scikit_Learn"), pypi("scikit-learn"));
        let pandas = pypi("pandas").expect("in the table");
        assert!(pandas.native && pandas.measured.is_some_and(|it| it.with_bytecode > pandas.wheel));
        assert!(pandas.dependencies.contains(&"numpy"));
        assert_eq!(pypi(""), None);
    }

    #[test]
    fn a_wheel_is_known_where_nothing_was_measured() {
        let known = pypi("openpyxl").expect("downloaded much");
        assert!(known.measured.is_none() && !known.native && known.wheel > 100_000);
    }

    #[test]
    fn some_packages_have_no_wheel() {
        let compiled = pypi("psycopg2").expect("locked often");
        assert!(
            compiled.source && compiled.wheel < 1_000_000 && !pypi("psycopg2-binary").expect("too").source
        );
    }

    #[test]
    fn extras_bring_packages() {
        assert!(pypi_extra("Uvicorn", "standard").contains(&"uvloop"));
        assert_eq!(pypi_extra("psycopg", "binary"), ["psycopg-binary"]);
        assert!(pypi_extra("uvicorn", "no-such-extra").is_empty());
    }

    #[test]
    fn the_tables_are_whole() {
        table::assert_sorted(&EXTRAS);
        for [extra, needs] in EXTRAS.rows() {
            assert!(list(needs).iter().all(|need| pypi(need).is_some()), "{extra}");
        }
        table::assert_sorted(&MEASURED);
        table::assert_sorted(&WHEELS);
        table::assert_width::<2>(FALLBACKS);
        let both = MEASURED.rows().map(|row| (row[0], row[9]));
        for (name, needs) in both.chain(WHEELS.rows().map(|row| (row[0], row[4]))) {
            assert!(pypi(name).is_some(), "{name}");
            assert!(list(needs).iter().all(|need| *need == normalized(need)), "{name} needs {needs}");
        }
        for [name, ..] in WHEELS.rows() {
            assert!(MEASURED.find(name).is_none(), "{name} was measured");
            let row = WHEELS.find(name).expect(name);
            assert!(row.dependencies.iter().all(|need| pypi(need).is_some()));
        }
    }
}
