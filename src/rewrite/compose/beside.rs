//! An override under which the new system runs beside the old one: other project, ports, container names and volumes.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::repository::ComposeId;
use crate::repository::compose as model;
use crate::source::FileId;
use crate::syntax::yaml::{self, Node};

/// What is added to every published port.
const SHIFT: u32 = 10_000;

/// The override of the consolidated file `text`.
pub(in crate::rewrite) fn write(project: &str, text: &str) -> Result<String, String> {
    let tree = yaml::parse(FileId(0), text);
    let file = model::read(ComposeId(0), String::new(), FileId(0), tree);
    let ports = file.services.iter().flat_map(|service| &service.ports);
    let built = file.services.iter().filter(|service| service.build.is_some());
    let taken = Taken {
        ports: ports.filter_map(|port| port.published.clone()).collect(),
        images: built.filter_map(|service| Some(service.image.as_ref()?.raw.clone())).collect(),
    };
    let mut services = String::new();
    let root = file.yaml.root().ok_or("it is empty")?;
    for service in &file.services {
        let body = root.get("services").and_then(|all| all.get(&service.name.value));
        let own = service_lines(service, body, &taken);
        if !own.is_empty() {
            _ = writeln!(services, "  {}:\n{own}", scalar(&service.name.value));
        }
    }
    let mut out = String::from(
        "# Layered on compose.yaml, this runs the system beside the one that is running, without sharing its ports,\n\
         # container names, volumes or networks. Folders of the host that are mounted are still the same ones.\n",
    );
    _ = writeln!(out, "name: {project}-beside");
    if !services.is_empty() {
        _ = write!(out, "\nservices:\n{}", services.replace("\n\n", "\n"));
    }
    for section in ["volumes", "networks"] {
        let mut lines = String::new();
        for entry in root.get(section).map(Node::entries).unwrap_or_default() {
            let Some(name) = entry.key.as_str() else { continue };
            // the project's name keeps the others apart, but not where options say where the data lies
            let is_placed = section == "volumes" && entry.value.get("driver_opts").is_some();
            if is_placed || entry.value.get("name").is_some() || entry.value.get("external").is_some() {
                _ = writeln!(
                    lines,
                    "  {}: !override\n    name: {}",
                    scalar(name),
                    scalar(&format!("{project}-beside_{name}"))
                );
            }
        }
        if !lines.is_empty() {
            _ = write!(out, "\n{section}:\n{lines}");
        }
    }
    Ok(out)
}

/// What the running system has already.
struct Taken {
    ports: BTreeSet<String>,
    /// Images that a build makes.
    images: BTreeSet<String>,
}

fn service_lines(service: &model::Service, body: Option<Node<'_>>, taken: &Taken) -> String {
    let mut lines = String::new();
    if service.container_name.is_some() {
        _ = writeln!(lines, "    container_name: !reset null");
    }
    if let Some(image) = service.image.as_ref().filter(|image| taken.images.contains(&image.raw)) {
        // a build here must not put its image in the place of the running one's
        let image = match image.raw.rsplit_once(':').filter(|(_, tag)| !tag.contains(['/', '}'])) {
            Some((name, tag)) => format!("{name}-beside:{tag}"),
            None => format!("{}-beside", image.raw),
        };
        _ = writeln!(lines, "    image: {}", scalar(&image));
    }
    let is_host = body.and_then(|body| body.get("network_mode")).and_then(Node::as_str) == Some("host");
    if !service.ports.is_empty() && !is_host {
        _ = writeln!(lines, "    ports: !override");
        for port in &service.ports {
            _ = writeln!(lines, "      - \"{}\"", shifted(port, taken));
        }
    }
    lines
}

/// The port under another number of the host; where that isn't known, Docker picks one.
fn shifted(port: &model::Port, taken: &Taken) -> String {
    let (written_ip, written_target) = written(&port.text.raw);
    // what a variable stands for is known to Compose alone
    let target = port.target.as_deref().filter(|_| !written_target.contains('$')).unwrap_or(written_target);
    let protocol = format!("/{}", port.protocol);
    let protocol =
        if port.protocol == "tcp" || target.ends_with(&protocol) { String::new() } else { protocol };
    let published = port.published.as_ref().and_then(|published| published.parse::<u32>().ok());
    let free = |number: u32| match number {
        ..=55_535 => Some(number + SHIFT),
        _ => Some(number - SHIFT),
    };
    let number = published.and_then(free).filter(|number| !taken.ports.contains(&number.to_string()));
    let ip = port.host_ip.as_deref().or(written_ip.filter(|ip| ip.contains('$')));
    let ip = ip
        .map(|ip| if ip.contains(':') && !ip.contains('$') { format!("[{ip}]:") } else { format!("{ip}:") });
    match (number, ip) {
        (Some(number), ip) => format!("{}{number}:{target}{protocol}", ip.unwrap_or_default()),
        (None, Some(ip)) => format!("{ip}:{target}{protocol}"),
        (None, None) => format!("{target}{protocol}"),
    }
}

/// The address and the container's port of an item of `ports:`, as written; a colon in brackets or braces parts nothing.
fn written(port: &str) -> (Option<&str>, &str) {
    let mut depth = 0i32;
    let mut colons = Vec::new();
    for (at, c) in port.char_indices() {
        depth += i32::from(matches!(c, '{' | '[')) - i32::from(matches!(c, '}' | ']'));
        colons.extend((c == ':' && depth <= 0).then_some(at));
    }
    let target = colons.last().map_or(port, |at| &port[at + 1..]);
    let ip = colons.iter().rev().nth(1).map(|at| &port[..*at]);
    (ip, target)
}

/// A key or value in quotes unless it plainly needs none.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_plain {
        text.to_owned()
    } else {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
