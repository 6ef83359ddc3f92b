//! The words the tables of [`super::tables`] are written in: what a value may be.

use super::formats::{self, Format};

/// What a value may be: each of the three kinds YAML has, or several of them.
#[derive(Clone, Copy)]
pub(super) struct Schema {
    /// As a scalar; null counts as one.
    pub(super) scalar: Option<Scalar>,
    /// As a list.
    pub(super) list: Option<List>,
    /// As a mapping.
    pub(super) map: Option<Map>,
}

/// Which scalars are taken.
#[derive(Clone, Copy)]
pub(super) struct Scalar {
    /// A set of [`TEXT`], [`WHOLE`], [`FRACTION`], [`TRUTH`] and [`NOTHING`].
    pub(super) types: u8,
    /// What the text or the number must look like; a value with a variable in it is not looked at.
    pub(super) format: Format,
}

pub(super) const TEXT: u8 = 1;
pub(super) const WHOLE: u8 = 2;
pub(super) const FRACTION: u8 = 4;
pub(super) const TRUTH: u8 = 8;
pub(super) const NOTHING: u8 = 16;

/// Which lists are taken.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// What each item must be.
    pub(super) item: &'static Schema,
    /// Whether Compose refuses the same item twice. Where it drops the second one silently, it doesn't.
    pub(super) unique: bool,
}

/// Which mappings are taken.
#[derive(Clone, Copy)]
pub(super) enum Map {
    /// Names that people choose, of any characters.
    Free(&'static Schema),
    /// Names that people choose, of letters, digits, `.`, `_` and `-`.
    Named(&'static Schema),
    /// Keys that Compose defines.
    Object(&'static Object),
}

/// A mapping with keys that Compose defines.
pub(super) struct Object {
    /// The keys it knows.
    pub(super) keys: &'static [(&'static str, Schema)],
    /// Those that may not be left out.
    pub(super) required: &'static [&'static str],
    /// What happens to other keys.
    pub(super) unknown: Unknown,
}

/// What a key is that Compose doesn't define here. Each Compose refuses every one; but a newer one than the tables may
/// know keys they don't, and a finding must still be true then.
#[derive(Clone, Copy)]
pub(super) enum Unknown {
    /// Gained no key in years: it is refused.
    Refused,
    /// Gains keys every other release: refused only where it is plainly a slip, that is near a known key or one of
    /// these, which are written as said beside them.
    MayBeNew(&'static [(&'static str, &'static str)]),
}

impl Schema {
    /// What either of the two takes; the other's list or mapping wins where both have one.
    pub(super) const fn or(self, other: Schema) -> Schema {
        Schema {
            scalar: match (self.scalar, other.scalar) {
                (Some(a), Some(b)) => {
                    Some(Scalar { types: a.types | b.types, format: Format::either(a.format, b.format) })
                }
                (Some(one), None) | (None, Some(one)) => Some(one),
                (None, None) => None,
            },
            list: if other.list.is_some() { other.list } else { self.list },
            map: if other.map.is_some() { other.map } else { self.map },
        }
    }

    /// With another format.
    pub(super) const fn like(self, format: Format) -> Schema {
        match self.scalar {
            Some(Scalar { types, .. }) => Schema { scalar: Some(Scalar { types, format }), ..self },
            None => self,
        }
    }
}

const NO: Schema = Schema { scalar: None, list: None, map: None };

pub(super) const fn scalar(types: u8) -> Schema {
    Schema { scalar: Some(Scalar { types, format: Format::Any }), ..NO }
}

/// A list in which Compose takes an item twice.
pub(super) const fn list(item: &'static Schema) -> Schema {
    Schema { list: Some(List { item, unique: false }), ..NO }
}

/// A list in which Compose refuses an item twice.
pub(super) const fn set(item: &'static Schema) -> Schema {
    Schema { list: Some(List { item, unique: true }), ..NO }
}

pub(super) const fn free(value: &'static Schema) -> Schema {
    Schema { map: Some(Map::Free(value)), ..NO }
}

pub(super) const fn named(value: &'static Schema) -> Schema {
    Schema { map: Some(Map::Named(value)), ..NO }
}

pub(super) const fn object(object: &'static Object) -> Schema {
    Schema { map: Some(Map::Object(object)), ..NO }
}

/// One of a few words.
pub(super) const fn one_of(words: &'static [&'static str]) -> Schema {
    STRING.like(Format::OneOf(words))
}

pub(super) const NULL: Schema = scalar(NOTHING);
pub(super) const STRING: Schema = scalar(TEXT);
/// A boolean, or a text that reads as one: `yes`, `"off"`.
pub(super) const BOOL: Schema = scalar(TRUTH | TEXT).like(Format::Text(formats::boolean));
/// A boolean or any text.
pub(super) const BOOL_OR_TEXT: Schema = scalar(TRUTH | TEXT);
/// `true` or `false` and nothing else.
pub(super) const STRICT_BOOL: Schema = scalar(TRUTH);
/// A whole number, or a text that reads as one.
pub(super) const INT: Schema = scalar(WHOLE | TEXT).like(Format::Text(formats::integer));
/// A number, or a text that reads as one.
pub(super) const FLOAT: Schema = scalar(WHOLE | FRACTION | TEXT).like(Format::Text(formats::float));
/// A number or any text.
pub(super) const NUMBER_OR_TEXT: Schema = scalar(WHOLE | FRACTION | TEXT);
/// A whole number or any text.
pub(super) const INT_OR_TEXT: Schema = scalar(WHOLE | TEXT);
/// A number of bytes, or a text such as `512m`.
pub(super) const BYTES: Schema = scalar(WHOLE | FRACTION | TEXT).like(Format::Text(formats::bytes));
/// `1m30s`; never a bare number.
pub(super) const DURATION: Schema = STRING.like(Format::Text(formats::duration));
pub(super) const STRINGS: Schema = list(&STRING);
pub(super) const STRING_SET: Schema = set(&STRING);
pub(super) const STRING_OR_LIST: Schema = STRING.or(STRINGS);
pub(super) const STRING_OR_SET: Schema = STRING.or(STRING_SET);
/// Any scalar.
pub(super) const SCALAR: Schema = scalar(TEXT | WHOLE | FRACTION | TRUTH | NOTHING);
/// `KEY: value` or a list of `KEY=value` where later ones win.
pub(super) const PAIRS: Schema = free(&SCALAR).or(STRINGS);
/// As [`PAIRS`], but the same item twice is refused.
pub(super) const PAIR_SET: Schema = free(&SCALAR).or(STRING_SET);
/// As [`PAIRS`], of variables, whose names don't end in a space.
pub(super) const VARIABLES: Schema =
    free(&SCALAR).or(list(&const { STRING.like(Format::Text(formats::variable)) }));
/// `key: value` with texts and numbers.
pub(super) const OPTIONS: Schema = free(&NUMBER_OR_TEXT);
/// A command line: a list of words, or a text that is split into words.
pub(super) const COMMAND: Schema = NULL.or(STRING.like(Format::Text(formats::command_line))).or(STRINGS);
