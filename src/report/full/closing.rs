//! The last lines: what the findings add up to, and what to type next.

use std::io::{self, Write};

use super::snippet::in_words;
use crate::lint::{Category, Saving};
use crate::report::wrap::hanging;
use crate::report::{Look, Report, Totals, Weight, count, fixable, megabytes};
use crate::settings::Severity;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    if let Some(fixed) = fixable::applied(report) {
        writeln!(out, "{fixed}")?;
    }
    if report.outcome.findings.is_empty() {
        return write_clean(report, out);
    }
    let totals = Totals::of(&report.outcome.findings);
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let by_severity = severities.into_iter().filter_map(|severity| {
        let number = *totals.by_severity.get(&severity)?;
        // "info" has no plural
        Some(if severity == Severity::Info {
            format!("{number} info")
        } else {
            count(number, severity.as_str())
        })
    });
    let by_category = Category::ALL
        .into_iter()
        .filter_map(|category| Some(format!("{} {}", totals.by_category.get(&category)?, category.as_str())));
    let files = count(report.checked.compose_files + report.checked.dockerfiles, "file");
    let (found, with) = (count(report.outcome.findings.len(), "finding"), totals.files);
    let (severities, categories) = (join(by_severity), join(by_category));
    writeln!(out, "{} ({severities}) in {with} of {files}: {categories}", bold(&found, look))?;
    if let Some(left) = fixable::left(report) {
        writeln!(out, "{left}")?;
    }
    if let Some(footprint) = report.footprint {
        let unknown = if footprint.is_partial { ", and what can't be weighed from here" } else { "" };
        write_weight("Images: ", footprint.now, unknown, out, look)?;
        if let Some(after) = footprint.after {
            write_weight(" After: ", after, ", with every finding resolved in its place", out, look)?;
        }
        if let Some(rewritten) = footprint.rewritten {
            write_weight(
                "Rewrite: ",
                rewritten,
                ", with what `careen rewrite` puts in their place",
                out,
                look,
            )?;
        }
    }
    if let Some(saving) = report.outcome.saving().or(totals.saving) {
        // the lines above say from what to what
        let text = in_words(Saving { weight: None, ..saving });
        writeln!(out, "{}", hanging("Could save: ", &text, look.width))?;
    }
    let width = report.next.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    for (index, (command, what)) in report.next.iter().enumerate() {
        writeln!(out, "{} {command:width$}  {what}", if index == 0 { "Next:" } else { "     " })?;
    }
    Ok(())
}

fn write_weight(when: &str, weight: Weight, remark: &str, out: &mut dyn Write, look: Look) -> io::Result<()> {
    let (sum, unique) = (megabytes(weight.sum_of_images.expected), megabytes(weight.unique_on_disk.expected));
    let text = format!("about {sum} as `docker images` adds them up, {unique} on disk{remark}");
    writeln!(out, "{}", hanging(when, &text, look.width))
}

fn write_clean(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let compose_files = count(report.checked.compose_files, "Compose file");
    let dockerfiles = count(report.checked.dockerfiles, "Dockerfile");
    match (report.checked.compose_files, report.checked.dockerfiles) {
        (0, 0) => writeln!(out, "No Compose files and no Dockerfiles here."),
        (0, _) => writeln!(out, "No findings in {dockerfiles}."),
        (_, 0) => writeln!(out, "No findings in {compose_files}."),
        _ => writeln!(out, "No findings in {compose_files} and {dockerfiles}."),
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(", ")
}

fn bold(text: &str, look: Look) -> String {
    if look.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
}
