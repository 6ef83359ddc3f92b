//! One build: a Dockerfile with its context, target and arguments → an image on the engine.

use std::path::{Path, PathBuf};

use crate::Result;
use crate::engine::{Engine, last_lines};

/// What is built.
#[derive(PartialEq)]
pub(crate) struct Build {
    /// The Dockerfile.
    pub(crate) dockerfile: PathBuf,
    /// The context's folder.
    pub(crate) context: PathBuf,
    /// `--target`.
    pub(crate) target: Option<String>,
    /// `--build-arg`, those with a value.
    pub(crate) arguments: Vec<(String, String)>,
}

/// An image that this run made; its name goes when it is dropped, so that the engine keeps nothing of ours by name.
pub(crate) struct Built<'e> {
    engine: &'e Engine,
    /// Its tag.
    pub(crate) tag: String,
}

impl Drop for Built<'_> {
    fn drop(&mut self) {
        // a name that stays is no harm
        let _ = self.engine.run(&["image", "rm", &self.tag]);
    }
}

impl Build {
    /// Builds it as `careen-proof/NAME`.
    pub(crate) fn run<'e>(&self, engine: &'e Engine, name: &str) -> Result<Built<'e>> {
        let tag = format!("careen-proof/{}", name.to_ascii_lowercase());
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let copy = folder.path().join("Dockerfile");
        self.copy(&copy)?;
        let (file, context) = (copy.display().to_string(), self.context.display().to_string());
        let mut arguments = vec!["build", "--network=host", "--progress=plain", "-t", &tag, "-f", &file];
        let pairs: Vec<String> = self.arguments.iter().map(|(key, value)| format!("{key}={value}")).collect();
        for pair in &pairs {
            arguments.extend(["--build-arg", pair]);
        }
        if let Some(target) = &self.target {
            arguments.extend(["--target", target]);
        }
        arguments.push(&context);
        let output = engine.run(&arguments)?;
        if !output.status.success() {
            return Err(format!("it doesn't build:\n{}", last_lines(&output.stderr, 25)));
        }
        Ok(Built { engine, tag })
    }

    /// The Dockerfile without its `# syntax=` line, which would have the engine pull a frontend, with its ignore file.
    fn copy(&self, to: &Path) -> Result<()> {
        let failed = |error: std::io::Error| format!("{}: {error}", self.dockerfile.display());
        let text = std::fs::read_to_string(&self.dockerfile).map_err(failed)?;
        let is_syntax = |line: &str| {
            let directive = line.strip_prefix('#').map(str::trim_start);
            directive.is_some_and(|text| {
                text.strip_prefix("syntax").is_some_and(|rest| rest.trim_start().starts_with('='))
            })
        };
        let text = match text.split_once('\n') {
            Some((first, rest)) if is_syntax(first) => format!("\n{rest}"),
            _ => text,
        };
        std::fs::write(to, text).map_err(failed)?;
        let ignore = PathBuf::from(format!("{}.dockerignore", self.dockerfile.display()));
        if ignore.exists() {
            std::fs::copy(ignore, format!("{}.dockerignore", to.display())).map_err(failed)?;
        }
        Ok(())
    }
}
