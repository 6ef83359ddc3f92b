//! `--format sarif`: SARIF 2.1.0 as GitHub, the standard's validator and VS Code's viewer read it.

mod line_hash;
mod log;
mod result;
mod rules;
mod uri;

use std::collections::BTreeMap;
use std::io::{self, Write};

use log::{
    ArtifactLocation, Driver, Id, Invocation, Location, Log, Notification, PhysicalLocation, Run, Text,
};

use crate::report::{Failure, Report, patch};

/// Where careen is described.
const HOME: &str = "https://crates.io/crates/careen";

/// Writes the whole report as one SARIF log with one run.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let log = Log { schema: log::SCHEMA, version: "2.1.0", runs: vec![run(report)] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn run(report: &Report<'_>) -> Run {
    let description = Text { text: "The top folder of the checkout.".to_owned() };
    Run {
        tool: log::Tool {
            driver: Driver {
                name: "careen",
                version: report.version.to_owned(),
                semantic_version: report.version.to_owned(),
                information_uri: HOME,
                rules: rules::descriptors(report.rules),
            },
        },
        invocations: vec![Invocation {
            execution_successful: true,
            tool_execution_notifications: report
                .errors
                .iter()
                .map(|error| notification(report, error))
                .collect(),
        }],
        original_uri_base_ids: BTreeMap::from([(log::ROOT, log::UriBase { description })]),
        automation_details: Id { id: category(report.prefix) },
        results: result::results(report),
        column_kind: "unicodeCodePoints",
    }
}

/// GitHub keeps the results of several uploads apart by what stands before the last slash.
fn category(prefix: &str) -> String {
    if prefix.is_empty() { "careen/".to_owned() } else { format!("careen/{prefix}/") }
}

fn notification(report: &Report<'_>, failure: &Failure) -> Notification {
    let location = |path: &String| Location {
        id: None,
        physical_location: PhysicalLocation { artifact_location: artifact(report, path), region: None },
        message: None,
    };
    Notification {
        level: "error",
        message: Text { text: format!("{}.", failure.message) },
        locations: failure.path.iter().map(location).collect(),
    }
}

/// A file of the repository, seen from the top of the checkout.
fn artifact(report: &Report<'_>, path: &str) -> ArtifactLocation {
    ArtifactLocation { uri: uri::relative(&patch::below(report.prefix, path)), uri_base_id: log::ROOT }
}
