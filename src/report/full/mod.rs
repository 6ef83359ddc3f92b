//! `--format full`: findings for people, with the text they are about.

mod closing;
mod elsewhere;
mod snippet;
mod window;

use std::io::{self, Write};

use indexmap::IndexMap;

use crate::report::shown::Shown;
use crate::report::wrap::{NARROWEST, columns, hanging, one_line};
use crate::report::{Look, Report, count, place, printable};
use crate::source::{FileId, Position};

/// Files whose findings of one rule, with one advice, are shown with their text; more get a line each.
const SHOWN_IN_FULL: usize = 3;
/// In one file, from this many on, only the first finding is shown with its text.
const FOLDED_FROM: usize = 3;
/// Findings listed without their text.
const MOST_LISTED: usize = 20;

/// Writes findings with their snippets, long runs of the same cut, then what they add up to.
pub fn write(report: &Report<'_>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    let shown = report.shown();
    let mut alike: IndexMap<(&str, Option<&str>), Vec<Shown<'_>>> = IndexMap::new();
    for shown in &shown {
        alike.entry((shown.finding.rule, shown.finding.help.as_deref())).or_default().push(*shown);
    }
    for of_rule in alike.values() {
        let files: Vec<&[Shown<'_>]> = of_rule.chunk_by(|a, b| file(a) == file(b)).collect();
        let (in_full, rest) = files.split_at(in_full(files.len()));
        in_full.iter().try_for_each(|of_file| write_file(report, of_file, out, look))?;
        write_rest(report, rest, out, look)?;
    }
    closing::write(report, out, look)
}

fn file(shown: &Shown<'_>) -> FileId {
    shown.finding.primary.span.file
}

/// The findings of one file: all of few, or the first of many and a line for each of the others.
fn write_file(report: &Report<'_>, of_file: &[Shown<'_>], out: &mut dyn Write, look: Look) -> io::Result<()> {
    if of_file.len() < FOLDED_FROM {
        return of_file.iter().try_for_each(|shown| {
            snippet::write(report, *shown, out, look)?;
            writeln!(out)
        });
    }
    snippet::write(report, of_file[0], out, look)?;
    let others = &of_file[1..];
    let lines: Vec<String> = others.iter().map(|shown| at(report, shown).line.to_string()).collect();
    if others.iter().all(|shown| shown.finding.message == of_file[0].finding.message) {
        let text = format!("and {} more in this file, on lines {}", others.len(), lines.join(", "));
        return writeln!(out, "{}\n", hanging("  ", &text, look.width));
    }
    writeln!(out, "  and {} more in this file:", others.len())?;
    let width = lines.iter().map(String::len).max().unwrap_or(0);
    for (shown, line) in others.iter().zip(&lines).take(MOST_LISTED) {
        let lead = format!("    line {line:<width$}  ");
        writeln!(out, "{}", listed(&lead, &shown.finding.message, look))?;
    }
    match others.len().saturating_sub(MOST_LISTED) {
        0 => writeln!(out),
        more => writeln!(out, "    and {more} more\n"),
    }
}

/// One line a file: its finding, or the lines of several.
fn write_rest(report: &Report<'_>, rest: &[&[Shown<'_>]], out: &mut dyn Write, look: Look) -> io::Result<()> {
    let Some(first) = rest.first().and_then(|of_file| of_file.first()) else { return Ok(()) };
    let number: usize = rest.iter().map(|of_file| of_file.len()).sum();
    let advice = if first.finding.help.is_some() { ", with the same advice" } else { "" };
    writeln!(out, "and {number} more of {}{advice}:", first.finding.rule)?;
    for of_file in rest.iter().take(MOST_LISTED) {
        let path = printable(&report.sources[file(&of_file[0])].path);
        match of_file {
            [only] => {
                let at = at(report, only);
                let place = format!("  {path}:{}:{}", at.line, at.column);
                let message = printable(&only.finding.message);
                // below its place there is more room for a long one
                match columns(&place) + 2 + columns(&message) <= look.width && !message.contains('\n') {
                    true => writeln!(out, "{place}  {message}")?,
                    false => writeln!(out, "{place}\n{}", listed("      ", &message, look))?,
                }
            }
            several => {
                let lines = several.iter().map(|shown| at(report, shown).line.to_string());
                let lines = lines.collect::<Vec<_>>().join(", ");
                let text = format!("{path}: {} on lines {lines}", count(several.len(), "finding"));
                writeln!(out, "{}", hanging("  ", &text, look.width))?;
            }
        }
    }
    match rest.len().saturating_sub(MOST_LISTED) {
        0 => writeln!(out),
        more => writeln!(out, "  and {}\n", count(more, "more file")),
    }
}

