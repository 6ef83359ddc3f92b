//! `--explain-size`: the arithmetic of one image, so that a person can check it line by line.

use std::io::{self, Write};

use serde::Serialize;

use super::images;
use super::view::Service;
use crate::analysis::{self, Analysis};
use crate::report::bytes::Bytes;
use crate::report::wrap::{columns, one_line, wrap};
use crate::report::{Look, count, printable};
use crate::repository::Repository;

/// One image with every term of its size.
#[derive(Debug, Serialize)]
pub struct Explanation<'a> {
    version: u32,
    name: &'a str,
    built_by: Vec<Service<'a>>,
    dockerfile: &'a str,
    base: Option<String>,
    size: Bytes,
    /// Whether it holds something that nothing here can weigh, so that it may be larger.
    partial: bool,
    /// Bytes that only this machine's copies of files add that git ignores; not in `size`.
    local: u64,
    layers: Vec<Layer<'a>>,
}

#[derive(Debug, Serialize)]
struct Layer<'a> {
    line: u32,
    what: String,
    #[serde(flatten)]
    size: Bytes,
    partial: bool,
    local: u64,
    terms: Vec<Term<'a>>,
    /// Packages that no table knows; what packages weigh in general stands in the size for them.
    outside_tables: &'a [String],
    /// Other images that have this very layer.
    shared_with: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Term<'a> {
    reason: &'static str,
    /// The packages, the source of a copy; may be empty.
    of: &'a str,
    #[serde(flatten)]
    size: Bytes,
    /// The line of a later layer that deletes it: the bytes stay.
    deleted_on: Option<u32>,
}

impl<'a> Explanation<'a> {
    /// The images that `name` means: those called so, or else those of a service or a Dockerfile called so.
    pub fn of(repository: &'a Repository, analysis: &'a Analysis<'_>, name: &str) -> Vec<Self> {
        let images = &analysis.sizes().images;
        let service = |image: &analysis::Image| {
            image.services.iter().any(|&id| repository.service(id).name.value == name)
        };
        let dockerfile = |image: &analysis::Image| repository.dockerfile(image.dockerfile).path == name;
        let ways: [&dyn Fn(&analysis::Image) -> bool; 3] =
            [&|image| image.name == name, &service, &dockerfile];
        let found = ways.iter().find(|way| images.iter().any(way));
        let Some(found) = found else { return Vec::new() };
        let holders = images::holders(analysis.sizes());
        images
            .iter()
            .filter(|image| found(image))
            .map(|image| Self::new(repository, image, &holders))
            .collect()
    }

    fn new(repository: &'a Repository, image: &'a analysis::Image, holders: &images::Holders<'a>) -> Self {
        let layer = |layer: &'a analysis::Layer| Layer {
            line: repository.sources.line(layer.span),
            what: images::instruction(&repository.sources, layer.span),
            size: layer.size.into(),
            partial: layer.partial,
            local: layer.local,
            terms: layer.held.iter().map(|held| Term::new(repository, held)).collect(),
            outside_tables: &layer.outside_tables,
            shared_with: images::sharing(holders, layer.key, &image.name).collect(),
        };
        Self {
            version: 1,
            name: &image.name,
            built_by: image.services.iter().map(|&id| Service::of(repository, id)).collect(),
            dockerfile: &repository.dockerfile(image.dockerfile).path,
            base: images::base(repository, image),
            size: image.size().into(),
            partial: image.is_partial(),
            local: image.local(),
            layers: image.layers.iter().map(layer).collect(),
        }
    }
}

impl<'a> Term<'a> {
    fn new(repository: &'a Repository, held: &'a analysis::size::Held) -> Self {
        Self {
            reason: held.reason.as_str(),
            of: &held.what,
            size: held.size.into(),
            deleted_on: held.hidden_by.map(|span| repository.sources.line(span)),
        }
    }

    fn words(&self) -> String {
        let of = if self.of.is_empty() { String::new() } else { format!(": {}", one_line(self.of, LONGEST)) };
        let deleted = self.deleted_on.map(|line| format!("; deleted on line {line}, but the bytes stay"));
        format!("{}{of}{}", self.reason, deleted.unwrap_or_default())
    }
}

/// Every name that means an image, for suggestions.
pub fn image_names<'a>(repository: &'a Repository, analysis: &'a Analysis<'_>) -> Vec<&'a str> {
    let images = &analysis.sizes().images;
    let mut names: Vec<&str> = images.iter().map(|image| image.name.as_str()).collect();
    let services = images.iter().flat_map(|image| &image.services);
    names.extend(services.map(|&id| repository.service(id).name.value.as_str()));
    names.extend(images.iter().map(|image| repository.dockerfile(image.dockerfile).path.as_str()));
    names
}

