//! `careen.toml`: read with the place of every key, so that a mistake can be pointed at.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::args::{FailOn, ReadingArguments};
use super::names;
use super::suggest::did_you_mean;
use crate::lint::Rule;
use crate::settings::{Budget, Counted, Level, Settings, Severity};
use crate::source::LineIndex;

/// Names of the file, in the order they are looked for at the root.
const NAMES: [&str; 2] = ["careen.toml", ".careen.toml"];
/// The keys it may hold.
const KEYS: [&str; 5] = ["entry", "exclude", "fail-on", "rules", "budget"];

/// A configuration, read and checked.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// Where it was read from.
    pub(super) file: Option<PathBuf>,
    /// The values.
    pub(super) settings: Settings,
    /// From which level on findings make a run fail.
    pub(super) fail_on: Option<FailOn>,
}

/// What is wrong with a configuration, and where.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("cannot read the configuration `{path}`: {message}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        message: String,
    },
    /// A key or a value is wrong.
    #[error("{path}:{line}:{column}: {message}")]
    Wrong {
        /// The file.
        path: String,
        /// 1-based line.
        line: u32,
        /// 1-based column, in characters.
        column: u32,
        /// What is wrong.
        message: String,
    },
}

impl Config {
    /// The configuration in force for `root`, with what the arguments say on top.
    pub(super) fn load(
        root: &Path,
        arguments: &ReadingArguments,
        rules: &'static [Rule],
    ) -> Result<Self, ConfigError> {
        let mut config = match Self::find(root, arguments) {
            Some(file) => {
                let path = file.display().to_string();
                let text = std::fs::read_to_string(&file).map_err(|error| ConfigError::Unreadable {
                    path: path.clone(),
                    message: error.to_string(),
                })?;
                Self { file: Some(file), ..Self::parse(&path, &text, rules)? }
            }
            None => Self::default(),
        };
        config.settings.no_history = arguments.no_history;
        config.settings.no_ignore = arguments.no_ignore;
        Ok(config)
    }

    fn find(root: &Path, arguments: &ReadingArguments) -> Option<PathBuf> {
        match &arguments.config {
            Some(file) => Some(file.clone()),
            None if arguments.no_config => None,
            None => NAMES.iter().map(|name| root.join(name)).find(|file| file.is_file()),
        }
    }

    /// Reads the text of a configuration; `path` is for messages.
    fn parse(path: &str, text: &str, rules: &'static [Rule]) -> Result<Self, ConfigError> {
        let place = |(span, message): Mistake| {
            let at = LineIndex::new(text).position(text, span.start as u32);
            ConfigError::Wrong { path: path.to_owned(), line: at.line, column: at.column, message }
        };
        let table = DeTable::parse(text)
            .map_err(|error| place((error.span().unwrap_or_default(), error.message().to_owned())))?;
        Self::read(table.get_ref(), rules).map_err(place)
    }

    fn read(table: &DeTable<'_>, rules: &'static [Rule]) -> Result<Self, Mistake> {
        let mut config = Self::default();
        for (key, value) in table.iter() {
            match key.get_ref().as_ref() {
                "entry" => config.settings.entry = globs(value)?,
                "exclude" => config.settings.exclude = globs(value)?,
                "fail-on" => config.fail_on = Some(word(value, &FAIL_ON)?),
                "rules" => read_levels(value, rules, &mut config.settings)?,
                "budget" => config.settings.budget = read_budget(value)?,
                name => return Err((key.span(), unknown("key", name, KEYS.into_iter()))),
            }
        }
        Ok(config)
    }
}

/// What is wrong, and which bytes of the file say so.
type Mistake = (Range<usize>, String);
type Value<'i> = Spanned<DeValue<'i>>;

const FAIL_ON: [(&str, FailOn); 4] = [
    ("error", FailOn::Error),
    ("warning", FailOn::Warning),
    ("info", FailOn::Info),
    ("never", FailOn::Never),
];

const LEVELS: [(&str, Level); 4] = [
    ("off", Level::Off),
    ("info", Level::At(Severity::Info)),
    ("warning", Level::At(Severity::Warning)),
    ("error", Level::At(Severity::Error)),
];

fn read_levels(value: &Value<'_>, rules: &'static [Rule], settings: &mut Settings) -> Result<(), Mistake> {
    let table = value.get_ref().as_table().ok_or_else(|| expected(value, "a table"))?;
    for (key, value) in table.iter() {
        let name = key.get_ref().as_ref();
        if !names::all(rules).any(|known| known == name) {
            return Err((key.span(), unknown("rule or category", name, names::all(rules))));
        }
        settings.levels.insert(name.to_owned(), word(value, &LEVELS)?);
    }
    Ok(())
}

const COUNTED: [(&str, Counted); 3] =
    [("sum", Counted::Sum), ("unique", Counted::Unique), ("pull", Counted::Pull)];

