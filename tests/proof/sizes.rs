//! The projects of `sizes/`: estimated, and measured where an engine is there.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::digest::Digest;
use crate::engine::Engine;
use crate::estimate::{self, Estimated};
use crate::image::{self, Weighed};
use crate::records::{Record, Records};
use crate::{Request, Result, each, folder, locked, projects, sizes_table, table};

/// A project: what careen says of its images, and what they weigh.
pub(crate) struct Project<'r> {
    /// Its folder's name.
    pub(crate) name: String,
    /// Both sides of each image.
    pub(crate) images: Vec<(Estimated, Weighed)>,
    /// When and by what it was measured.
    pub(crate) record: &'r Record<Vec<Weighed>>,
}

/// Measures what is to be measured, and compares everything.
pub(crate) fn run(engine: Option<&Engine>, request: &Request) -> Result<()> {
    let root = folder("sizes");
    let names = projects(&root)?;
    let records: Records<Vec<Weighed>> = Records::read("sizes.json")?;
    let mut digests: BTreeMap<String, String> = BTreeMap::new();
    for name in &names {
        let mut digest = Digest::new();
        digest.add_folder(&root.join(name))?;
        digests.insert(name.clone(), digest.text());
    }
    let wanted = |name: &&String| request.only.is_empty() || request.only.contains(name);
    let is_due = |name: &&String| request.again || records.of(name, &digests[*name]).is_none();
    let due: Vec<String> = names.iter().filter(wanted).filter(is_due).cloned().collect();
    let records = Mutex::new(records);
    let mut failed = Vec::new();
    match engine {
        Some(engine) => {
            let outcomes = each(&due, |name| {
                let weighed = measure(engine, name);
                println!("proof: sizes/{name}: {}", outcome(&weighed));
                let weighed = weighed.map_err(|why| format!("sizes/{name}: {why}"))?;
                // at once, so that a run that is broken off loses nothing
                let mut records = locked(&records);
                records.note(engine, name, &digests[name], weighed);
                records.write(&names)
            });
            failed.extend(outcomes.into_iter().filter_map(Result::err));
        }
        None if due.is_empty() => {}
        None => println!("proof: not measured as they are now: {}", due.join(", ")),
    }
    let records = locked(&records);
    let mut compared = Vec::new();
    for name in &names {
        let Some(record) = records.of(name, &digests[name]) else { continue };
        let images = both(estimate::images(&root.join(name))?, &record.found);
        compared.push(Project {
            name: name.clone(),
            images: images.map_err(|why| format!("{name}: {why}"))?,
            record,
        });
    }
    let text = sizes_table::write(&compared);
    println!("proof: sizes: {}", sizes_table::summary(&compared));
    table("SIZES.md", &text, request.bless)?;
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}

fn outcome(weighed: &Result<Vec<Weighed>>) -> String {
    match weighed {
        Ok(images) => {
            let bytes: u64 = images.iter().map(Weighed::added).sum();
            format!("{:.1} MB above the base, {} image(s)", bytes as f64 / 1e6, images.len())
        }
        Err(why) => why.clone(),
    }
}

/// Builds a project's images and weighs them; all of them are there at once, as they would be on a machine.
fn measure(engine: &Engine, name: &str) -> Result<Vec<Weighed>> {
    let mut built = Vec::new();
    let mut weighed = Vec::new();
    for (number, image) in estimate::images(&folder("sizes").join(name))?.into_iter().enumerate() {
        let one = image.build.run(engine, &format!("{name}-{number}"))?;
        weighed.push(image::weigh(engine, &one.tag, &image.base, &image.name)?);
        built.push(one);
    }
    Ok(weighed)
}

/// Each estimated image beside the one that was weighed.
fn both(estimated: Vec<Estimated>, weighed: &[Weighed]) -> Result<Vec<(Estimated, Weighed)>> {
    if estimated.len() != weighed.len() {
        return Err(format!("{} images are estimated, {} were built", estimated.len(), weighed.len()));
    }
    let find = |image: Estimated| match weighed.iter().find(|other| other.name == image.name) {
        Some(other) => Ok((image, other.clone())),
        None => Err(format!("`{}` was not built", image.name)),
    };
    estimated.into_iter().map(find).collect()
}
