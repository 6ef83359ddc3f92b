//! The view for people: how much there is, what became of it and why, what is one thing, what it weighs.

mod families;
mod files;
mod page;
mod weights;

use std::io::{self, Write};

use super::view::Inspection;
use crate::report::{Look, count, megabytes};
use page::{Page, widest};

/// Writes generations first, weights last, where a terminal is left standing.
pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    if inspection.compose_files.is_empty() && inspection.dockerfiles.is_empty() {
        return writeln!(out, "No Compose files and no Dockerfiles here.");
    }
    let mut page = Page { out, look };
    write_summary(inspection, &mut page)?;
    files::write_generations(inspection, &mut page)?;
    files::write_dockerfiles(inspection, &mut page)?;
    families::write(inspection, &mut page)?;
    weights::write(inspection, &mut page)
}

/// How many there are of each thing, and of what kind.
fn write_summary(inspection: &Inspection<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let roles = |roles: Vec<&str>| kinds(&files::ROLES.map(|role| (role, role)), &roles);
    let compose_files = inspection.compose_files.iter().map(|file| file.role).collect();
    let dockerfiles = inspection.dockerfiles.iter().map(|file| file.role).collect();
    let advice: Vec<&str> = inspection.families.iter().map(|family| family.advice).collect();
    let sum = megabytes(inspection.footprint.sum_of_images.expected);
    let unique = megabytes(inspection.footprint.unique_on_disk.expected);
    let rows = [
        (inspection.compose_files.len(), "Compose file", roles(compose_files)),
        (inspection.dockerfiles.len(), "Dockerfile", roles(dockerfiles)),
        (advice.len(), "family", kinds(&families::ADVICE, &advice)),
        (inspection.images.len(), "image", format!("about {sum}, {unique} of it unique")),
    ];
    let rows = rows.into_iter().filter(|(number, ..)| *number > 0);
    let rows: Vec<_> =
        rows.map(|(number, noun, text)| (number.to_string(), count(number, noun), text)).collect();
    let digits = widest(rows.iter().map(|(number, ..)| number.as_str()));
    let nouns = widest(rows.iter().map(|(_, counted, _)| counted.as_str()));
    for (number, counted, text) in &rows {
        let before = digits - number.len();
        let after = nouns - counted.chars().count() + number.len() - 1;
        page.labelled(&format!("{:before$}{counted}{:after$}  ", "", ""), text)?;
    }
    Ok(())
}

/// `1 live, 2 orphan`: how many there are of each kind, by the kind's word.
fn kinds(words: &[(&str, &str)], found: &[&str]) -> String {
    let of_kind = |&(kind, word): &(&str, &str)| match found.iter().filter(|other| **other == kind).count() {
        0 => None,
        number => Some(format!("{number} {word}")),
    };
    words.iter().filter_map(of_kind).collect::<Vec<_>>().join(", ")
}
