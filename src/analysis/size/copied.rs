//! What a `COPY` or `ADD` adds: files of the context, measured on disk; what a stage holds at a path.

use super::chain::{Built, Chain};
use super::context::BuildContext;
use super::layer::{Held, Layer, Reason};
use super::present::Installed;
use super::{Estimate, places};
use crate::analysis::contents::{BaseImage, Copied, Ecosystem, Origin, Step};
use crate::facts;
use crate::repository::path;

/// What archives unpack to, for each of their bytes: `ADD` of a local archive unpacks it.
const UNPACKED: [f64; 3] = [1.0, 3.0, 6.0];

/// `from` is the chain that a copy from a stage copies from, where it is known.
pub(super) fn copy(
    context: BuildContext<'_>,
    layer: &mut Layer,
    step: &Step,
    copied: &Copied,
    from: Option<&Chain>,
) {
    match &copied.origin {
        Origin::Context => of_context(context, layer, step, copied),
        Origin::Stage(_) => {
            let Some(from) = from else { return layer.unknown() };
            for source in &copied.sources {
                match places::plain(Some("/"), &source.value) {
                    Some(at) => of_stage(context, layer, from, &at, &target(copied, &at)),
                    None => layer.unknown(),
                }
            }
        }
        Origin::Image(name) => of_image(layer, copied, name),
        Origin::Unknown => layer.unknown(),
    }
}

/// Packages of Python that a copy from a stage brings, or may bring where not all is weighed that it copies.
pub(super) fn installed(copied: &Copied, from: Option<&Chain>, is_weighed: bool) -> Vec<Installed> {
    let sources = copied.sources.iter().filter_map(|source| places::plain(Some("/"), &source.value));
    let of_source = |at: String| {
        let to = target(copied, &at);
        let all = from.into_iter().flat_map(|from| &from.installed);
        all.filter_map(move |installed| installed.copied(&at, &to, is_weighed))
    };
    sources.flat_map(of_source).collect()
}

/// From an image that isn't built here: all of it at most. One without a distribution holds little but what it is there
/// for; of any other what lies at a path isn't known.
fn of_image(layer: &mut Layer, copied: &Copied, name: &str) {
    let image = BaseImage::parse(name);
    let Some((image, size)) = image.and_then(|image| image.size().map(|size| (image, size.on_disk))) else {
        return layer.unknown();
    };
    let is_all =
        copied.sources.iter().any(|source| places::plain(Some("/"), &source.value).as_deref() == Some("/"));
    let is_bare = facts::distribution(&image.repository, &image.tag).is_none();
    let size = match (is_all, is_bare) {
        (true, _) => size,
        (false, true) => Estimate { low: 0, ..size },
        (false, false) => {
            layer.unknown();
            Estimate { low: 0, expected: 0, high: size.high }
        }
    };
    layer.add(Held::new(target(copied, "/"), Reason::Copied, size).called(name));
}

fn of_context(context: BuildContext<'_>, layer: &mut Layer, step: &Step, copied: &Copied) {
    let Some(listing) = context.listing() else { return layer.unknown() };
    for source in &copied.sources {
        let Some(weight) = listing.weigh(&source.value) else {
            layer.unknown();
            continue;
        };
        let mut size = Estimate::exactly(weight.tracked);
        if step.key.starts_with("ADD") && is_archive(&source.value) {
            let [low, expected, high] = UNPACKED.map(|ratio| (weight.tracked as f64 * ratio) as u64);
            size = Estimate { low, expected, high };
        }
        layer.local += weight.local;
        let plain = source.value.trim_start_matches("./").trim_matches('/');
        let is_pattern = plain.contains(['*', '?', '[']);
        let folder = if plain == "." { "" } else { plain };
        let at = file_target(copied, folder, listing.files.iter().any(|entry| entry.path == folder));
        layer.add(Held {
            source: (!is_pattern).then(|| folder.to_owned()),
            ..Held::new(at, Reason::Files, size).called(source.value.as_str())
        });
    }
}

/// Where a source of the context lands: a folder's content in the destination, a file below it where that is a folder.
fn file_target(copied: &Copied, source: &str, is_file: bool) -> String {
    let destination = copied.destination.as_deref().unwrap_or("/");
    let plain = places::plain(Some("/"), destination).unwrap_or_else(|| "/".to_owned());
    if is_file && (destination.ends_with('/') || copied.sources.len() > 1) {
        format!("{}/{}", plain.trim_end_matches('/'), path::file_name(source))
    } else {
        plain
    }
}

fn target(copied: &Copied, source: &str) -> String {
    let destination = copied.destination.as_deref().unwrap_or("/");
    let plain = places::plain(Some("/"), destination).unwrap_or_else(|| "/".to_owned());
    let is_file = path::file_name(source).contains('.');
    if is_file && destination.ends_with('/') {
        format!("{}/{}", plain.trim_end_matches('/'), path::file_name(source))
    } else {
        plain
    }
}

fn is_archive(name: &str) -> bool {
    [".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".txz", ".tbz2"].iter().any(|end| name.ends_with(end))
}

/// What a stage holds at `at`.
fn of_stage(context: BuildContext<'_>, layer: &mut Layer, from: &Chain, at: &str, to: &str) {
    let mut found = false;
    for held in from.below(at) {
        let rest = held.path.strip_prefix(at.trim_end_matches('/')).unwrap_or_default();
        let path = format!("{}{rest}", to.trim_end_matches('/'));
        let path = if path.is_empty() { "/".to_owned() } else { path };
        layer.add(Held { path, reason: Reason::Copied, by: None, ..held.clone() });
        found = true;
    }
    if at == "/" {
        layer.partial |= from.layers.first().is_some_and(|base| base.partial);
        for held in
            from.layers.iter().flat_map(|layer| &layer.held).filter(|held| held.reason == Reason::Base)
        {
            layer.add(Held::new("/", Reason::Copied, held.size).called(held.what.as_str()));
        }
        return;
    }
    let below = from.layers.iter().any(|layer| layer.partial);
    if found {
        // something that a command made may lie there, too
        layer.partial |= below && !is_packages(at);
        return;
    }
    let in_context = from.in_context(at).and_then(|source| context.listing()?.weigh(&source));
    if let Some(weight) = in_context {
        layer.local += weight.local;
        layer.add(Held::new(to, Reason::Copied, Estimate::exactly(weight.tracked)).called(at));
        return;
    }
    let size = match from.builds.last() {
        Some(built) => output(built, at),
        None if at.ends_with("/bin") => Some(Estimate::kilobytes(5, 60, 3_000)),
        None => None,
    };
    match size {
        Some(size) => layer.add(Held::new(to, Reason::Built, size).called(at)),
        None => layer.unknown(),
    }
}

/// Folders that hold what a package manager put there, and nothing else.
fn is_packages(at: &str) -> bool {
    matches!(path::file_name(at), "site-packages" | "node_modules")
}

fn output(built: &Built, at: &str) -> Option<Estimate> {
    // Next.js traces the packages that a server needs into its output
    if built.ecosystem == Ecosystem::Node && at.contains("/.next") && !at.ends_with("/static") {
        return Some(Estimate::kilobytes(3_000, 25_000, 90_000));
    }
    if !places::within(at, &built.directory) && built.ecosystem == Ecosystem::Node {
        return None;
    }
    built.program
}