fn read_budget(value: &Value<'_>) -> Result<Budget, Mistake> {
    let table = value.get_ref().as_table().ok_or_else(|| expected(value, "a table"))?;
    let mut budget = Budget::default();
    for (key, value) in table.iter() {
        match key.get_ref().as_ref() {
            "total" => budget.total = Some(bytes(value)?),
            "image" => budget.image = Some(bytes(value)?),
            "of" => budget.of = word(value, &COUNTED)?,
            "images" => {
                let images = value.get_ref().as_table().ok_or_else(|| expected(value, "a table"))?;
                for (name, value) in images.iter() {
                    budget.images.insert(name.get_ref().to_string(), bytes(value)?);
                }
            }
            name => {
                let known = ["total", "image", "of", "images"].into_iter();
                return Err((key.span(), unknown("key", name, known)));
            }
        }
    }
    Ok(budget)
}

/// `"300MB"`, `"1.5 GB"`: in thousands, as Docker counts.
fn bytes(value: &Value<'_>) -> Result<u64, Mistake> {
    const UNITS: [(&str, f64); 4] = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)];
    let wrong = || (value.span(), "expected a size such as `\"300MB\"` or `\"1.5GB\"`".to_owned());
    let text = value.get_ref().as_str().ok_or_else(wrong)?.trim();
    let unit = UNITS.iter().find_map(|(unit, by)| Some((text.strip_suffix(unit)?, by)));
    let (number, by) = unit.ok_or_else(wrong)?;
    let number: f64 = number.trim().parse().map_err(|_| wrong())?;
    if number.is_finite() && number >= 0.0 { Ok((number * by) as u64) } else { Err(wrong()) }
}

fn globs(value: &Value<'_>) -> Result<Vec<String>, Mistake> {
    let list = value.get_ref().as_array().ok_or_else(|| expected(value, "a list of globs"))?;
    let glob = |item: &Value<'_>| {
        let text = item.get_ref().as_str().ok_or_else(|| expected(item, "a glob"))?;
        globset::Glob::new(text).map_err(|error| (item.span(), error.kind().to_string()))?;
        Ok(text.to_owned())
    };
    list.iter().map(glob).collect()
}

fn word<T: Copy>(value: &Value<'_>, words: &[(&str, T)]) -> Result<T, Mistake> {
    let all = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let text = value.get_ref().as_str().ok_or_else(|| expected(value, &format!("one of {all}")))?;
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, value)| *value).ok_or_else(|| (value.span(), format!("`{text}` is none of {all}")))
}

fn expected(value: &Value<'_>, what: &str) -> Mistake {
    (value.span(), format!("expected {what}, found {}", value.get_ref().type_str()))
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    format!("unknown {what} `{name}`{}", did_you_mean(name, known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::RULES;

    fn wrong(text: &str) -> String {
        Config::parse("careen.toml", text, RULES).unwrap_err().to_string()
    }

    #[test]
    fn all_keys_are_read() {
        let text = "entry = ['deploy/*.yml']\nexclude = [\"vendor\"]\nfail-on = 'error'\n\
                    [rules]\nnon-slim-base = 'error'\ndead = 'off'\n";
        let config = Config::parse("careen.toml", text, RULES).unwrap();
        assert_eq!(config.settings.entry, ["deploy/*.yml"]);
        assert_eq!(config.settings.exclude, ["vendor"]);
        assert_eq!(config.fail_on, Some(FailOn::Error));
        assert_eq!(config.settings.levels["non-slim-base"], Level::At(Severity::Error));
        assert_eq!(config.settings.levels["dead"], Level::Off);
    }

    #[test]
    fn budgets_are_sizes() {
        let text = "[budget]\ntotal = '1.5GB'\nimage = '300 MB'\nof = 'unique'\n[budget.images]\n'shop-api' = '90MB'\n";
        let budget = Config::parse("careen.toml", text, RULES).unwrap().settings.budget;
        assert_eq!((budget.total, budget.image), (Some(1_500_000_000), Some(300_000_000)));
        assert_eq!((budget.of, budget.images["shop-api"]), (Counted::Unique, 90_000_000));
        for text in ["total = '1'", "total = 5", "total = '-1GB'", "total = 'manyMB'"] {
            assert!(wrong(&format!("[budget]\n{text}")).contains("expected a size"), "{text}");
        }
        assert!(wrong("[budget]\ntotals = '1GB'").ends_with("did you mean `total`?"));
    }

    #[test]
    fn mistakes_are_pointed_at() {
        assert_eq!(wrong("\nentrys = []"), "careen.toml:2:1: unknown key `entrys`; did you mean `entry`?");
        assert_eq!(
            wrong("[rules]\nnon-slim-bass = 'off'"),
            "careen.toml:2:1: unknown rule or category `non-slim-bass`; did you mean `non-slim-base`?"
        );
        assert_eq!(
            wrong("fail-on = 'errors'"),
            "careen.toml:1:11: `errors` is none of `error`, `warning`, `info`, `never`"
        );
        assert_eq!(wrong("entry = 'x'"), "careen.toml:1:9: expected a list of globs, found string");
        assert!(wrong("entry = ['a[']").starts_with("careen.toml:1:10: "), "{}", wrong("entry = ['a[']"));
        assert!(wrong("entry = [").starts_with("careen.toml:1:"), "{}", wrong("entry = ["));
    }
}
