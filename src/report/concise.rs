//! `--format concise`: one line a finding, as compilers print them; `[*]` marks what `--fix` resolves.

use std::io::{self, Write};

use crate::report::{Report, Totals, count, fixable, place, printable};

/// Writes `path:line:column: severity[rule] message`, one a line, and how many there are.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    for shown in report.shown() {
        let finding = shown.finding;
        let source = &report.sources[finding.primary.span.file];
        let at = place::position(source, finding.primary.span.start);
        let (path, message) = (printable(&source.path), printable(&finding.message));
        let (line, column, severity, rule) = (at.line, at.column, finding.severity.as_str(), finding.rule);
        let mark = if report.is_fixable(shown) { " [*]" } else { "" };
        write!(out, "{path}:{line}:{column}: {severity}[{rule}]{mark} {message}")?;
        writeln!(out, "{}", if shown.suppressed.is_some() { " (suppressed)" } else { "" })?;
    }
    let findings = &report.outcome.findings;
    let files = count(report.checked.compose_files + report.checked.dockerfiles, "file");
    if let Some(fixed) = fixable::applied(report) {
        writeln!(out, "{fixed}.")?;
    }
    match findings.len() {
        0 => writeln!(out, "No findings in {files}.")?,
        number => {
            let with = Totals::of(findings).files;
            writeln!(out, "{} in {with} of {files}.", count(number, "finding"))?;
        }
    }
    fixable::left(report).map_or(Ok(()), |left| writeln!(out, "{left}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::Outcome;
    use crate::report::testing::{finding, report, sources, written};

    #[test]
    fn one_line_a_finding() {
        let sources = sources(&[("api/Docker\u{1b}file", "# é\nFROM python\n")]);
        let findings = vec![finding("non-slim-base", 0, 10..16, "`python` is\na full base")];
        let outcome = Outcome { findings, ..Outcome::default() };
        let text = written(|out| write(&report(&sources, &outcome), out));
        assert_eq!(
            text,
            "api/Docker\\u{1b}file:2:6: warning[non-slim-base] `python` is\\na full base\n\
             1 finding in 1 of 3 files.\n"
        );
    }

    #[test]
    fn nothing_found_is_said() {
        let (sources, outcome) = (sources(&[]), Outcome::default());
        assert_eq!(written(|out| write(&report(&sources, &outcome), out)), "No findings in 3 files.\n");
    }
}
