//! `--format full`: findings for people, with the text they are about.

mod closing;
mod snippet;
mod window;

use std::io::{self, Write};

use indexmap::IndexMap;

use crate::report::shown::Shown;
use crate::report::{Look, Report, count, place, printable};
use crate::source::FileId;

/// Findings of one rule with one advice that are shown with their text; more get a line each.
const SHOWN_IN_FULL: usize = 3;

/// Writes findings with their snippets, long runs of the same cut, then what they add up to.
pub fn write(report: &Report<'_>, out: &mut dyn Write, look: Look) -> io::Result<()> {
    let shown = report.shown();
    let mut alike: IndexMap<(&str, Option<&str>), Vec<Shown<'_>>> = IndexMap::new();
    for shown in &shown {
        alike.entry((shown.finding.rule, shown.finding.help.as_deref())).or_default().push(*shown);
    }
    for of_rule in alike.values() {
        let (in_full, rest) = of_rule.split_at(in_full(of_rule.len()));
        in_full.iter().try_for_each(|shown| snippet::write(report, *shown, out, look))?;
        write_rest(report, rest, out)?;
    }
    closing::write(report, out, look)
}

fn file(shown: &Shown<'_>) -> FileId {
    shown.finding.primary.span.file
}

/// One line a finding, or one a file that has several.
fn write_rest(report: &Report<'_>, rest: &[Shown<'_>], out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = rest.first() else { return Ok(()) };
    writeln!(out, "and {} more of {}, with the same advice:", rest.len(), first.finding.rule)?;
    for of_file in rest.chunk_by(|a, b| file(a) == file(b)) {
        let source = &report.sources[file(&of_file[0])];
        let path = printable(&source.path);
        let places: Vec<_> =
            of_file.iter().map(|shown| place::position(source, shown.finding.primary.span.start)).collect();
        match (of_file, places.as_slice()) {
            ([only], [at]) => {
                let message = printable(&only.finding.message);
                writeln!(out, "  {path}:{}:{}  {message}", at.line, at.column)?;
            }
            _ => {
                let lines = places.iter().map(|at| at.line.to_string()).collect::<Vec<_>>().join(", ");
                writeln!(out, "  {path}  {} on lines {lines}", count(of_file.len(), "finding"))?;
            }
        }
    }
    writeln!(out)
}

/// How many of `number` findings are shown in full: a cut that hides only one saves nothing.
fn in_full(number: usize) -> usize {
    if number <= SHOWN_IN_FULL + 1 { number } else { SHOWN_IN_FULL }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Of, Outcome, Saving};
    use crate::report::testing::{finding, report, sources, span, written};
    use crate::report::{Checked, Footprint};

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
        one.saving(Some(Saving {
            low: 700_000_000,
            expected: 870_000_000,
            high: 1_100_000_000,
            of: Of::Sum,
        }));
        let outcome = Outcome { findings: vec![one], ..Outcome::default() };
        let next = [("careen rule non-slim-base".to_owned(), "explains the rule".to_owned())];
        let footprint = Some(Footprint { sum_of_images: 9_600_000_000, unique_on_disk: 4_100_000_000 });
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
  saves: about 870 MB of image size (700 MB to 1.10 GB)

1 finding (1 warning) in 1 of 3 files: 1 size
Images: about 9.60 GB as `docker images` adds them up, 4.10 GB on disk
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
        assert_eq!(text.matches("warning[non-slim-base]").count(), 3);
        let rest = "and 6 more of non-slim-base, with the same advice:\n  Dockerfile  6 findings on lines 4, 5, 6, 7, 8, 9\n";
        assert!(text.contains(rest), "{text}");
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
