//! A tree held against the tables.

use super::formats::Format;
use super::report::{Report, place};
use super::schema::*;
use super::suggest::nearest;
use crate::source::Span;
use crate::syntax::interpolation;
use crate::syntax::suggest::short;
use crate::syntax::yaml::{Entry, Node, Resolved};

/// How many values are looked at: far above what a file holds that Compose reads, for one anchor may be used often.
const BUDGET: u32 = 400_000;

/// Checks a document against its table. `partial` says that another file may fill what is left out.
pub(super) fn check(object: &'static Object, root: Node<'_>, partial: bool, report: &mut Report) {
    let mut walk = Walk { report, partial, budget: BUDGET };
    walk.object(object, root, &Place { name: "a Compose file", span: root.span(), partial });
}

/// Where a value stands.
struct Place<'a> {
    /// What it is called: the nearest key.
    name: &'a str,
    /// One line that stands for it.
    span: Span,
    /// Whether what is missing in it may stand elsewhere.
    partial: bool,
}

struct Walk<'r> {
    report: &'r mut Report,
    /// Whether the document as a whole is one that another file fills up.
    partial: bool,
    budget: u32,
}

impl Walk<'_> {
    /// The depth of the tables bounds the recursion.
    fn value(&mut self, schema: &'static Schema, node: Node<'_>, place: &Place<'_>) {
        self.budget = self.budget.saturating_sub(1);
        if self.budget == 0 || node.tag().is_some_and(|tag| tag.value == "!reset") {
            return;
        }
        match (schema.list, schema.map) {
            (Some(list), _) if node.is_sequence() => self.list(list, node, place),
            (_, Some(map)) if node.is_mapping() => self.map(map, node, place),
            _ => self.scalar(schema, node, place),
        }
    }

    fn list(&mut self, list: List, node: Node<'_>, place: &Place<'_>) {
        let mut seen: Vec<Resolved<'_>> = Vec::new();
        for item in node.items() {
            let span =
                if item.is_scalar() && !item.span().is_empty() { item.span() } else { first_line(item) };
            // lists are joined, so an item is whole
            self.value(list.item, item, &Place { name: place.name, span, partial: false });
            let Some(value) = item.scalar().filter(|value| list.unique && *value != Resolved::Null) else {
                continue;
            };
            if seen.contains(&value) {
                self.report.add(span, format!("`{}` holds this twice", place.name));
            }
            seen.push(value);
        }
    }

    fn map(&mut self, map: Map, node: Node<'_>, place: &Place<'_>) {
        match map {
            Map::Object(object) => self.object(object, node, place),
            Map::Free(value) => self.names(value, node, place, |_| true),
            Map::Named(value) => self.names(value, node, place, is_name),
        }
    }

    fn names(
        &mut self,
        value: &'static Schema,
        node: Node<'_>,
        place: &Place<'_>,
        allowed: fn(&str) -> bool,
    ) {
        for entry in node.entries() {
            let Some(key) = text_key(&entry) else { continue };
            if !allowed(key) {
                let message = format!("`{}` is no name: letters, digits, `.`, `_` and `-` only", short(key));
                self.report.add(entry.key.span(), message);
                continue;
            }
            let partial = self.partial || place.partial || entry.value.entry("extends").is_some();
            self.value(value, entry.value, &Place { name: key, span: entry.key.span(), partial });
        }
    }

    fn object(&mut self, object: &'static Object, node: Node<'_>, place: &Place<'_>) {
        for entry in node.entries() {
            let Some(key) = text_key(&entry).filter(|key| !key.starts_with("x-")) else { continue };
            match object.keys.iter().find(|(name, _)| *name == key) {
                Some((name, schema)) => {
                    // these are read before anything is merged
                    let partial = place.partial && !["extends", "services"].contains(name);
                    self.value(schema, entry.value, &Place { name, span: entry.key.span(), partial });
                }
                None => self.unknown_key(object, key, &entry, place),
            }
        }
        if place.partial {
            return;
        }
        for required in object.required.iter().filter(|required| node.entry(required).is_none()) {
            self.report.add(place.span, format!("`{}` lacks `{required}`", place.name));
        }
    }

    fn unknown_key(&mut self, object: &Object, key: &str, entry: &Entry<'_>, place: &Place<'_>) {
        let known = nearest(key, object.keys.iter().map(|(name, _)| *name));
        let hint = match (object.unknown, known) {
            (_, Some(known)) => format!("; did you mean `{known}`?"),
            (Unknown::Refused, None) if is_service(entry.value) => {
                "; a service is written under `services`".to_owned()
            }
            (Unknown::Refused, None) => String::new(),
            (Unknown::MayBeNew(elsewhere), None) => match elsewhere.iter().find(|(name, _)| *name == key) {
                Some((_, home)) => format!("; it is written {home}"),
                None => return,
            },
        };
        let of = if place.name.contains(' ') { place.name.to_owned() } else { format!("`{}`", place.name) };
        self.report.add(entry.key.span(), format!("`{}` is no key of {of}{hint}", short(key)));
    }

    fn scalar(&mut self, schema: &Schema, node: Node<'_>, place: &Place<'_>) {
        let span = if node.is_scalar() && !node.span().is_empty() { node.span() } else { place.span };
        let Some(value) = node.scalar() else {
            let found = if node.is_mapping() { "a mapping" } else { "a list" };
            return self.wrong_type(schema, found, span, place);
        };
        let types = schema.scalar.map_or(0, |scalar| scalar.types);
        let (type_, found) = match value {
            Resolved::Null => (NOTHING, "nothing"),
            Resolved::Bool(_) => (TRUTH, "a boolean"),
            Resolved::Int(_) => (WHOLE, "a number"),
            Resolved::Float(number) if number.fract() == 0.0 => (WHOLE | FRACTION, "a number"),
            Resolved::Float(_) => (FRACTION, "a fraction"),
            Resolved::Str(_) => (TEXT, "text"),
        };
        if types & type_ == 0 {
            let is_open = match value {
                // another file may give it
                Resolved::Null => place.partial,
                Resolved::Str(text) => is_to_be_filled_in(text),
                _ => false,
            };
            if !is_open {
                self.wrong_type(schema, found, span, place);
            }
            return;
        }
        let format = schema.scalar.map_or(Format::Any, |scalar| scalar.format);
        if let Err(wrong) = fits(format, value, node) {
            self.report.add(span, format!("`{}`: {wrong}", place.name));
        }
    }

    fn wrong_type(&mut self, schema: &Schema, found: &str, span: Span, place: &Place<'_>) {
        let quote = match schema.scalar {
            Some(scalar)
                if scalar.types & (TEXT | WHOLE) == TEXT
                    && matches!(found, "a number" | "a fraction" | "a boolean") =>
            {
                ": put it in quotes"
            }
            _ => "",
        };
        self.report.add(span, format!("`{}` must be {}, not {found}{quote}", place.name, expected(schema)));
    }
}

