//! `SIZES.md`: estimates beside measurements, and what they come to.

use std::collections::{BTreeMap, BTreeSet};

use careen::facts::Estimate;

use crate::estimate::{Estimated, sum};
use crate::image::Weighed;
use crate::sizes::Project;
use crate::table::{Table, megabytes, percent, quantile, signed};

/// Layers that weigh less than this on both sides are left out of the list of layers.
const SMALL: u64 = 1_000_000;

/// Wider ranges say little.
const WIDE: f64 = 1.6;

/// One line of figures: bytes added above the base, as they are and as they are estimated.
struct Line {
    measured: u64,
    estimate: Estimate,
}

impl Line {
    fn error(&self) -> f64 {
        match self.measured {
            0 => 0.0,
            measured => self.estimate.expected as f64 / measured as f64 - 1.0,
        }
    }

    fn is_inside(&self) -> bool {
        (self.estimate.low..=self.estimate.high).contains(&self.measured)
    }

    fn width(&self) -> f64 {
        match self.estimate.low {
            0 => f64::INFINITY,
            low => self.estimate.high as f64 / low as f64,
        }
    }

    fn cells(&self) -> Vec<String> {
        let width = if self.width().is_finite() { format!("{:.2}", self.width()) } else { "∞".to_owned() };
        vec![
            megabytes(self.measured),
            megabytes(self.estimate.low),
            megabytes(self.estimate.expected),
            megabytes(self.estimate.high),
            signed(self.error()),
            if self.is_inside() { "yes" } else { "**no**" }.to_owned(),
            width,
        ]
    }
}

/// The sum of a project's images.
fn added(project: &Project<'_>) -> Line {
    Line {
        measured: project.images.iter().map(|(_, weighed)| weighed.added()).sum(),
        estimate: sum(project.images.iter().map(|(estimated, _)| estimated.added)),
    }
}

/// The same with the base's size as it is looked up, on both sides.
fn whole(project: &Project<'_>) -> Line {
    let bases = sum(project.images.iter().map(|(estimated, _)| estimated.base_size));
    let added = added(project);
    Line { measured: added.measured + bases.expected, estimate: added.estimate.plus(bases) }
}

/// Bytes on disk, each layer once, bases as they are looked up.
fn unique(project: &Project<'_>) -> Line {
    let (mut measured, mut estimated, mut bases) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (image, weighed) in &project.images {
        measured.extend(weighed.layers.iter().map(|layer| (&layer.id, layer.bytes)));
        estimated.extend(image.layers.iter().map(|layer| (layer.key, layer.size)));
        bases.insert(&image.base, image.base_size);
    }
    let bases = sum(bases.into_values());
    Line {
        measured: measured.values().sum::<u64>() + bases.expected,
        estimate: sum(estimated.into_values()).plus(bases),
    }
}

