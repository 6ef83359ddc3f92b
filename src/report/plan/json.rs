//! `rewrite --format json`: version 1 of a contract; fields are only ever added. Sizes are bytes on disk.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::bytes::Bytes;
use crate::rewrite::{Plan, Total, Weighed};

/// Writes the plan as one JSON object, indented; `folder` is where its files would lie.
pub fn write(plan: &Plan, folder: &str, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        folder,
        steps: plan
            .steps
            .iter()
            .map(|step| Step {
                does: &step.does,
                of: &step.of,
                equal: &step.equal,
                differs: &step.differs,
                assumes: &step.assumes,
                saving: step.saving.as_ref().map(|it| Saving { bytes: it.bytes.into(), of: &it.of }),
            })
            .collect(),
        files: plan
            .files
            .iter()
            .map(|file| File {
                path: &file.path,
                replaces: file.replaces.as_ref().map(|(path, _)| path.as_str()),
                text: &file.text,
            })
            .collect(),
        declined: plan.declined.iter().map(|it| Declined { what: &it.what, reason: &it.reason }).collect(),
        left_out: plan
            .left_out
            .iter()
            .map(|it| LeftOut {
                path: &it.path,
                superseded_by: it.superseded_by.as_deref(),
                evidence: &it.evidence,
            })
            .collect(),
        unneeded: &plan.unneeded,
        images: Images {
            before: plan.ledger.before.iter().map(|image| Image::of(image, &plan.ledger.after)).collect(),
            after: plan.ledger.after.iter().map(|image| Image::of(image, &[])).collect(),
            total: Totals { before: plan.ledger.total_before.into(), after: plan.ledger.total_after.into() },
        },
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    folder: &'a str,
    steps: Vec<Step<'a>>,
    files: Vec<File<'a>>,
    declined: Vec<Declined<'a>>,
    left_out: Vec<LeftOut<'a>>,
    /// Files of the repository that nothing needs once the new ones are in use.
    unneeded: &'a [String],
    images: Images<'a>,
}

#[derive(Serialize)]
struct Step<'a> {
    does: &'a str,
    of: &'a [String],
    equal: &'a [String],
    differs: &'a [String],
    assumes: &'a [String],
    saving: Option<Saving<'a>>,
}

#[derive(Serialize)]
struct Saving<'a> {
    #[serde(flatten)]
    bytes: Bytes,
    of: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    replaces: Option<&'a str>,
    text: &'a str,
}

#[derive(Serialize)]
struct Declined<'a> {
    what: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    path: &'a str,
    superseded_by: Option<&'a str>,
    evidence: &'a [String],
}

#[derive(Serialize)]
struct Images<'a> {
    before: Vec<Image<'a>>,
    after: Vec<Image<'a>>,
    total: Totals,
}

#[derive(Serialize)]
struct Image<'a> {
    name: &'a str,
    services: &'a [String],
    /// `null` where nothing is known of it.
    size: Option<Bytes>,
    /// Whether it holds something that can't be weighed.
    partial: bool,
    pulled: bool,
    /// What its services run afterwards; empty where they are left out, and in `after`.
    becomes: Vec<&'a str>,
}

impl<'a> Image<'a> {
    fn of(image: &'a Weighed, after: &'a [Weighed]) -> Self {
        Self {
            name: &image.name,
            services: &image.services,
            size: image.size.map(Bytes::from),
            partial: image.is_partial,
            pulled: image.is_pulled,
            becomes: image.becomes.iter().filter_map(|at| Some(after.get(*at)?.name.as_str())).collect(),
        }
    }
}

#[derive(Serialize)]
struct Totals {
    before: Sums,
    after: Sums,
}

#[derive(Serialize)]
struct Sums {
    sum_of_images: Option<Bytes>,
    unique_on_disk: Option<Bytes>,
    partial: bool,
}

impl From<Total> for Sums {
    fn from(total: Total) -> Self {
        Self {
            sum_of_images: total.sum.map(Bytes::from),
            unique_on_disk: total.unique.map(Bytes::from),
            partial: total.is_partial,
        }
    }
}
