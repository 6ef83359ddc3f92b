//! Which services of a family can be processes of one container: as many as can, the others with their reason.

use std::collections::BTreeMap;

use super::image::Image;
use super::process::Process;
use super::{Candidate, clash};
use crate::repository::ComposeFile;

/// A service that stays by itself, and why.
pub(super) type Refused = (String, String);

/// Splits the services `names` of the new Compose file.
pub(super) fn choose<'a>(
    file: &'a ComposeFile,
    names: &[String],
    image: &Image,
) -> (Vec<Candidate<'a>>, Vec<Refused>) {
    let services = file.yaml.root().and_then(|root| root.get("services"));
    let (mut all, mut refused) = (Vec::new(), Vec::new());
    for name in names {
        let found = file.service(name).zip(services.and_then(|all| all.get(name)));
        let Some((service, body)) = found else { continue };
        match Process::read(service, body, image) {
            Ok(process) => all.push(Candidate { service, body, process }),
            Err(reason) => refused.push((name.clone(), reason)),
        }
    }
    let (mut all, others) = alike(all);
    refused.extend(others);
    while let Some((at, reason)) = clash::first(&all, file, image) {
        refused.push((all.remove(at).process.name, reason));
    }
    if let [only] = all.as_slice() {
        refused.push((
            only.process.name.clone(),
            "none is left with which it could share a container".to_owned(),
        ));
        all.clear();
    }
    (all, refused)
}

/// The most that agree on what a container has once; of several such sets the first.
fn alike(all: Vec<Candidate<'_>>) -> (Vec<Candidate<'_>>, Vec<Refused>) {
    let mut counts: Vec<(BTreeMap<String, String>, usize)> = Vec::new();
    for candidate in &all {
        match counts.iter_mut().find(|(common, _)| *common == candidate.process.common) {
            Some((_, count)) => *count += 1,
            None => counts.push((candidate.process.common.clone(), 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let Some((common, _)) = counts.iter().find(|(_, count)| Some(*count) == most) else {
        return (all, Vec::new());
    };
    let (same, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.process.common == *common);
    let refused = others.into_iter().map(|it| {
        let own = &it.process.common;
        let keys = common.keys().chain(own.keys());
        let key = keys.into_iter().find(|key| common.get(*key) != own.get(*key)).cloned().unwrap_or_default();
        (it.process.name, format!("its `{key}` is another than that of the others, and a container has one"))
    });
    let refused = refused.collect();
    (same, refused)
}