/// What the projects come to, as names and figures.
fn figures(projects: &[Project<'_>]) -> Vec<(&'static str, String, &'static str)> {
    let lines: Vec<Line> = projects.iter().map(added).collect();
    let errors: Vec<f64> = lines.iter().map(|line| line.error().abs()).collect();
    let wholes: Vec<f64> = projects.iter().map(|project| whole(project).error().abs()).collect();
    let share = |holds: &dyn Fn(&Line) -> bool| {
        percent(lines.iter().filter(|line| holds(line)).count() as f64 / lines.len().max(1) as f64)
    };
    let of = |figures: &[f64], share: f64| quantile(figures, share).map_or("-".to_owned(), percent);
    let mut all = vec![
        ("median error above the base", of(&errors, 0.5), "≤ 15 %"),
        ("90th percentile of it", of(&errors, 0.9), "≤ 35 %"),
        ("measured value inside low..high", share(&Line::is_inside), "≥ 90 %"),
        ("high/low at most 1.6", share(&|line| line.width() <= WIDE), "≥ 80 %"),
        ("median error of whole images", of(&wholes, 0.5), "≤ 10 %"),
    ];
    if let Some(family) = projects.iter().max_by_key(|project| project.images.len()) {
        all.push(("unique on disk, family of 12", signed(unique(family).error()), "within 10 %"));
    }
    all
}

/// The figures in one line.
pub(crate) fn summary(projects: &[Project<'_>]) -> String {
    let figures: Vec<String> = figures(projects)
        .into_iter()
        .map(|(name, figure, wanted)| format!("{name} {figure} ({wanted})"))
        .collect();
    format!("{} projects; {}", projects.len(), figures.join("; "))
}

/// The whole file.
pub(crate) fn write(projects: &[Project<'_>]) -> String {
    let mut text = HEAD.to_owned();
    let measured: BTreeSet<String> = projects
        .iter()
        .map(|project| format!("{}, Docker {}", project.record.date, project.record.engine))
        .collect();
    text.push_str(&format!("Measured: {}.\n\n", measured.into_iter().collect::<Vec<_>>().join("; ")));
    let mut reached = Table::new(&["figure", ">is", "wanted"]);
    for (name, figure, wanted) in figures(projects) {
        reached.row(&[name.to_owned(), figure, wanted.to_owned()]);
    }
    text.push_str(&reached.text());

    text.push_str("\n## Projects: MB added above the base\n\n");
    let head = [">measured", ">low", ">expected", ">high", ">error", "inside", ">high/low"];
    let mut table = Table::new(&[&["project"], &head[..], &["known in full"]].concat());
    for project in projects {
        let partial = project.images.iter().any(|(estimated, _)| estimated.is_partial());
        let known = if partial { "no" } else { "yes" }.to_owned();
        table.row(&[vec![project.name.clone()], added(project).cells(), vec![known]].concat());
    }
    text.push_str(&table.text());

    text.push_str("\n## Several images: MB on disk, each layer and base once\n\n");
    let mut table = Table::new(&[&["project", ">images"], &head[..]].concat());
    for project in projects.iter().filter(|project| project.images.len() > 1) {
        let count = project.images.len().to_string();
        table.row(&[vec![project.name.clone(), count], unique(project).cells()].concat());
    }
    text.push_str(&table.text());

    text.push_str("\n## Layers of a megabyte and more\n\n");
    let mut table = Table::new(&[&["project", "instruction"], &head[..]].concat());
    for project in projects {
        layers(project, &mut table);
    }
    text.push_str(&table.text());
    text
}

/// The rows of a project's layers, each layer once.
fn layers(project: &Project<'_>, table: &mut Table) {
    let mut seen = BTreeSet::new();
    for (estimated, weighed) in &project.images {
        let Some(pairs) = paired(estimated, weighed) else {
            let unpaired =
                format!("{}: the layers are not the instructions that careen counts", estimated.name);
            table.row(&[vec![project.name.clone(), unpaired], vec![String::new(); 7]].concat());
            continue;
        };
        for (instruction, id, line) in pairs {
            if line.measured.max(line.estimate.high) >= SMALL && seen.insert(id) {
                table.row(&[vec![project.name.clone(), instruction], line.cells()].concat());
            }
        }
    }
}

/// The layers of both sides, if they are the same ones. `WORKDIR` has a layer, but no weight.
fn paired<'a>(estimated: &Estimated, weighed: &'a Weighed) -> Option<Vec<(String, &'a str, Line)>> {
    let real: Vec<_> = weighed.layers.iter().filter(|layer| !layer.made_by.starts_with("WORKDIR ")).collect();
    if real.len() != estimated.layers.len() {
        return None;
    }
    let pairs = real.into_iter().zip(&estimated.layers).map(|(real, guessed)| {
        let line = Line { measured: real.bytes, estimate: guessed.size };
        (format!("`{}`", short(&guessed.instruction)), real.id.as_str(), line)
    });
    Some(pairs.collect())
}

/// An instruction in one line.
fn short(instruction: &str) -> String {
    const SHOWN: usize = 60;
    let line = instruction.replace("\\\n", " ").replace('`', "'");
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    format!("{}…", line.chars().take(SHOWN - 1).collect::<String>())
}

const HEAD: &str = "\
# Sizes: what careen estimates, and what an engine measures

Written by `CAREEN_PROOF=1 CAREEN_BLESS=1 cargo test --test proof`, which builds what has changed in `sizes/`; without
`CAREEN_PROOF`, today's estimates are compared with what was measured last, and nothing is built.

MB = 1,000,000 bytes on disk, as `docker history` counts them. Errors are over the bytes that are added **above the base**: a
base's size is looked up, and the bases here may be stand-ins (`engine/`). Whole images count the base as it is looked up.
The figures are over projects, a project with several images counting as their sum.

pip keeps what it is told will stay true, and mirrors of the package index often tell nothing. Where the private engine builds,
pip and pipenv therefore ask a stand-in on loopback (`engine/index`) that hands on what the machine's own index answers, with
the public index's headers (files for 365,000,000 s, pages for 600 s, pages compressed): by its source, `pypi/infra`
(terraform/file-hosting/vcl/files.vcl) and `pypi/warehouse` (warehouse/api/simple.py, warehouse/utils/compression.py).

";
