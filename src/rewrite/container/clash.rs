//! Why services that could each be a process can't be so in one container: ports, files, and who waits for whom.

use std::collections::{BTreeMap, BTreeSet};

use super::Candidate;
use super::image::Image;
use super::variables;
use crate::repository::ComposeFile;
use crate::repository::path;
use crate::syntax::yaml::Node;

/// Folders of every Debian image, which a mount would replace for all processes.
const FOLDERS: [&str; 19] = [
    "",
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib64",
    "/media",
    "/mnt",
    "/opt",
    "/root",
    "/sbin",
    "/srv",
    "/usr",
    "/var",
    "/var/cache",
    "/var/lib",
    "/var/log",
];
/// Folders in which every file may matter to every process.
const SYSTEM: [&str; 14] = [
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/tmp", "/usr",
    "/var/run", "/var/tmp",
];

/// The first service that can't be with the others, and why.
pub(super) fn first(all: &[Candidate<'_>], file: &ComposeFile, image: &Image) -> Option<(usize, String)> {
    ports(all, image)
        .or_else(|| mounts(all, image))
        .or_else(|| waits(all, file))
        .or_else(|| circles(all, file))
        .or_else(|| {
            let processes: Vec<_> = all.iter().map(|it| &it.process).collect();
            variables::share(&processes).err()
        })
}

/// Two that listen on one port.
fn ports(all: &[Candidate<'_>], image: &Image) -> Option<(usize, String)> {
    let declared: BTreeSet<&String> =
        all.iter().flat_map(|it| &it.process.ports).chain(&image.exposed).collect();
    let names = |words: &[String], port: &str| {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        words.iter().any(|word| {
            word.match_indices(port).any(|(at, _)| {
                !is_digit(word[..at].chars().next_back()) && !is_digit(word[at + port.len()..].chars().next())
            })
        })
    };
    let mut known: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, candidate) in all.iter().enumerate() {
        let process = &candidate.process;
        let asked = process.health.iter().filter(|it| Some(*it) != image.health.as_ref());
        let asked: Vec<String> = asked.flat_map(|it| it.words.clone()).collect();
        for port in &declared {
            let listens = process.ports.contains(*port) || names(&process.words, port) || names(&asked, port);
            if !listens {
                continue;
            }
            if let Some(other) = known.insert(port.as_str(), &process.name) {
                return Some((at, format!("it listens on port {port}, as `{other}` does")));
            }
        }
        let twin = all[..at].iter().find(|it| it.process.words == process.words);
        if let (Some(twin), Some(port)) = (twin, image.exposed.first()) {
            let name = &twin.process.name;
            return Some((
                at,
                format!("it starts what `{name}` starts, and their image exposes port {port}"),
            ));
        }
    }
    None
}

/// A mount that puts something else where others have files.
fn mounts(all: &[Candidate<'_>], image: &Image) -> Option<(usize, String)> {
    let has = |candidate: &Candidate<'_>, target: &str, mount: &str| {
        candidate.process.mounts.iter().any(|(at, other)| at == target && other == mount)
    };
    for (at, candidate) in all.iter().enumerate() {
        for (target, mount) in &candidate.process.mounts {
            if path::is_within(target, "/tmp") || target == "/tmp" {
                return Some((at, format!("it mounts `{target}`, where the supervisor keeps its files")));
            }
            if all.iter().all(|other| has(other, target, mount)) {
                continue;
            }
            let other = all.iter().find(|it| {
                let own = &it.process.mounts;
                own.iter().any(|(other, written)| {
                    written != mount
                        && (path::is_within(other, target) || path::is_within(target, other))
                        && it.process.name != candidate.process.name
                })
            });
            if let Some(other) = other {
                let name = &other.process.name;
                return Some((at, format!("it mounts `{target}`, where `{name}` mounts something else")));
            }
            let is_system =
                FOLDERS.contains(&target.as_str()) || SYSTEM.iter().any(|it| path::is_within(target, it));
            let covers = |path: &str| path::is_within(path, target) || path::is_within(target, path);
            let is_file = image.files.keys().any(|path| covers(path));
            if is_system || is_file || image.brought.iter().any(|path| covers(path)) {
                return Some((
                    at,
                    format!("it mounts `{target}`, where the others have the image's own files"),
                ));
            }
        }
    }
    None
}

/// What a service waits for, and how.
pub(super) fn waits_for(body: Node<'_>) -> Vec<(String, String)> {
    let Some(on) = body.get("depends_on") else { return Vec::new() };
    let listed = on.items().filter_map(Node::as_str).map(|name| (name.to_owned(), STARTED.to_owned()));
    let keyed = on.entries().into_iter().filter_map(|entry| {
        let condition = entry.value.get("condition").and_then(Node::as_str).unwrap_or(STARTED);
        Some((entry.key.as_str()?.to_owned(), condition.to_owned()))
    });
    listed.chain(keyed).collect()
}

/// The weakest condition.
pub(super) const STARTED: &str = "service_started";
const COMPLETED: &str = "service_completed_successfully";

/// Who waits in a way that a container of several can't serve.
fn waits(all: &[Candidate<'_>], file: &ComposeFile) -> Option<(usize, String)> {
    let position = |name: &str| all.iter().position(|it| it.process.name == name);
    let services = file.yaml.root().and_then(|root| root.get("services"));
    for service in &file.services {
        let name = &service.name.value;
        let Some(body) = services.and_then(|all| all.get(name)) else { continue };
        let waits = waits_for(body);
        for on in &service.depends_on {
            let is_other = !waits.iter().any(|(name, _)| *name == on.value);
            if let (true, Some(at)) = (is_other, position(&on.value)) {
                return Some((at, format!("`{name}` refers to it in another way than by waiting for it")));
            }
        }
        for (on, condition) in &waits {
            let Some(waited) = position(on) else { continue };
            if condition == COMPLETED {
                return Some((waited, format!("`{name}` waits until it has ended")));
            }
            if let (Some(waiting), true) = (position(name), condition != STARTED) {
                return Some((
                    waiting,
                    format!("it waits until `{on}` is healthy, which nobody does within a container"),
                ));
            }
        }
        if let Some(at) = position(name) {
            let options = body.get("depends_on").into_iter().flat_map(Node::entries);
            let odd =
                options.flat_map(|it| it.value.entries()).find(|it| it.key.as_str() != Some("condition"));
            if let Some(odd) = odd {
                let key = odd.key.as_str().unwrap_or_default();
                return Some((at, format!("it waits for others with `{key}`")));
            }
        }
    }
    None
}

/// Who waits for a service that itself waits for one of them.
fn circles(all: &[Candidate<'_>], file: &ComposeFile) -> Option<(usize, String)> {
    let is_member = |name: &str| all.iter().any(|it| it.process.name == name);
    for (at, candidate) in all.iter().enumerate() {
        for on in candidate.service.depends_on.iter().filter(|on| !is_member(&on.value)) {
            let mut seen = BTreeSet::new();
            let mut pending = vec![on.value.as_str()];
            while let Some(name) = pending.pop() {
                if !seen.insert(name) {
                    continue;
                }
                let next = file.service(name).map(|it| it.depends_on.as_slice()).unwrap_or_default();
                if let Some(member) = next.iter().find(|it| is_member(&it.value)) {
                    let (on, member) = (&on.value, &member.value);
                    return Some((at, format!("it waits for `{on}`, which can't start before `{member}`")));
                }
                pending.extend(next.iter().map(|it| it.value.as_str()));
            }
        }
    }
    None
}
