//! The plan for people: steps with what is equal, what differs and what is assumed; what is left as it is.

use std::io::{self, Write};

use crate::analysis::shown;
use crate::report::{count, printable};
use crate::rewrite::{Ledger, Line, Plan, Step};

/// The lines at the end of the table that are totals.
const TOTALS: usize = 2;

/// Writes the plan; `folder` is where its files would lie.
pub fn write(plan: &Plan, folder: &str, out: &mut dyn Write) -> io::Result<()> {
    let steps = plan.steps.len();
    if plan.is_empty() {
        writeln!(out, "Nothing to rewrite.")?;
    } else {
        let files = count(plan.files.len(), "file");
        writeln!(
            out,
            "A plan of {} and {files} for `{}`. Nothing is written.",
            count(steps, "step"),
            printable(folder)
        )?;
    }
    for (number, step) in plan.steps.iter().enumerate() {
        write_step(number + 1, step, out)?;
    }
    write_images(&plan.ledger, out)?;
    if !plan.files.is_empty() {
        writeln!(out, "\nFiles")?;
        for file in &plan.files {
            match &file.replaces {
                Some((path, _)) => writeln!(out, "  {}  for {}", printable(&file.path), printable(path))?,
                None => writeln!(out, "  {}", printable(&file.path))?,
            }
        }
    }
    if !plan.declined.is_empty() {
        writeln!(out, "\nLeft as it is")?;
        for declined in &plan.declined {
            writeln!(out, "  {}: {}", printable(&declined.what), printable(&declined.reason))?;
        }
    }
    if !plan.left_out.is_empty() {
        writeln!(out, "\nDead, and not part of it")?;
        for file in &plan.left_out {
            let newer = file.superseded_by.as_ref().map(|path| format!(", superseded by {path}"));
            writeln!(out, "  {}{}", printable(&file.path), printable(&newer.unwrap_or_default()))?;
            for reason in &file.evidence {
                writeln!(out, "    {}", printable(reason))?;
            }
        }
    }
    Ok(())
}

/// What all images weigh, before and after, in one table.
fn write_images(ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    if ledger.before.is_empty() {
        return Ok(());
    }
    let lines = ledger.lines();
    let width = |of: fn(&Line) -> &str| lines.iter().map(|line| of(line).chars().count()).max().unwrap_or(0);
    let (name, size) = (width(|line| &line.before), width(|line| &line.before_size));
    let (new, last) = (width(|line| &line.after), width(|line| &line.after_size));
    writeln!(out, "\n{:<w$}  after", "Images before", w = name + size + 4)?;
    for (at, line) in lines.iter().enumerate() {
        if at + TOTALS == lines.len() {
            writeln!(out)?;
        }
        let (before, after) = (printable(&line.before), printable(&line.after));
        let text = format!(
            "  {before:<name$}  {:>size$}  {after:<new$}  {:>last$}",
            line.before_size, line.after_size
        );
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

fn write_step(number: usize, step: &Step, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{number}. {}", printable(&step.does))?;
    writeln!(out, "   of       {}", printable(&step.of.join(", ")))?;
    for (label, lines) in [("equal", &step.equal), ("differs", &step.differs), ("assumes", &step.assumes)] {
        for line in lines {
            writeln!(out, "   {label:<8} {}", printable(line))?;
        }
    }
    if let Some(saving) = &step.saving {
        let figure = match saving.bytes.is_vague() {
            true => format!("{} to {}", shown(saving.bytes.low), shown(saving.bytes.high)),
            false => format!("about {}", saving.bytes.shown()),
        };
        writeln!(out, "   saves    {figure} {}", saving.of)?;
    }
    Ok(())
}