/// Writes the explanations as JSON: one object, or an array where a name means several images.
pub fn write_explanations_json(explanations: &[Explanation<'_>], out: &mut dyn Write) -> io::Result<()> {
    match explanations {
        [only] => serde_json::to_writer_pretty(&mut *out, only)?,
        several => serde_json::to_writer_pretty(&mut *out, several)?,
    }
    writeln!(out)
}

/// Writes a table for each.
pub fn write_explanations(
    explanations: &[Explanation<'_>],
    out: &mut dyn Write,
    look: Look,
) -> io::Result<()> {
    for (index, explanation) in explanations.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        write_table(explanation, out, look)?;
    }
    Ok(())
}

/// Columns before an instruction: a line's number and three figures.
const FIGURES: usize = 7 + 3 * 10 + 2;
/// Longer instructions are cut: the line's number says where to read on.
const LONGEST: usize = 160;
/// Images named as sharing a layer.
const MOST_SHARING: usize = 2;

fn write_table(explanation: &Explanation<'_>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    let Explanation { name, dockerfile, built_by, .. } = explanation;
    let services: Vec<&str> = built_by.iter().map(|service| service.service).collect();
    let users = if services.is_empty() { String::new() } else { format!(" for {}", services.join(", ")) };
    let head = format!("{name}, built from {dockerfile}{users}");
    writeln!(out, "{}\n", wrap(&printable(&head), look.width).join("\n"))?;
    writeln!(out, "   line       low  expected      high  MB")?;
    for layer in &explanation.layers {
        let line = layer.line.to_string();
        write_row(&line, Some(layer.size), &one_line(&layer.what, LONGEST), 0, out, look)?;
        if let [first, rest @ ..] = layer.terms.as_slice() {
            match rest.is_empty() {
                true => write_row("", None, &first.words(), 2, out, look)?,
                false => {
                    for term in &layer.terms {
                        write_row("", Some(term.size), &format!("= {}", term.words()), 2, out, look)?;
                    }
                }
            }
        }
        if !layer.outside_tables.is_empty() {
            let names = layer.outside_tables.join(", ");
            let text = format!("as packages weigh in general, since no table has them: {names}");
            write_row("", None, &one_line(&text, LONGEST), 2, out, look)?;
        }
        if layer.partial {
            write_row("", None, "and something that nothing here can weigh", 2, out, look)?;
        }
        if layer.local > 0 {
            let size = Bytes { low: layer.local, expected: layer.local, high: layer.local };
            let text = "files that git ignores, on this machine only; not in the sum";
            write_row("", Some(size), text, 2, out, look)?;
        }
        if let [first, ..] = layer.shared_with.as_slice() {
            let shown = layer.shared_with.len().min(MOST_SHARING);
            let text = match layer.shared_with.len() - shown {
                0 => format!("shared with {}", layer.shared_with.join(", ")),
                _ => format!("shared with {first} and {}", count(layer.shared_with.len() - 1, "more image")),
            };
            write_row("", None, &text, 2, out, look)?;
        }
    }
    let more = if explanation.partial { "the image, and what nothing here can weigh" } else { "the image" };
    write_row("sum", Some(explanation.size), more, 0, out, look)?;
    let alone: u64 = explanation
        .layers
        .iter()
        .filter(|layer| layer.shared_with.is_empty())
        .map(|layer| layer.size.expected)
        .sum();
    let alone = Bytes { low: alone, expected: alone, high: alone };
    writeln!(
        out,
        "\nUnpacked bytes; 1 MB is 1,000,000 of them. Ranges don't add up: one part's error makes up for another's.\n\
         Layers that no other image has: {} MB.",
        figure(alone.expected)
    )
}

fn write_row(
    line: &str,
    size: Option<Bytes>,
    text: &str,
    indent: usize,
    out: &mut dyn Write,
    look: Look,
) -> io::Result<()> {
    let figures = match size {
        Some(Bytes { low, expected, high }) => {
            format!("{line:>7}{:>10}{:>10}{:>10}", figure(low), figure(expected), figure(high))
        }
        None => format!("{line:>7}"),
    };
    let indent = FIGURES + indent;
    let padding = indent - columns(&figures);
    let text = printable(text);
    let lines = wrap(&text, look.width.saturating_sub(indent).max(24));
    let (dim, bold, plain) = match look.colour {
        true => ("\u{1b}[2m", "\u{1b}[1m", "\u{1b}[0m"),
        false => ("", "", ""),
    };
    let ink = if indent > FIGURES {
        dim
    } else if line == "sum" {
        bold
    } else {
        ""
    };
    writeln!(
        out,
        "{ink}{figures}{:padding$}{}{}",
        "",
        lines.join(&format!("\n{:indent$}", "")),
        if ink.is_empty() { "" } else { plain }
    )
}

/// Megabytes with one decimal.
fn figure(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1_000_000.0)
}
