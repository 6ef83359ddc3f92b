//! An engine to build with: the machine's own, or a private one that `engine/start` brings up.

use std::process::{Command, Output};

use crate::{Result, folder};

/// An engine that answers.
pub(crate) struct Engine {
    /// Variables that lead the `docker` command to it.
    variables: Vec<(String, String)>,
    /// Its version, for the tables.
    pub(crate) version: String,
    /// The day it says it is.
    pub(crate) date: String,
}

impl Engine {
    /// Asks the script for one. The script's own words go to the terminal.
    pub(crate) fn start() -> Result<Self> {
        let script = folder("engine/start");
        let output = Command::new("bash")
            .arg(&script)
            .stderr(std::process::Stdio::inherit())
            .output()
            .map_err(|error| format!("bash: {error}"))?;
        if !output.status.success() {
            return Err("engine/start gave up".to_owned());
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let pair = |line: &str| line.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
        let mut engine = Self {
            variables: text.lines().filter_map(pair).collect(),
            version: String::new(),
            date: String::new(),
        };
        let version = engine.text(&["version", "--format", "{{.Server.Version}}"])?;
        let builder = engine.text(&["buildx", "version"]).unwrap_or_default();
        let builder = builder.split_whitespace().nth(1).unwrap_or("unknown").to_owned();
        let driver = engine.text(&["info", "--format", "{{.Driver}}"])?;
        engine.version = format!("{version}, buildx {builder}, {driver}");
        engine.date = engine.text(&["info", "--format", "{{.SystemTime}}"])?.chars().take(10).collect();
        Ok(engine)
    }

    /// A `docker` command, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("docker");
        command.args(arguments).env("DOCKER_BUILDKIT", "1").envs(self.variables.iter().cloned());
        command
    }

    /// Runs a `docker` command to its end, whatever that is.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<Output> {
        self.command(arguments).output().map_err(|error| format!("docker: {error}"))
    }

    /// What a `docker` command prints, without white space around it.
    pub(crate) fn text(&self, arguments: &[&str]) -> Result<String> {
        let output = self.run(arguments)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Err(format!("docker {}: {}", arguments.join(" "), last_lines(&output.stderr, 20)))
    }

    /// What a `docker` command prints, as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Result<serde_json::Value> {
        serde_json::from_str(&self.text(arguments)?)
            .map_err(|error| format!("docker {}: {error}", arguments.join(" ")))
    }
}

/// The end of what a program said: where the reason stands.
pub(crate) fn last_lines(said: &[u8], count: usize) -> String {
    let text = String::from_utf8_lossy(said);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}
