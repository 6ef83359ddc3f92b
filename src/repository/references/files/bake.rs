//! Bake files, and Terraform's builds, which are written alike.

use crate::repository::references::directory::UNKNOWN;
use crate::repository::references::found::{Found, Kind, Named, Output, Place};
use crate::repository::references::shell::{Setting, walk};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::source::{Span, Spanned};
use crate::syntax::hcl::{self, Block};
use crate::syntax::yaml::{self, Node};

/// How deep blocks are followed.
const DEEPEST: usize = 8;

/// What a target builds from.
#[derive(Default, Clone)]
struct Target {
    name: String,
    inherits: Vec<String>,
    context: Option<Spanned<String>>,
    dockerfile: Option<Spanned<String>>,
    is_inline: bool,
    span: Option<Span>,
}

/// Reads `docker-bake.hcl`.
pub(super) fn hcl(site: &Site<'_>, output: &mut Output) {
    let blocks = hcl::parse(site.file, site.text);
    let targets: Vec<Target> =
        blocks.iter().filter(|block| block.kind.value == "target").map(of_block).collect();
    read(site, &targets, output);
}

/// Reads `docker-bake.json`.
pub(super) fn json(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse_json_with_comments(site.file, site.text);
    let targets = tree.root().and_then(|root| root.get("target")).map(Node::entries).unwrap_or_default();
    let targets: Vec<Target> = targets
        .iter()
        .map(|entry| Target {
            name: entry.key.as_str().unwrap_or_default().to_owned(),
            inherits: entry.value.get("inherits").into_iter().flat_map(strings).collect(),
            context: entry.value.get("context").and_then(Node::string),
            dockerfile: entry.value.get("dockerfile").and_then(Node::string),
            is_inline: entry.value.get("dockerfile-inline").is_some(),
            span: Some(entry.key.span()),
        })
        .collect();
    read(site, &targets, output);
}

fn strings(node: Node<'_>) -> Vec<String> {
    node.items().chain(std::iter::once(node)).filter_map(Node::as_str).map(str::to_owned).collect()
}

/// Reads Terraform: the `build` of the Docker provider's images, and commands of `local-exec`.
pub(super) fn terraform(site: &Site<'_>, output: &mut Output) {
    let blocks = hcl::parse(site.file, site.text);
    blocks.iter().for_each(|block| terraform_block(site, block, 0, output));
}

fn terraform_block(site: &Site<'_>, block: &Block, depth: usize, output: &mut Output) {
    let is_build = matches!(block.kind.value.as_str(), "build" | "docker_build");
    if is_build && (block.get("context").is_some() || block.get("dockerfile").is_some()) {
        read(site, &[of_block(block)], output);
    }
    if let Some(command) = block.get("command").and_then(hcl::Value::string) {
        let text = site.mapped(command.span.range());
        walk(
            site,
            &text.slice(1..text.text.len().saturating_sub(1).max(1)),
            &Setting::executed(site.directory()),
            output,
        );
    }
    if depth < DEEPEST {
        block.blocks.iter().for_each(|inner| terraform_block(site, inner, depth + 1, output));
    }
}

fn of_block(block: &Block) -> Target {
    let text = |name: &str| block.get(name).and_then(hcl::Value::string).cloned();
    Target {
        name: block.labels.first().map(|label| label.value.clone()).unwrap_or_default(),
        inherits: block
            .get("inherits")
            .into_iter()
            .flat_map(hcl::Value::strings)
            .map(|it| it.value.clone())
            .collect(),
        context: text("context"),
        dockerfile: text("dockerfile"),
        is_inline: block.get("dockerfile-inline").is_some(),
        span: block.labels.first().map(|label| label.span).or(Some(block.kind.span)),
    }
}

fn read(site: &Site<'_>, targets: &[Target], output: &mut Output) {
    for target in targets {
        let target = &inherited(target, targets);
        // one that only lends its settings to others builds nothing by itself
        let is_lender = target.context.is_none()
            && target.dockerfile.is_none()
            && targets.iter().any(|other| other.inherits.contains(&target.name));
        let context = target.context.as_ref().map_or(".", |context| context.value.as_str());
        if target.is_inline || is_lender || context.contains("://") || context.starts_with("target:") {
            continue;
        }
        let (context, directory) = (filled(context), site.directory());
        let Some(span) = target.dockerfile.as_ref().map(|file| file.span).or(target.span) else { continue };
        let named = match &target.dockerfile {
            Some(file) => {
                let file = filled(&file.value);
                let joined = format!("{}/{file}", context.trim_end_matches('/'));
                let readings = vec![(directory.clone(), joined), (directory, file)];
                Named { span, kind: Kind::Dockerfile, place: Place::Path { readings, by_path: true } }
            }
            None => Named::dockerfile_in(span, &directory, &context),
        };
        output.found.push(Found::one(Use::Builds, Strength::Executed, site.origin, named));
    }
}

/// A target with what it inherits; the last of its parents wins.
fn inherited(target: &Target, targets: &[Target]) -> Target {
    let mut whole = target.clone();
    let mut waiting = target.inherits.clone();
    for _ in 0..targets.len() {
        let Some(parent) = waiting.pop().and_then(|name| targets.iter().find(|other| other.name == name))
        else {
            break;
        };
        whole.context = whole.context.or_else(|| parent.context.clone());
        whole.dockerfile = whole.dockerfile.or_else(|| parent.dockerfile.clone());
        whole.is_inline |= parent.is_inline;
        waiting.extend(parent.inherits.iter().cloned());
    }
    whole
}

/// Interpolations as unknown pieces; Terraform's own folder is known.
fn filled(text: &str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        filled.push_str(before);
        let Some((name, behind)) = behind.split_once('}') else { break };
        match name.trim() {
            "path.module" | "path.root" | "path.cwd" => filled.push('.'),
            _ => filled.push(UNKNOWN),
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// Whether bake would find a file of this name on its own, or it is named as one.
pub(super) fn is_bake_name(name: &str) -> bool {
    name.starts_with("docker-bake") || name.contains(".bake.") || name.starts_with("bake.")
}