/// What a schema takes, in words.
fn expected(schema: &Schema) -> String {
    let types = schema.scalar.map_or(0, |scalar| scalar.types);
    let has = |type_: u8| types & type_ != 0;
    let words = [
        (has(TEXT), "text"),
        (has(FRACTION), "a number"),
        (has(WHOLE) && !has(FRACTION), "a whole number"),
        (has(TRUTH), "a boolean"),
        (schema.list.is_some(), "a list"),
        (schema.map.is_some(), "a mapping"),
    ];
    let words: Vec<&str> = words.into_iter().filter(|(has, _)| *has).map(|(_, word)| word).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => words.concat(),
    }
}

/// Whether a scalar of the right type looks as it must. Text with variables may come to anything.
fn fits(format: Format, value: Resolved<'_>, node: Node<'_>) -> Result<(), String> {
    let text = match (value, format) {
        (Resolved::Str(text), _) if !is_to_be_filled_in(text) => literal(text),
        (Resolved::Int(number), Format::Written(_)) => Some(number.to_string()),
        (Resolved::Float(_), Format::Written(_)) => node.as_str().map(str::to_owned),
        _ => None,
    };
    let Some(text) = text else { return Ok(()) };
    match format {
        Format::Any => Ok(()),
        Format::OneOf(words) if words.contains(&text.as_str()) => Ok(()),
        Format::OneOf(words) => Err(format!("must be one of `{}`", words.join("`, `"))),
        Format::Text(check) | Format::Written(check) => check(&text),
    }
}

/// The text after interpolation, where it holds no variable.
fn literal(text: &str) -> Option<String> {
    interpolation::parse(text).ok()?.literal().map(str::to_owned)
}

/// Whether a variable, or a template language that writes the file anew before Compose sees it, decides on a text.
fn is_to_be_filled_in(text: &str) -> bool {
    literal(text).is_none() || ["{{", "{%", "<%"].iter().any(|marker| text.contains(marker))
}

fn text_key<'a>(entry: &Entry<'a>) -> Option<&'a str> {
    match entry.key.scalar()? {
        Resolved::Str(key) => Some(key),
        _ => None,
    }
}

fn is_service(node: Node<'_>) -> bool {
    node.entry("image").is_some() || node.entry("build").is_some()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A place on one line that stands for a collection.
fn first_line(node: Node<'_>) -> Span {
    match node.own_entries().next() {
        Some(entry) => place(&Entry { value: entry.key, ..entry }),
        None => Span { end: node.span().start, ..node.span() },
    }
}
