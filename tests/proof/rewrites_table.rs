//! `REWRITES.md`: what is offered, what is declined and why, and what building both sides showed.

use std::collections::BTreeSet;

use crate::rewrites::{Found, Project};
use crate::table::{Table, megabytes, percent};

/// What the projects come to, in one line.
pub(crate) fn summary(projects: &[Project<'_>]) -> String {
    let figures: Vec<String> =
        figures(projects).into_iter().map(|(name, is, wanted)| format!("{name} {is}{wanted}")).collect();
    figures.join("; ")
}

fn figures(projects: &[Project<'_>]) -> Vec<(&'static str, String, &'static str)> {
    let offered: Vec<&Project<'_>> =
        projects.iter().filter(|project| !project.rewriting.plan.is_empty()).collect();
    let built: Vec<&Found> = offered.iter().filter_map(|project| Some(&project.record?.found)).collect();
    let of = |count: usize, all: usize| {
        format!("{count} of {all} ({})", percent(count as f64 / all.max(1) as f64))
    };
    let works = |found: &&&Found| found.fails.is_none() && found.smokes_differ.is_empty();
    let has_something_to_win = |project: &&Project<'_>| {
        let plan = &project.rewriting.plan;
        project.rewriting.has_single_stage && !(plan.is_empty() && plan.declined.is_empty())
    };
    let to_win = projects.iter().filter(has_something_to_win).count();
    let shrinks: Vec<f64> = built
        .iter()
        .flat_map(|found| found.images.values())
        .filter(|image| image.promise.is_some())
        .map(|image| 1.0 - image.after as f64 / image.before as f64)
        .collect();
    let kept: Vec<bool> = built
        .iter()
        .flat_map(|found| found.images.values())
        .filter_map(|image| {
            let [low, _, high] = image.promise?;
            Some((low..=high).contains(&image.before.saturating_sub(image.after)))
        })
        .collect();
    vec![
        ("projects", projects.len().to_string(), " (≥ 40)"),
        ("single-stage ones with something to win: offered", of(offered.len(), to_win), " (≥ 80 %)"),
        ("built as they are now", of(built.len(), offered.len()), ""),
        ("build and answer alike", of(built.iter().filter(works).count(), built.len()), " (≥ 95 %)"),
        (
            "image configuration equal, or different as the plan says",
            of(
                built.iter().filter(|found| found.fails.is_none() && found.config_unsaid.is_empty()).count(),
                built.len(),
            ),
            " (all)",
        ),
        (
            "Compose file means the same",
            of(built.iter().filter(|found| found.compose_differs.is_empty()).count(), built.len()),
            " (all)",
        ),
        (
            "mean size less, of images with a saving promised",
            percent(shrinks.iter().sum::<f64>() / shrinks.len().max(1) as f64),
            " (≥ 50 %)",
        ),
        ("saving within the range promised", of(kept.iter().filter(|kept| **kept).count(), kept.len()), ""),
    ]
}

/// The whole file.
pub(crate) fn write(projects: &[Project<'_>]) -> String {
    let mut text = HEAD.to_owned();
    let records = projects.iter().filter_map(|project| project.record);
    let built: BTreeSet<String> =
        records.map(|record| format!("{}, Docker {}", record.date, record.engine)).collect();
    text.push_str(&format!("Built: {}.\n\n", built.into_iter().collect::<Vec<_>>().join("; ")));
    let mut table = Table::new(&["figure", ">is", "wanted"]);
    for (name, is, wanted) in figures(projects) {
        let wanted = wanted.trim().trim_matches(['(', ')']).to_owned();
        table.row(&[name.to_owned(), is, wanted]);
    }
    text.push_str(&table.text());
    text.push_str("\n## Projects\n\n");
    let head = [
        "project",
        "offered",
        "builds",
        "smoke",
        "config",
        "compose",
        ">MB before",
        ">MB after",
        ">saves",
        ">promised",
        ">on disk before",
        ">on disk after",
    ];
    let mut table = Table::new(&head);
    for project in projects {
        table.row(&row(project));
    }
    text.push_str(&table.text());
    text.push_str("\n## What is declined, and why\n\n");
    let mut table = Table::new(&["project", "what", "reason"]);
    for project in projects {
        for declined in &project.rewriting.plan.declined {
            table.row(&[project.name.clone(), format!("`{}`", declined.what), declined.reason.clone()]);
        }
    }
    text.push_str(&table.text());
    let broken: String = projects.iter().map(broken).collect();
    if !broken.is_empty() {
        text.push_str("\n## What does not hold\n");
        text.push_str(&broken);
    }
    text
}

fn row(project: &Project<'_>) -> Vec<String> {
    let mut row = vec![project.name.clone()];
    let plan = &project.rewriting.plan;
    if plan.is_empty() {
        let why = if plan.declined.is_empty() { "nothing to win" } else { "declined" };
        row.push(why.to_owned());
        row.resize(12, String::new());
        return row;
    }
    let steps = plan.steps.len().saturating_sub(1);
    row.push(if plan.declined.is_empty() {
        format!("{steps} step(s)")
    } else {
        format!("{steps} step(s), some declined")
    });
    let Some(record) = project.record else {
        row.push("not built as it is now".to_owned());
        row.resize(12, String::new());
        return row;
    };
    let found = &record.found;
    let yes = |holds: bool| if holds { "yes" } else { "**no**" }.to_owned();
    row.push(yes(found.fails.is_none()));
    if found.fails.is_some() {
        row.resize(12, String::new());
        return row;
    }
    let all = found.smokes + found.smokes_differ.len();
    row.push(if found.smokes == all {
        format!("{all} alike")
    } else {
        format!("**{} of {all}**", found.smokes)
    });
    row.push(match (found.config_unsaid.is_empty(), found.config_said.is_empty()) {
        (true, true) => "equal".to_owned(),
        (true, false) => "as said".to_owned(),
        _ => "**unsaid**".to_owned(),
    });
    row.push(if found.compose_differs.is_empty() { "same".to_owned() } else { "**differs**".to_owned() });
    row.extend(weights(found));
    row
}

/// Megabytes of the images, as `docker images` adds them up, and on disk.
fn weights(found: &Found) -> Vec<String> {
    let images = || found.images.values();
    let (before, after) =
        (images().map(|image| image.before).sum::<u64>(), images().map(|image| image.after).sum::<u64>());
    let promise = images()
        .filter_map(|image| image.promise)
        .fold([0; 3], |sum: [u64; 3], one| [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]]);
    let promised = match promise {
        [0, 0, 0] => "-".to_owned(),
        [low, expected, high] => format!("{} ({}–{})", megabytes(expected), megabytes(low), megabytes(high)),
    };
    let saves = (before as f64 - after as f64) / 1e6;
    let [disk_before, disk_after] = found.on_disk;
    vec![
        megabytes(before),
        megabytes(after),
        format!("{saves:.1}"),
        promised,
        megabytes(disk_before),
        megabytes(disk_after),
    ]
}

fn broken(project: &Project<'_>) -> String {
    let Some(found) = project.record.map(|record| &record.found).filter(|found| !found.holds()) else {
        return String::new();
    };
    let mut lines: Vec<&String> = found.fails.iter().collect();
    lines.extend(found.smokes_differ.iter().chain(&found.config_unsaid).chain(&found.compose_differs));
    let lines: Vec<String> = lines.iter().map(|line| format!("```text\n{line}\n```\n")).collect();
    format!("\n### {}\n\n{}", project.name, lines.join("\n"))
}

const HEAD: &str = "\
# Rewrites: built before and after

Written by `CAREEN_PROOF=1 CAREEN_BLESS=1 cargo test --test proof`. Each project of `rewrites/` is built as it is and as
`careen rewrite --write` has it; both answer the same smoke commands, and the images' configurations and the Compose files as
`docker compose config` resolves them are compared. MB = 1,000,000 bytes, summed over the services' images as `docker images`
would add them up; on disk, each layer counts once. The bases may be stand-ins (`engine/`), so a promised saving that is a
swap of bases is off by what the stand-ins are off.

";
