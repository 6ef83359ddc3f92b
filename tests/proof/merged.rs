//! The projects of `merged/`: services of one family as processes of one container, started for real.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::compose::{self, Resolved};
use crate::engine::Engine;
use crate::records::{Record, Records};
use crate::rewrites::{build, on_disk};
use crate::rewriting::Rewriting;
use crate::smoke::start;
use crate::table::{Table, megabytes};
use crate::{Request, Result, folder, projects, table};

/// What the container starts with: the mark of one that holds several services.
const SCRIPT: &str = "/usr/local/bin/processes";
/// How often a process that was killed is asked whether it is back, half a second apart.
const TRIES: usize = 40;

/// What a project showed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Smoke commands that are answered alike.
    answers: usize,
    /// Whatever is not as it should be.
    differs: Vec<String>,
    /// Processes that were killed, and came back.
    came_back: usize,
    /// What stopping the container took, in milliseconds.
    stopped_in: u64,
    /// The last lines that the processes said, sorted, each once.
    last_words: Vec<String>,
    /// Bytes on disk of all images together, each layer once: before, after.
    on_disk: [u64; 2],
}

/// Builds what is to be built, and writes or compares the table.
pub(crate) fn run(engine: Option<&Engine>, request: &Request) -> Result<()> {
    let names = projects(&folder("merged"))?;
    let mut records: Records<Found> = Records::read("merged.json")?;
    let mut failed = Vec::new();
    let mut planned: BTreeMap<&String, Rewriting> = BTreeMap::new();
    for name in &names {
        planned.insert(
            name,
            Rewriting::of("merged", name, true).map_err(|why| format!("merged/{name}: {why}"))?,
        );
    }
    let is_wanted = |name: &String| request.only.is_empty() || request.only.contains(name);
    for (name, rewriting) in planned.iter().filter(|(name, _)| is_wanted(name)) {
        if !request.again && records.of(name, &rewriting.digest).is_some() {
            continue;
        }
        let Some(engine) = engine else {
            println!("proof: merged/{name} was not built as it is now");
            continue;
        };
        match prove(engine, name, rewriting) {
            Ok(found) => {
                println!("proof: merged/{name}: {}", outcome(&found));
                failed.extend(found.differs.iter().map(|differs| format!("merged/{name}: {differs}")));
                records.note(engine, name, &rewriting.digest, found);
                records.write(&names)?;
            }
            Err(why) => failed.push(format!("merged/{name}: {why}")),
        }
    }
    let built: Vec<(&String, Option<&Record<Found>>)> =
        planned.iter().map(|(name, rewriting)| (*name, records.of(name, &rewriting.digest))).collect();
    match table("MERGED.md", &write(&built), request.bless) {
        Err(why) if engine.is_none() => println!("proof: {why}, with CAREEN_PROOF=1"),
        outdated => outdated?,
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn outcome(found: &Found) -> String {
    match found.differs.as_slice() {
        [] => format!(
            "{} alike, {} came back, stopped in {} ms",
            found.answers, found.came_back, found.stopped_in
        ),
        differs => format!("DOES NOT HOLD: {}", differs.join("; ")),
    }
}

/// The container of several services, by name.
fn container(resolved: &Resolved) -> Result<(String, Value)> {
    let is_script =
        |service: &Value| service.pointer("/entrypoint/0").and_then(Value::as_str) == Some(SCRIPT);
    let services = resolved.services();
    let found = services.iter().find(|(_, service)| is_script(service));
    found
        .map(|(name, service)| ((*name).to_owned(), (*service).clone()))
        .ok_or_else(|| "nothing was merged".to_owned())
}

fn prove(engine: &Engine, name: &str, rewriting: &Rewriting) -> Result<Found> {
    let before = compose::resolve(engine, &rewriting.root)?;
    let originals = build(engine, &format!("before-{name}"), &before)?;
    rewriting.write()?;
    let after = compose::resolve(engine, &rewriting.beside)?;
    let merged = build(engine, &format!("after-{name}"), &after)?;
    let (holder, body) = container(&after)?;
    let mut found =
        Found { on_disk: [on_disk(engine, &originals)?, on_disk(engine, &merged)?], ..Found::default() };
    let service = |resolved: &Resolved, name: &str| resolved.services().get(name).copied().cloned();
    for smoke in &rewriting.smokes {
        let old = service(&before, &smoke.service).unwrap_or(Value::Null);
        let tag = originals.tag(&smoke.service).ok_or_else(|| format!("no image of `{}`", smoke.service))?;
        let first = smoke.answer(engine, tag, &old).map_err(|why| format!("the original: {why}"))?;
        let (new_name, new) = match service(&after, &smoke.service) {
            Some(own) => (smoke.service.clone(), own),
            None => (holder.clone(), body.clone()),
        };
        let tag = merged.tag(&new_name).ok_or_else(|| format!("no image of `{new_name}`"))?;
        let second = smoke.answer(engine, tag, &new).unwrap_or_else(|why| why);
        match first == second {
            true => found.answers += 1,
            false => found.differs.push(format!("{}: {first} → {second}", smoke.service)),
        }
    }
    let tag = merged.tag(&holder).ok_or("no image of the container")?;
    let id = start(engine, tag, &body)?;
    let lived = live(engine, &id, &mut found);
    // a container that stays is no harm to the next one
    let _ = engine.run(&["rm", "--force", "--volumes", &id]);
    lived.map(|()| found)
}

/// Kills each process, sees it come back, and stops the container.
fn live(engine: &Engine, id: &str, found: &mut Found) -> Result<()> {
    let inside = |command: &str| engine.run(&["exec", id, "sh", "-c", command]);
    let is_well = || -> Result<bool> {
        for _ in 0..TRIES {
            if inside(&format!("{SCRIPT} health"))?.status.success() {
                return Ok(true);
            }
            std::thread::sleep(Duration::from_millis(500));
        }
        Ok(false)
    };
    if !is_well()? {
        found.differs.push("not every process comes up".to_owned());
        return Ok(());
    }
    let listed = engine.text(&["exec", id, "ls", "/tmp/processes"])?;
    let process =
        |name: &str| engine.text(&["exec", id, "s6-svstat", "-o", "pid", &format!("/tmp/processes/{name}")]);
    for name in listed.split_whitespace() {
        let old = process(name)?;
        inside(&format!("s6-svc -k /tmp/processes/{name}"))?;
        let came_back = (0..TRIES).any(|_| {
            std::thread::sleep(Duration::from_millis(500));
            process(name).is_ok_and(|new| new != old && new != "-1")
        });
        match came_back && is_well()? {
            true => found.came_back += 1,
            false => found.differs.push(format!("`{name}` doesn't come back once it is killed")),
        }
    }
    // each takes the signal once it says that it does
    std::thread::sleep(Duration::from_secs(2));
    let begun = Instant::now();
    engine.text(&["stop", "--time", "60", id])?;
    found.stopped_in = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    if found.stopped_in > 9_000 {
        found.differs.push(format!("it takes {} ms to stop", found.stopped_in));
    }
    let code = engine.text(&["inspect", "--format", "{{.State.ExitCode}}", id])?;
    if code != "0" {
        found.differs.push(format!("it ends with code {code}"));
    }
    let log = engine.text(&["logs", id])?;
    for name in listed.split_whitespace() {
        let mark = format!("{name} | ");
        match log.lines().rev().find(|line| line.starts_with(&mark)) {
            Some(line) => found.last_words.push(line.to_owned()),
            None => found.differs.push(format!("the log has no line of `{name}`")),
        }
    }
    Ok(())
}

const HEAD: &str = "\
# Merged containers: what were services, as processes of one container

Written by `CAREEN_PROOF=1 CAREEN_BLESS=1 cargo test --test proof`. Each project of `merged/` is built as it is and as
`careen rewrite --merge-containers --write` has it. What was a service has to answer as before; each process is killed and has
to come back; the container has to stop by its signal, with what each process says last in its log.
MB = 1,000,000 bytes on disk, each layer once.

";

fn write(projects: &[(&String, Option<&Record<Found>>)]) -> String {
    let mut out = HEAD.to_owned();
    let mut all =
        Table::new(&["project", "answers", "came back", "stops in", "last words", "MB before", "MB after"]);
    for (name, record) in projects {
        let Some(Record { found, .. }) = record else {
            all.row(&[name, "not built", "", "", "", "", ""].map(str::to_owned));
            continue;
        };
        let seconds = format!("{} s", found.stopped_in.div_ceil(1000));
        all.row(&[
            (*name).clone(),
            if found.differs.is_empty() {
                format!("{} alike", found.answers)
            } else {
                found.differs.join("; ")
            },
            found.came_back.to_string(),
            seconds,
            found.last_words.iter().map(|line| line.replace(" | ", ": ")).collect::<Vec<_>>().join(", "),
            megabytes(found.on_disk[0]),
            megabytes(found.on_disk[1]),
        ]);
    }
    _ = write!(out, "{}", all.text());
    out
}
