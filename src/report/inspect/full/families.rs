//! Families: what is one thing under several names, what to do about it, and why.

use std::io;

use super::page::{Ink, Page};
use crate::report::bytes::Bytes;
use crate::report::inspect::families::{Entry, Family, Footprint};
use crate::report::inspect::images;
use crate::report::inspect::view::Inspection;
use crate::report::reason::beside_its_place;
use crate::report::wrap::one_line;
use crate::report::{count, megabytes, printable};

/// Members named of each Compose file.
const MOST_MEMBERS: usize = 6;
/// Families shown; JSON has them all.
const MOST_FAMILIES: usize = 40;
/// A reason is a sentence; what is longer quotes a script.
const LONGEST_REASON: usize = 240;
/// Where text under a family's name starts.
const INDENT: usize = 6;

/// What there is to do first, what may be left alone last; each with its words.
pub(super) const ADVICE: [(&str, &str); 5] = [
    ("drop-old", "drop the old"),
    ("one-service", "keep one service"),
    ("one-image", "build one image"),
    ("one-dockerfile", "keep one Dockerfile"),
    ("keep", "leave as it is"),
];

/// The widest of these words.
const ADVICE_WIDTH: usize = 19;

pub(super) fn write(inspection: &Inspection<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if inspection.families.is_empty() {
        return Ok(());
    }
    page.heading("Families")?;
    let mut families: Vec<&Family<'_>> = inspection.families.iter().collect();
    families.sort_by_key(|family| ADVICE.iter().position(|(advice, _)| *advice == family.advice));
    let shown = if families.len() > MOST_FAMILIES + 1 { MOST_FAMILIES } else { families.len() };
    for family in &families[..shown] {
        write_family(family, page)?;
    }
    match families.len() - shown {
        0 => Ok(()),
        more => page.remark_at(2, &format!("and {more} more (`--format json` shows them)")),
    }
}

fn write_family(family: &Family<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let words =
        ADVICE.iter().find(|(advice, _)| *advice == family.advice).map_or(family.advice, |(_, words)| words);
    let ink = if family.advice == "keep" { Ink::Dim } else { Ink::Green };
    let advice = page.ink(ink, &format!("{words:ADVICE_WIDTH$}"));
    let name = page.ink(Ink::Bold, &printable(family.name));
    let confidence = format!("({} confidence)", family.confidence);
    page.line(&format!("  {advice}  {name}: {} {}", kind(family.kind), page.ink(Ink::Dim, &confidence)))?;
    for (verb, place, members) in groups(family) {
        let shown = if members.len() > MOST_MEMBERS + 1 { MOST_MEMBERS } else { members.len() };
        let mut text = members[..shown].join(", ");
        if shown < members.len() {
            text += &format!(" and {} more", members.len() - shown);
        }
        if let Some(place) = place {
            text += &format!(" of {place}");
        }
        page.labelled(&format!("{:INDENT$}{verb:5}  ", ""), &printable(&text))?;
    }
    if let Some(footprint) = &family.footprint {
        page.labelled(&format!("{:INDENT$}size   ", ""), &weight(footprint, family.advice))?;
    }
    if let Some(reason) = family.evidence.first() {
        let text = one_line(beside_its_place(reason.text, reason.path, ""), LONGEST_REASON);
        let text = format!("{text} ({}:{})", reason.path, reason.line);
        page.labelled(&format!("{:INDENT$}why    ", ""), &printable(&text))?;
    }
    Ok(())
}

/// What a family's images weigh, and what would be left of it once the advice is taken.
fn weight(footprint: &Footprint, advice: &str) -> String {
    let Footprint { images, now, after } = footprint;
    let together = if *images > 1 { "together " } else { "" };
    let mut text = format!("{}, {together}{}", count(*images, "image"), both(now));
    if now.partial {
        text += ", and what can't be weighed from here";
    }
    if let Some(after) = after {
        let when = if advice == "drop-old" { "without the old" } else { "as one" };
        text += &match after.sum_of_images.expected {
            0 => format!("; {when} nothing"),
            _ => format!("; {when} {}", both(after)),
        };
    }
    text
}

/// The sum of images, and what of it is unique where that is less.
fn both(footprint: &images::Footprint) -> String {
    let [sum, unique] = [footprint.sum_of_images, footprint.unique_on_disk].map(figure);
    if sum == unique { sum } else { format!("{sum}, {unique} of it unique") }
}

/// The expected figure, where the range allows one.
fn figure(bytes: Bytes) -> String {
    if bytes.is_vague() { "an unknown size".to_owned() } else { megabytes(bytes.expected) }
}

/// What becomes of members, the Compose file they are of, and their names.
type Group<'a> = (&'static str, Option<&'a str>, Vec<&'a str>);

/// The members that share a fate and a Compose file together; what stays comes first.
fn groups<'a>(family: &Family<'a>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (member, dead) in family.members.iter().zip(&family.dead) {
        let (place, name) = match *member {
            Entry::Service(service) => (Some(service.compose), service.service),
            Entry::Dockerfile { dockerfile } => (None, dockerfile),
        };
        let verb = match (family.advice, dead) {
            ("drop-old", false) => "stays",
            ("drop-old", true) => "goes",
            _ => "these",
        };
        match groups.iter_mut().find(|group| (group.0, group.1) == (verb, place)) {
            Some((.., names)) => names.push(name),
            None => groups.push((verb, place, vec![name])),
        }
    }
    groups.sort_by_key(|(verb, ..)| *verb != "stays");
    groups
}

fn kind(kind: &str) -> &'static str {
    match kind {
        "same-build" => "one build under several names",
        "near-duplicate-dockerfile" => "nearly equal Dockerfiles",
        "generation-copy" => "one service in several generations",
        "duplicate-infrastructure" => "one store several times",
        _ => "alike",
    }
}
