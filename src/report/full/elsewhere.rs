//! The places of a finding that its snippet doesn't show: those that say the same stand together.

use std::io::{self, Write};

use crate::lint::{Finding, Label};
use crate::report::reason::beside_its_place;
use crate::report::wrap::{columns, hanging, one_line};
use crate::report::{Look, Report, place, printable};

/// Places that are listed; a large family has dozens.
const MOST: usize = 8;
/// A label is a sentence; what is longer quotes a script.
const LONGEST: usize = 240;
/// The word that they start with, and what stands below it.
const LEAD: [&str; 2] = ["  also: ", "        "];

/// A place, and what is to be seen there.
type Place = (String, String);

pub(super) fn write(
    report: &Report<'_>,
    finding: &Finding,
    labels: &[&Label],
    out: &mut dyn Write,
    look: Look,
) -> io::Result<()> {
    let listed = if labels.len() == MOST + 1 { labels.len() } else { labels.len().min(MOST) };
    let about = report.sources.path(finding.primary.span);
    let mut places: Vec<Place> = labels[..listed].iter().map(|label| read(report, label, about)).collect();
    // stable: what is said once keeps its order, and what is said again joins the first
    let said: Vec<String> = places.iter().map(|(_, text)| text.clone()).collect();
    places.sort_by_key(|(_, text)| said.iter().position(|other| other == text));
    let mut lead = LEAD.into_iter().cycle();
    let mut next = || {
        let first = lead.next();
        lead = [LEAD[1], LEAD[1]].into_iter().cycle();
        first.unwrap_or_default()
    };
    for alike in places.chunk_by(|a, b| a.1 == b.1) {
        match alike {
            [(place, text)] => write_one(place, text, next(), out, look)?,
            [(_, text), ..] => {
                if !text.is_empty() {
                    writeln!(out, "{}", hanging(next(), &format!("{text}:"), look.width))?;
                }
                for (place, _) in alike {
                    let indent = if text.is_empty() { "" } else { "  " };
                    writeln!(out, "{}{indent}{place}", next())?;
                }
            }
            [] => {}
        }
    }
    match labels.len() - listed {
        0 => Ok(()),
        more => writeln!(out, "{}and {more} more places", next()),
    }
}

fn read(report: &Report<'_>, label: &Label, about: &str) -> Place {
    let source = &report.sources[label.span.file];
    let at = place::position(source, label.span.start);
    let text = one_line(beside_its_place(&label.message, &source.path, about), LONGEST);
    let place = format!("{}:{}:{}", printable(&source.path), at.line, at.column);
    (place, printable(&text).into_owned())
}

/// The text beside its place where there is room, else below.
fn write_one(place: &str, text: &str, lead: &str, out: &mut dyn Write, look: Look) -> io::Result<()> {
    if text.is_empty() {
        writeln!(out, "{lead}{place}")
    } else if columns(lead) + columns(place) + 2 + columns(text) <= look.width {
        writeln!(out, "{lead}{place}  {text}")
    } else {
        writeln!(out, "{lead}{place}\n{}", hanging(&format!("{}  ", LEAD[1]), text, look.width))
    }
}
