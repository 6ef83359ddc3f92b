//! The one text, read anew: each target, stage by stage, against its own Dockerfile.

use std::collections::BTreeMap;

use super::combine::{Combined, Part, said};
use crate::repository::{Base, Dockerfile, Stage};

/// Compares all targets; or says of which one something is lost.
pub(super) fn check(parts: &[(&str, &str)], combined: &Combined) -> Result<(), String> {
    let one = Part::of("", &combined.text).file;
    if !one.syntax.problems.is_empty() {
        return Err("it would not be well-formed".to_owned());
    }
    for ((name, text), names) in parts.iter().zip(&combined.names) {
        let own = Part::of(name, text).file;
        let lost = || format!("`{name}` would be another image");
        let last = own.stages.last().ok_or_else(lost)?;
        let target = one.target_stage(Some(name)).ok_or_else(lost)?;
        if steps(&own, last, &BTreeMap::new()) != steps(&one, target, &old_names(names)) {
            return Err(lost());
        }
        for stage in own.stages.iter().filter(|stage| stage.index != last.index) {
            let new = stage.name.as_ref().and_then(|name| names.get(&name.value.to_lowercase()));
            let new = new.and_then(|name| one.stage_by_name(name)).ok_or_else(lost)?;
            if steps(&own, stage, &BTreeMap::new()) != steps(&one, new, &old_names(names)) {
                return Err(lost());
            }
        }
    }
    Ok(())
}

fn old_names(names: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    names.iter().map(|(old, new)| (new.clone(), old.clone())).collect()
}

/// What a stage stands on outside, and all that is done on it, whatever stages it is cut into; `names`: what stages were
/// called before.
fn steps(file: &Dockerfile, stage: &Stage, names: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let mut chain = file.chain(stage);
    chain.reverse();
    let ground = chain.first()?;
    if !matches!(ground.base, Base::Image(_) | Base::Scratch) {
        return None;
    }
    let platform = ground.platform.as_ref().map_or("", |it| it.value.as_str());
    let mut all = vec![format!("FROM {platform} {}", ground.from.value)];
    for instruction in chain.iter().flat_map(|stage| file.instructions(stage)) {
        let mut line = said(instruction);
        let from =
            instruction.flags.iter().find(|flag| flag.name == "from").and_then(|flag| flag.value.as_ref());
        if let Some((from, old)) = from.and_then(|from| Some((from, names.get(&from.value.to_lowercase())?)))
        {
            line = line.replacen(&format!("--from={}", from.value), &format!("--from={old}"), 1);
        }
        all.push(line);
    }
    Some(all)
}
