//! The view for people: short lines that align, each file with what speaks for its role.

use std::io::{self, Write};

use super::view::{ComposeFile, Dockerfile, Evidence, Inspection};
use crate::report::{Look, count, printable};

/// Reasons shown of each file; they come weightiest first.
const MOST_REASONS: usize = 3;

/// Writes files by kind, the live ones first.
pub fn write(inspection: &Inspection<'_>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    if inspection.compose_files.is_empty() && inspection.dockerfiles.is_empty() {
        return writeln!(out, "No Compose files and no Dockerfiles here.");
    }
    let compose_files = inspection.compose_files.iter().map(compose_row).collect();
    write_rows("Compose files", compose_files, out, look)?;
    let dockerfiles = inspection.dockerfiles.iter().map(dockerfile_row).collect();
    write_rows("Dockerfiles", dockerfiles, out, look)
}

/// A file: its role, its path, what it is about and what says so.
struct Row<'a> {
    role: &'static str,
    path: String,
    about: String,
    reasons: &'a [Evidence<'a>],
}

fn compose_row<'a>(file: &'a ComposeFile<'a>) -> Row<'a> {
    let mut about = count(file.services.len(), "service");
    if !file.of.is_empty() {
        let relation = if file.role == "override" { "on top of" } else { "beside" };
        about += &format!(", {relation} {}", file.of.join(", "));
    }
    if let Some(successor) = file.superseded_by {
        about += &format!(", superseded by {successor}");
    }
    Row { role: file.role, path: printable(file.path).into_owned(), about, reasons: &file.evidence }
}

fn dockerfile_row<'a>(file: &'a Dockerfile<'a>) -> Row<'a> {
    let base = file.final_base.as_deref().unwrap_or("an unknown base");
    let users = match file.used_by.as_slice() {
        [] => "built by no service".to_owned(),
        [only] => format!("built by {}", only.service),
        several => format!("built by {}", count(several.len(), "service")),
    };
    let about = format!("{base}, {}, {users}", count(file.stages, "stage"));
    Row { role: file.role, path: printable(file.path).into_owned(), about, reasons: &file.evidence }
}

fn write_rows(title: &str, mut rows: Vec<Row<'_>>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    const ROLES: [&str; 5] = ["live", "override", "variant", "unknown", "orphan"];
    rows.sort_by_key(|row| ROLES.iter().position(|role| *role == row.role));
    let width = rows.iter().map(|row| row.path.chars().count()).max().unwrap_or(0);
    let (bold, dim, plain) = if look.colour { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    writeln!(out, "{bold}{title}{plain}")?;
    for row in rows {
        writeln!(out, "  {:8}  {bold}{:width$}{plain}  {}", row.role, row.path, printable(&row.about))?;
        for reason in row.reasons.iter().take(MOST_REASONS) {
            let (text, path) = (printable(reason.text), printable(reason.path));
            writeln!(out, "              {dim}{text} ({path}:{}){plain}", reason.line)?;
        }
        match row.reasons.len().saturating_sub(MOST_REASONS) {
            0 => {}
            more => writeln!(out, "              {dim}and {}{plain}", count(more, "more reason"))?,
        }
    }
    writeln!(out)
}
