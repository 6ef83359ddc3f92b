//! Generations and Dockerfiles: what became of each file, and what says so.

use std::io;

use super::page::{INDENT, Ink, Page, widest};
use crate::report::inspect::view::{Changed, ComposeFile, Dockerfile, Evidence, Inspection};
use crate::report::reason::beside_its_place;
use crate::report::wrap::one_line;
use crate::report::{count, megabytes, printable};

/// Roles, the living first.
pub(super) const ROLES: [&str; 5] = ["live", "override", "variant", "unknown", "orphan"];

/// Reasons shown of each file; they come weightiest first.
const MOST_REASONS: usize = 3;
/// Rows of a section; JSON has them all.
const MOST_ROWS: usize = 60;
/// A reason is a sentence; what is longer quotes a script.
const LONGEST_REASON: usize = 200;

/// A file: its role, its path, what it is, how it stands to others, and what says so.
struct Row {
    role: &'static str,
    path: String,
    about: String,
    remarks: Vec<String>,
}

/// Compose files: what is started, what is layered on it, and last what nothing runs.
pub(super) fn write_generations(inspection: &Inspection<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let mut files: Vec<&ComposeFile<'_>> = inspection.compose_files.iter().collect();
    files.sort_by_key(|file| rank(file));
    let rows = files.into_iter().map(|file| compose_row(inspection, file)).collect();
    write_rows("Generations", rows, page)
}

/// Dockerfiles, and who builds them.
pub(super) fn write_dockerfiles(inspection: &Inspection<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let mut rows: Vec<Row> = inspection.dockerfiles.iter().map(dockerfile_row).collect();
    rows.sort_by_key(|row| position(row.role));
    write_rows("Dockerfiles", rows, page)
}

/// What is layered on a file follows it; the dead and the unknown come last.
fn rank<'a>(file: &ComposeFile<'a>) -> (usize, &'a str, usize, &'a str) {
    match (file.role, file.of.first()) {
        ("override" | "variant", Some(base)) => (0, base, position(file.role), file.path),
        ("unknown" | "orphan", _) => (position(file.role), file.path, 0, file.path),
        _ => (0, file.path, 0, file.path),
    }
}

fn position(role: &str) -> usize {
    ROLES.iter().position(|other| *other == role).unwrap_or(ROLES.len())
}

fn compose_row(inspection: &Inspection<'_>, file: &ComposeFile<'_>) -> Row {
    let images = inspection
        .images
        .iter()
        .filter(|image| image.built_by.iter().any(|service| service.compose == file.path));
    let (number, bytes) = images
        .fold((0, 0u64), |(number, bytes), image| (number + 1, bytes.saturating_add(image.size.expected)));
    let mut about = count(file.services.len(), "service");
    if number > 0 {
        about += &format!(", {} of {}", count(number, "image"), megabytes(bytes));
    }
    about += &last_change(&file.changed);
    let mut remarks = Vec::new();
    if !file.of.is_empty() {
        let relation = if file.role == "override" { "on top of" } else { "beside" };
        remarks.push(format!("{relation} {}", file.of.join(", ")));
    }
    remarks.extend(file.superseded_by.map(|successor| format!("superseded by {successor}")));
    remarks.extend(reasons(file.evidence.iter(), file.path, file.headline));
    Row { role: file.role, path: file.path.to_owned(), about, remarks }
}

fn dockerfile_row(file: &Dockerfile<'_>) -> Row {
    let mut about = format!("on {}", file.final_base.as_deref().unwrap_or("an unknown base"));
    if file.stages > 1 {
        about += &format!(", {}", count(file.stages, "stage"));
    }
    let mut builders: Vec<&str> = Vec::new();
    for user in &file.used_by {
        if !builders.contains(&user.service) {
            builders.push(user.service);
        }
    }
    about += &match builders.as_slice() {
        [] => ", built by no service".to_owned(),
        [only] => format!(", built by {only}"),
        [first, others @ ..] => format!(", built by {first} and {} more", others.len()),
    };
    about += &last_change(&file.changed);
    // who builds it has been said
    let others = file.evidence.iter().filter(|reason| reason.kind != "built-by-service");
    let remarks = reasons(others, file.path, file.headline);
    Row { role: file.role, path: file.path.to_owned(), about, remarks }
}

fn last_change(changed: &Changed) -> String {
    changed.last.as_ref().map(|day| format!(", last changed {day}")).unwrap_or_default()
}

/// The weightiest reasons, each with its place where that says more than the file's name.
fn reasons<'a>(evidence: impl Iterator<Item = &'a Evidence<'a>>, path: &str, headline: u32) -> Vec<String> {
    let mut lines: Vec<String> = evidence.map(|reason| said(reason, path, headline)).collect();
    lines.dedup();
    if lines.len() > MOST_REASONS + 1 {
        let more = lines.len() - MOST_REASONS;
        lines.truncate(MOST_REASONS);
        lines.push(format!("and {}", count(more, "more reason")));
    }
    lines
}

fn said(reason: &Evidence<'_>, path: &str, headline: u32) -> String {
    let text = one_line(beside_its_place(reason.text, reason.path, path), LONGEST_REASON);
    match (reason.path == path, reason.line) {
        (true, line) if line == headline || line == 1 => text.into_owned(),
        (true, line) => format!("{text} (line {line})"),
        (false, line) => format!("{text} ({}:{line})", reason.path),
    }
}

fn write_rows(title: &str, mut rows: Vec<Row>, page: &mut Page<'_>) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    page.heading(title)?;
    let hidden = if rows.len() > MOST_ROWS + 1 { rows.split_off(MOST_ROWS) } else { Vec::new() };
    let path = widest(rows.iter().map(|row| row.path.as_str()));
    let about = widest(rows.iter().map(|row| row.about.as_str()));
    let side_by_side = page.fits(INDENT, path, about);
    for row in rows {
        let role = page.ink(Ink::of_role(row.role), &format!("{:8}", row.role));
        let name = printable(&row.path).into_owned();
        let padding = if side_by_side { path.saturating_sub(name.chars().count()) } else { 0 };
        let name = page.ink(Ink::Bold, &name);
        match side_by_side {
            true => page.line(&format!("  {role}  {name}{:padding$}  {}", "", printable(&row.about)))?,
            false => {
                page.line(&format!("  {role}  {name}"))?;
                page.line(&format!("{:INDENT$}{}", "", printable(&row.about)))?;
            }
        }
        row.remarks.iter().try_for_each(|remark| page.remark_at(INDENT + 2, &printable(remark)))?;
    }
    if !hidden.is_empty() {
        let live = hidden.iter().filter(|row| row.role == "live").count();
        let which = if live == hidden.len() { ", all live" } else { "" };
        page.remark_at(2, &format!("and {} more{which} (`--format json` shows them)", hidden.len()))?;
    }
    Ok(())
}
