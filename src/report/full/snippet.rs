//! One finding: what, where, where else, what to do, what it saves.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::elsewhere;
use super::window::{CONTEXT, Window};
use crate::lint::{Finding, Label, Of, Saving};
use crate::report::reason::beside_its_place;
use crate::report::shown::Shown;
use crate::report::wrap::{NARROWEST, hanging, one_line, wrap};
use crate::report::{Look, Report, fixable, megabytes, place, printable};
use crate::settings::Severity;

/// Columns before a message, before a help text, and before the text of a file.
const LEADS: [usize; 3] = [4, 8, 6];
/// Lines of a label; what is longer quotes a script.
const MOST_LABEL_LINES: usize = 3;

pub(super) fn write(
    report: &Report<'_>,
    shown: Shown<'_>,
    out: &mut dyn Write,
    look: Look,
) -> io::Result<()> {
    let finding = shown.finding;
    writeln!(out, "{}", heading(report, shown, look))?;
    let (diagnostic, elsewhere) = Snippet::new(report, finding, look.width);
    let theme = if look.colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(look.width)
        // our own lines break neither paths nor code
        .with_wrap_lines(false)
        .with_context_lines(CONTEXT as usize)
        .with_links(false);
    let mut text = String::new();
    handler.render_report(&mut text, &diagnostic).map_err(io::Error::other)?;
    // miette pads the lines between labels
    text.lines().try_for_each(|line| writeln!(out, "{}", line.trim_end()))?;
    elsewhere::write(report, finding, &elsewhere, out, look)?;
    if let Some(fix) = fixable::named(report, shown) {
        let remark = if fix.is_applied_from(report.applies) { "" } else { " (unsafe)" };
        let text = format!("{}{remark}", printable(&fix.title));
        writeln!(out, "{}", hanging("  fix: ", &text, look.width))?;
    }
    if let Some(saving) = finding.saving {
        writeln!(out, "{}", hanging("  saves: ", &in_words(saving), look.width))?;
    }
    Ok(())
}

/// `warning[non-slim-base] size`, or `warning[non-slim-base] [*] size` where `--fix` resolves it.
fn heading(report: &Report<'_>, shown: Shown<'_>, look: Look) -> String {
    let finding = shown.finding;
    let (severity, rule, category) = (finding.severity.as_str(), finding.rule, finding.category.as_str());
    let mark = if report.is_fixable(shown) { " [*]" } else { "" };
    let mut heading = match look.colour {
        true => format!(
            "\u{1b}[1;{}m{severity}\u{1b}[0m[\u{1b}[1m{rule}\u{1b}[0m]{mark} {category}",
            hue(finding.severity)
        ),
        false => format!("{severity}[{rule}]{mark} {category}"),
    };
    if let Some(by) = shown.suppressed {
        let reason = if by.reason.is_empty() { "no reason given" } else { &by.reason };
        _ = write!(heading, " (suppressed: {})", printable(reason));
    }
    heading
}

/// The terminal's colour number of a severity.
fn hue(severity: Severity) -> u8 {
    match severity {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Info => 36,
    }
}

/// `about 870 MB of image size (700 MB to 1.1 GB) in each of 2 images, from 1.2 GB to 330 MB`.
pub(super) fn in_words(saving: Saving) -> String {
    let (low, expected, high) = (megabytes(saving.low), megabytes(saving.expected), megabytes(saving.high));
    let of = match saving.of {
        Of::Sum => "of image size",
        Of::Unique => "on disk",
        Of::Pull => "to pull",
    };
    let range = if low == high { String::new() } else { format!(" ({low} to {high})") };
    let times = if saving.times > 1 { format!(" in each of {} images", saving.times) } else { String::new() };
    // of an image that goes as a whole the saving says all there is
    let weight = saving.weight.filter(|it| it.after.expected > 0 && !it.before.is_vague());
    let weight = weight
        .map(|it| format!(", from {} to {}", megabytes(it.before.expected), megabytes(it.after.expected)));
    format!("about {expected} {of}{range}{times}{}", weight.unwrap_or_default())
}

/// The text of a label, as wide as the room behind its place allows.
fn label_lines(text: &str, room: usize) -> String {
    let room = room.max(NARROWEST);
    let text = one_line(text, room * MOST_LABEL_LINES);
    wrap(&text, room).join("\n")
}

/// A finding as miette draws it.
struct Snippet {
    message: String,
    help: Option<String>,
    severity: miette::Severity,
    window: Window,
    labels: Vec<LabeledSpan>,
}

impl Snippet {
    /// Draws what stands near the primary place, and returns the labels that don't.
    fn new<'a>(report: &Report<'_>, finding: &'a Finding, width: usize) -> (Self, Vec<&'a Label>) {
        let primary = finding.primary.span;
        let source = &report.sources[primary.file];
        let (here, mut elsewhere): (Vec<&Label>, Vec<&Label>) =
            finding.related.iter().partition(|label| label.span.file == primary.file);
        let spans: Vec<_> = here.iter().map(|label| label.span).collect();
        let window = Window::around(source, primary, &spans).named(printable(&source.path).into_owned());
        let [message_lead, help_lead, gutter] = LEADS;
        let wrapped = |text: &str, lead| wrap(&printable(text), width.saturating_sub(lead)).join("\n");
        let text = |label: &Label| {
            let text = beside_its_place(&label.message, &source.path, &source.path);
            let column = place::position(source, label.span.start).column as usize;
            (!text.is_empty()).then(|| label_lines(&printable(text), width.saturating_sub(gutter + column)))
        };
        let mut labels = Vec::new();
        if let Some(span) = window.locate(primary) {
            labels.push(LabeledSpan::new_primary_with_span(text(&finding.primary), span));
        }
        for label in here {
            match window.locate(label.span) {
                Some(span) => labels.push(LabeledSpan::new_with_span(text(label), span)),
                None => elsewhere.push(label),
            }
        }
        let severity = match finding.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        };
        let message = wrapped(&finding.message, message_lead + 2);
        let help = finding.help.as_deref().map(|help| wrapped(help, help_lead));
        (Self { message, help, severity, window, labels }, elsewhere)
    }
}

impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.labels.is_empty()).then_some(&self.window as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
