//! One service as a process: what it needs of its own, and what it shares with the others of its container.

use std::collections::{BTreeMap, BTreeSet};

use super::image::{Image, number};
use super::words::{self, Health};
use super::{script, yaml};
use crate::repository::compose::Service;
use crate::rewrite::join::files::absolute;
use crate::syntax::yaml::Node;

/// What a service becomes.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) name: String,
    pub(super) words: Vec<String>,
    pub(super) directory: String,
    /// The signal that ends it.
    pub(super) signal: String,
    /// What it is given after that, in milliseconds.
    pub(super) grace: u64,
    pub(super) restart: Restart,
    pub(super) health: Option<Health>,
    /// Its variables as the Compose file writes them; without a value where the shell's own is passed on.
    pub(super) variables: Vec<(String, Option<String>)>,
    /// Ports that it declares.
    pub(super) ports: BTreeSet<String>,
    /// Its mounts: where, and as written.
    pub(super) mounts: Vec<(String, String)>,
    /// What a container has once: key, and the value as lines.
    pub(super) common: BTreeMap<String, String>,
}

/// What happens when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restart {
    Always,
    OnFailure,
    Never,
}

/// Keys that become a part of the process, or of what holds it.
const OWN: [&str; 18] = [
    "image",
    "build",
    "command",
    "entrypoint",
    "working_dir",
    "environment",
    "ports",
    "expose",
    "volumes",
    "networks",
    "depends_on",
    "container_name",
    "stop_signal",
    "stop_grace_period",
    "healthcheck",
    "init",
    "profiles",
    "restart",
];
/// Keys that hold for a whole container: services that say them alike can share one.
const COMMON: [&str; 26] = [
    "annotations",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "configs",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "env_file",
    "extra_hosts",
    "group_add",
    "labels",
    "logging",
    "network_mode",
    "platform",
    "privileged",
    "pull_policy",
    "runtime",
    "secrets",
    "security_opt",
    "sysctls",
    "ulimits",
    "user",
];
/// Keys that give one container a share of the machine, or a number.
const LIMITS: [&str; 17] = [
    "blkio_config",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpus",
    "cpuset",
    "deploy",
    "mem_limit",
    "mem_reservation",
    "memswap_limit",
    "pids_limit",
    "scale",
    "shm_size",
];

/// What Docker gives a container between the stop signal and the end.
const GRACE: u64 = 10_000;

impl Process {
    /// Reads a service of the new Compose file; or why it needs a container for itself.
    pub(super) fn read(service: &Service, body: Node<'_>, image: &Image) -> Result<Self, String> {
        if !service.profiles.is_empty() {
            return Err("a profile decides whether it runs".to_owned());
        }
        let name = service.name.value.clone();
        if name == script::HEALTH_WORD || name.starts_with('.') {
            return Err("its name means something else to the supervisor".to_owned());
        }
        let mut common = BTreeMap::new();
        for entry in body.entries() {
            let key = entry.key.as_str().unwrap_or_default();
            if let Some(limit) = LIMITS.iter().find(|it| **it == key) {
                return Err(format!("its `{limit}` holds for it alone, and a container has one for all"));
            }
            if COMMON.contains(&key) || key.starts_with("x-") || key == "restart" {
                common.insert(key.to_owned(), yaml::entry(key, entry.value, 0)?);
            } else if !OWN.contains(&key) {
                return Err(format!("its `{key}` can't be given to a process"));
            }
        }
        common.insert("networks".to_owned(), networks(body)?.join(", "));
        let restart = match body.get("restart").and_then(Node::as_str) {
            None | Some("no") => Restart::Never,
            Some("always" | "unless-stopped") => Restart::Always,
            Some("on-failure") => Restart::OnFailure,
            Some(other) => {
                return Err(format!("`restart: {other}` is more than a supervisor of processes does"));
            }
        };
        let directory = match &service.working_dir {
            Some(own) => {
                let own = words::known(own).ok_or("its folder depends on a variable")?;
                absolute(&image.directory, &own)?
            }
            None => image.directory.clone(),
        };
        let signal = match body.get("stop_signal").map(|it| it.as_str().unwrap_or_default()) {
            Some(own) => own,
            None => image.stop_signal.as_deref().unwrap_or("TERM"),
        };
        let signal = signal.strip_prefix("SIG").unwrap_or(signal).to_owned();
        if signal.is_empty() || !signal.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("its stop signal isn't known".to_owned());
        }
        let grace = match body.get("stop_grace_period") {
            Some(own) => own.as_str().and_then(milliseconds).ok_or("its grace period isn't known")?,
            None => GRACE,
        };
        Ok(Self {
            name,
            words: words::started(service, image)?,
            directory,
            signal,
            grace,
            restart,
            health: words::asked(body, image)?,
            variables: service
                .environment
                .iter()
                .map(|it| (it.name.value.clone(), it.value.as_ref().map(|value| value.raw.clone())))
                .collect(),
            ports: ports(service, body)?,
            mounts: mounts(service, body)?,
            common,
        })
    }
}

/// The networks' names; refused where a container has an address of its own there.
fn networks(body: Node<'_>) -> Result<Vec<String>, String> {
    let Some(on) = body.get("networks").filter(|on| !on.is_null()) else {
        return Ok(vec!["default".to_owned()]);
    };
    let mut names: Vec<String> = on.items().filter_map(Node::as_str).map(str::to_owned).collect();
    for entry in on.entries() {
        let has_address = entry.value.entries().iter().any(|it| it.key.as_str() != Some("aliases"));
        if has_address {
            return Err("it has an address or a rank of its own on a network".to_owned());
        }
        names.extend(entry.key.as_str().map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn ports(service: &Service, body: Node<'_>) -> Result<BTreeSet<String>, String> {
    let mut ports = BTreeSet::new();
    for port in &service.ports {
        ports.insert(port.target.clone().ok_or("a port of it isn't known")?);
    }
    let exposed = body.get("expose").into_iter().flat_map(Node::items).filter_map(Node::as_str);
    ports.extend(exposed.map(|port| number(port).to_owned()));
    match ports.iter().any(|port| port.parse::<u16>().is_err()) {
        true => Err("it has a range of ports, or one that isn't known".to_owned()),
        false => Ok(ports),
    }
}

fn mounts(service: &Service, body: Node<'_>) -> Result<Vec<(String, String)>, String> {
    let items: Vec<Node<'_>> = body.get("volumes").into_iter().flat_map(Node::items).collect();
    if items.len() != service.mounts.len() {
        return Err("a mount of it can't be read".to_owned());
    }
    let read = service.mounts.iter().zip(items).map(|(mount, item)| {
        let target = mount.target.clone().filter(|target| target.starts_with('/') && !target.contains('$'));
        let target = target.ok_or("a mount of it can't be read")?;
        Ok((target.trim_end_matches('/').to_owned(), yaml::item(item)?))
    });
    read.collect()
}

/// A duration as Compose writes it: `1m30s`, `500ms`.
fn milliseconds(text: &str) -> Option<u64> {
    let (mut total, mut rest) = (0u64, text);
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u64 = rest.get(..digits)?.parse().ok()?;
        let units = rest.get(digits..)?;
        let letters = units.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = match units.get(..letters)? {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(unit)?)?;
        rest = units.get(letters..)?;
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(milliseconds("1m30s"), Some(90_000));
        assert_eq!(milliseconds("500ms"), Some(500));
        for text in ["", "10", "1d", "${X}", "s", "99999999999999999h"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
