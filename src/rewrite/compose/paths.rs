//! Every scalar of a Compose file that is a path on the host, as compose-go resolves them.

use crate::repository::ComposeFile;
use crate::source::Span;
use crate::syntax::yaml::Node;

/// A relative path, or the part of a scalar that is one.
#[derive(Debug, Clone)]
pub(in crate::rewrite) struct PathUse {
    /// The path as written.
    pub(in crate::rewrite) text: String,
    /// Where it stands.
    pub(in crate::rewrite) span: Span,
    /// The whole scalar.
    pub(in crate::rewrite) scalar: Span,
}

/// Variables that hold absolute paths on every system.
const ABSOLUTE: [&str; 4] = ["$HOME", "${HOME}", "$PWD", "${PWD}"];

/// The relative paths; or why one can't be told.
pub(in crate::rewrite) fn find(file: &ComposeFile) -> Result<Vec<PathUse>, String> {
    let mut finder = Finder { found: Vec::new(), where_: String::new() };
    let Some(root) = file.yaml.root() else { return Ok(Vec::new()) };
    for entry in root.get("services").map(Node::entries).unwrap_or_default() {
        finder.where_ = format!("service `{}`", entry.key.as_str().unwrap_or_default());
        finder.service(entry.value)?;
    }
    for section in ["configs", "secrets"] {
        for entry in root.get(section).map(Node::entries).unwrap_or_default() {
            finder.where_ = format!("`{section}`");
            finder.path(entry.value.get("file"))?;
        }
    }
    for entry in root.get("volumes").map(Node::entries).unwrap_or_default() {
        finder.where_ = "`volumes`".to_owned();
        let device = entry.value.get("driver_opts").and_then(|options| options.get("device"));
        finder.path(device.filter(|node| node.as_str().is_some_and(|text| text.starts_with('.'))))?;
    }
    Ok(finder.found)
}

struct Finder {
    found: Vec<PathUse>,
    where_: String,
}

impl Finder {
    fn service(&mut self, body: Node<'_>) -> Result<(), String> {
        if let Some(build) = body.get("build") {
            self.build(build)?;
        }
        for key in ["env_file", "label_file"] {
            self.one_or_many(body.get(key))?;
        }
        self.path(body.get("credential_spec").and_then(|spec| spec.get("file")))?;
        for item in body.get("volumes").into_iter().flat_map(Node::items) {
            match item.as_str() {
                Some(text) => self.short_mount(item, text)?,
                None if item.get("type").and_then(Node::as_str) == Some("bind") => {
                    self.path(item.get("source"))?
                }
                None => {}
            }
        }
        let watched = body.get("develop").and_then(|develop| develop.get("watch"));
        for item in watched.into_iter().flat_map(Node::items) {
            self.path(item.get("path"))?;
        }
        Ok(())
    }

    fn build(&mut self, build: Node<'_>) -> Result<(), String> {
        let context = if build.is_mapping() { build.get("context") } else { Some(build) };
        self.path(context.filter(|node| !node.as_str().is_some_and(is_remote)))?;
        if build.get("ssh").is_some() {
            return Err(format!("{} builds with `ssh`", self.where_));
        }
        let Some(contexts) = build.get("additional_contexts") else { return Ok(()) };
        if !contexts.is_mapping() {
            return Err(format!("{} lists `additional_contexts`", self.where_));
        }
        for entry in contexts.entries() {
            let is_named =
                |text: &str| is_remote(text) || text.starts_with("service:") || text.starts_with("target:");
            self.path(Some(entry.value).filter(|node| !node.as_str().is_some_and(is_named)))?;
        }
        Ok(())
    }

    fn one_or_many(&mut self, node: Option<Node<'_>>) -> Result<(), String> {
        let Some(node) = node else { return Ok(()) };
        if node.is_scalar() {
            return self.path(Some(node));
        }
        for item in node.items() {
            self.path(Some(item.get("path").unwrap_or(item)))?;
        }
        Ok(())
    }

    fn path(&mut self, node: Option<Node<'_>>) -> Result<(), String> {
        let Some((node, text)) = node.and_then(|node| Some((node, node.as_str()?))) else { return Ok(()) };
        self.part(node, text)
    }

    fn short_mount(&mut self, node: Node<'_>, text: &str) -> Result<(), String> {
        if text.starts_with('$') {
            let is_absolute = ABSOLUTE.iter().any(|variable| text.starts_with(variable));
            return if is_absolute { Ok(()) } else { Err(self.unknown(text)) };
        }
        match text.split_once(':') {
            Some((source, _)) if source.starts_with('.') => {
                // a colon within `${X:-y}` isn't the one that ends the source
                let end = text.char_indices().scan(0i32, |depth, (at, c)| {
                    *depth += i32::from(c == '{') - i32::from(c == '}');
                    Some((at, c == ':' && *depth <= 0))
                });
                let end = end.filter(|(_, ends)| *ends).map(|(at, _)| at).next().unwrap_or(text.len());
                self.part(node, &text[..end])
            }
            _ => Ok(()),
        }
    }

    /// `part` is what `node` starts with.
    fn part(&mut self, node: Node<'_>, part: &str) -> Result<(), String> {
        if part.starts_with('$') && !ABSOLUTE.iter().any(|variable| part.starts_with(variable)) {
            return Err(self.unknown(part));
        }
        if part.starts_with(['/', '~', '$']) || part.is_empty() {
            return Ok(());
        }
        let is_windows = part.as_bytes().get(1) == Some(&b':') || part.contains('\\');
        let Some(span) = node.text().map(|text| text.span(0..part.len())).filter(|_| !is_windows) else {
            return Err(self.unknown(part));
        };
        self.found.push(PathUse { text: part.to_owned(), span, scalar: node.span() });
        Ok(())
    }

    fn unknown(&self, text: &str) -> String {
        format!("{} has a path that can't be moved: `{text}`", self.where_)
    }
}

/// Git and HTTP contexts, as the build reference lists them.
fn is_remote(context: &str) -> bool {
    context.contains("://") || context.starts_with("git@") || context.starts_with("github.com/")
}