fn at(report: &Report<'_>, shown: &Shown<'_>) -> Position {
    let span = shown.finding.primary.span;
    place::position(&report.sources[span.file], span.start)
}

/// A message in a list: one line of it.
fn listed(lead: &str, message: &str, look: Look) -> String {
    let room = look.width.saturating_sub(columns(lead)).max(NARROWEST);
    format!("{lead}{}", one_line(&printable(message), room))
}

/// How many of `number` files are shown in full: a cut that hides only one saves nothing.
fn in_full(number: usize) -> usize {
    if number <= SHOWN_IN_FULL + 1 { number } else { SHOWN_IN_FULL }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Estimate;
    use crate::lint::{Of, Outcome, Saving};
    use crate::report::testing::{finding, report, sources, span, written};
    use crate::report::{Checked, Footprint, Weight};

    const PLAIN: Look = Look { colour: false, width: 100 };

    #[test]
    fn a_finding_shows_its_places_its_help_and_its_saving() {
        let compose = "services:\n  api:\n    build: ./api\n";
        let sources = sources(&[
            ("api/Dockerfile", "# api\nFROM python:3.11\nRUN pip install x\n"),
            ("compose.yml", compose),
        ]);
        let mut one = finding("non-slim-base", 0, 11..22, "`python:3.11` is a full base");
        one.label("1.0 GB")
            .related(span(0, 23..26), "nothing here compiles")
            .related(span(1, 21..26), "`api` runs it");
        one.help("use `python:3.11-slim`");
        let megabytes =
            |low: u64, expected: u64, high: u64| Estimate::kilobytes(low, expected, high).times(1e3);
        let saving = Saving::of(megabytes(700, 870, 1_100), Of::Sum).unwrap();
        let saving = saving.between(megabytes(1_100, 1_200, 1_300), megabytes(310, 330, 350));
        one.saving(Some(Saving { times: 3, ..saving }));
        let outcome = Outcome { findings: vec![one], ..Outcome::default() };
        let next = [("careen rule non-slim-base".to_owned(), "explains the rule".to_owned())];
        let weight = |sum, unique| Weight {
            sum_of_images: megabytes(sum, sum, sum),
            unique_on_disk: megabytes(unique, unique, unique),
        };
        let now = weight(9_600, 4_100);
        let after = Some(weight(3_200, 1_500));
        let footprint = Some(Footprint { now, is_partial: false, after, rewritten: None });
        let report = Report { next: &next, footprint, ..report(&sources, &outcome) };
        let text = written(|out| write(&report, out, PLAIN));
        assert_eq!(
            text,
            "\
warning[non-slim-base] size
  ⚠ `python:3.11` is a full base
   ╭─[api/Dockerfile:2:6]
 1 │ # api
 2 │ FROM python:3.11
   ·      ─────┬─────
   ·           ╰── 1.0 GB
 3 │ RUN pip install x
   · ─┬─
   ·  ╰── nothing here compiles
   ╰────
  help: use `python:3.11-slim`
  also: compose.yml:3:5  `api` runs it
  saves: about 870 MB of image size (700 MB to 1.10 GB) in each of 3 images, from 1.20 GB to 330 MB

1 finding (1 warning) in 1 of 3 files: 1 size
Images: about 9.60 GB as `docker images` adds them up, 4.10 GB on disk
 After: about 3.20 GB as `docker images` adds them up, 1.50 GB on disk, with every finding resolved
        in its place
Could save: about 870 MB of image size (700 MB to 1.10 GB)
Next: careen rule non-slim-base  explains the rule
"
        );
    }

    #[test]
    fn long_runs_are_cut() {
        let sources = sources(&[("Dockerfile", &"FROM a\n".repeat(9))]);
        let findings =
            (0..9).map(|line| finding("non-slim-base", 0, line * 7 + 5..line * 7 + 6, "full")).collect();
        let outcome = Outcome { findings, ..Outcome::default() };
        let text = written(|out| write(&report(&sources, &outcome), out, PLAIN));
        assert_eq!(text.matches("warning[non-slim-base]").count(), 1);
        let rest = "  and 8 more in this file, on lines 2, 3, 4, 5, 6, 7, 8, 9\n\n";
        assert!(text.contains(rest), "{text}");
    }

    #[test]
    fn further_files_get_a_line_each() {
        let paths: Vec<String> = (0..6).map(|number| format!("{number}/Dockerfile")).collect();
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "FROM a\nFROM a\n")).collect();
        let sources = sources(&files);
        let mut findings: Vec<_> =
            (0..6).map(|file| finding("non-slim-base", file, 5..6, "`a` is full")).collect();
        findings.insert(5, finding("non-slim-base", 4, 12..13, "`a` is full"));
        let outcome = Outcome { findings, ..Outcome::default() };
        let text = written(|out| write(&report(&sources, &outcome), out, PLAIN));
        let rest = "and 4 more of non-slim-base:\n  3/Dockerfile:1:6  `a` is full\n  \
                    4/Dockerfile: 2 findings on lines 1, 2\n  5/Dockerfile:1:6  `a` is full\n";
        assert!(text.contains(rest), "{text}");
    }

    #[test]
    fn each_frame_says_its_own_place() {
        let text =
            "services:\n  a:\n    build: .\n".to_owned() + &"  # far\n".repeat(9) + "  é: {build: .}\n";
        let sources = sources(&[("compose.yml", &text)]);
        let far = text.find("build: .}").unwrap();
        let mut one = finding("non-slim-base", 0, 12..13, "built twice");
        one.label("here").related(span(0, far..far + 5), "and here");
        let outcome = Outcome { findings: vec![one], ..Outcome::default() };
        let text = written(|out| write(&report(&sources, &outcome), out, PLAIN));
        assert!(text.contains("╭─[compose.yml:2:3]") && text.contains("╭─[compose.yml:13:7]"), "{text}");
    }

    #[test]
    fn places_that_say_the_same_stand_together() {
        let sources = sources(&[("a", "FROM x\n"), ("b", "FROM x\n"), ("c", "if x; then\n  y\nfi\n")]);
        let mut one = finding("non-slim-base", 0, 5..6, "full");
        one.related(span(1, 0..4), "the same").related(span(2, 0..2), "`c` runs if x; then\n  y\nfi");
        one.related(span(1, 5..6), "the same");
        let outcome = Outcome { findings: vec![one], ..Outcome::default() };
        let text = written(|out| write(&report(&sources, &outcome), out, PLAIN));
        let also = "  also: the same:\n          b:1:1\n          b:1:6\n        c:1:1  runs if x; then …\n";
        assert!(text.contains(also), "{text}");
    }

    #[test]
    fn nothing_found_is_one_line() {
        let (sources, outcome) = (sources(&[]), Outcome::default());
        let text = written(|out| write(&report(&sources, &outcome), out, PLAIN));
        assert_eq!(text, "No findings in 1 Compose file and 2 Dockerfiles.\n");
        let checked = Checked::default();
        let text = written(|out| write(&Report { checked, ..report(&sources, &outcome) }, out, PLAIN));
        assert_eq!(text, "No Compose files and no Dockerfiles here.\n");
    }

    #[test]
    fn hostile_text_reaches_no_terminal() {
        let sources = sources(&[("a\u{1b}]0;x\u{7}/Dockerfile", "FROM a\u{1b}[31m\u{9b}31m\r\nRUN \tx\n")]);
        let mut one = finding("non-slim-base", 0, 5..6, "`\u{1b}[2J`");
        one.help("\u{1b}[0m").related(span(0, 18..19), "\u{7}");
        let outcome = Outcome { findings: vec![one], ..Outcome::default() };
        let text = written(|out| write(&report(&sources, &outcome), out, PLAIN));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    }
}
