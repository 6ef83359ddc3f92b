//! Smoke commands: what is asked of an image before and after, and has to be answered alike.
//!
//! ```text
//! SERVICE run COMMAND    the command alone, by a shell in the image
//! SERVICE up COMMAND     what the service starts, and the command beside it once it succeeds
//! ```

use std::process::Output;
use std::time::Duration;

use serde_json::Value;

use crate::Result;
use crate::engine::{Engine, last_lines};

/// One line of a `smoke` file.
#[derive(Debug, Clone)]
pub(crate) struct Smoke {
    /// Whose image.
    pub(crate) service: String,
    /// Whether the service itself is started.
    is_up: bool,
    /// For `sh -c`.
    pub(crate) command: String,
}

/// How often a service that has just been started is asked, half a second apart.
const TRIES: usize = 40;

pub(crate) fn read(text: &str) -> Result<Vec<Smoke>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(line).collect()
}

fn line(line: &str) -> Result<Smoke> {
    let mut words = line.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(service), Some(how @ ("run" | "up")), Some(command)) => {
            Ok(Smoke { service: service.to_owned(), is_up: how == "up", command: command.to_owned() })
        }
        _ => Err(format!("`{line}` is not SERVICE run|up COMMAND")),
    }
}

impl Smoke {
    /// Asks an image, as the service of this resolved Compose file runs it. The answer is output and exit code.
    pub(crate) fn answer(&self, engine: &Engine, image: &str, service: &Value) -> Result<String> {
        if !self.is_up {
            let options = options(service);
            let mut arguments = vec!["run", "--rm", "--network=none"];
            arguments.extend(options.iter().map(String::as_str));
            arguments.extend(["--entrypoint", "sh", image, "-c", &self.command]);
            return Ok(said(&engine.run(&arguments)?));
        }
        let container = start(engine, image, service)?;
        let answer = self.ask(engine, &container);
        // a container that stays is no harm to the next one
        let _ = engine.run(&["rm", "--force", "--volumes", &container]);
        answer
    }

    /// Asks a container that has just been started, until it answers.
    pub(crate) fn ask(&self, engine: &Engine, container: &str) -> Result<String> {
        let mut last = None;
        for _ in 0..TRIES {
            let output = engine.run(&["exec", container, "sh", "-c", &self.command])?;
            if output.status.success() {
                return Ok(said(&output));
            }
            last = Some(output);
            std::thread::sleep(Duration::from_millis(500));
        }
        let logs = engine.run(&["logs", container])?;
        let last = last.map_or(String::new(), |output| said(&output));
        Err(format!(
            "it doesn't come up: {last}\n{}\n{}",
            last_lines(&logs.stdout, 5),
            last_lines(&logs.stderr, 10)
        ))
    }
}

/// Starts an image as a service of a resolved Compose file does; the container's id.
pub(crate) fn start(engine: &Engine, image: &str, service: &Value) -> Result<String> {
    let mut options = options(service);
    let words = |key: &str| -> Vec<String> {
        let words = service.get(key).and_then(Value::as_array).into_iter().flatten();
        words.filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let (entrypoint, mut command) = (words("entrypoint"), words("command"));
    if let Some((first, rest)) = entrypoint.split_first() {
        options.extend(["--entrypoint".to_owned(), first.clone()]);
        command.splice(0..0, rest.iter().cloned());
    }
    let mut arguments = vec!["run", "--detach", "--network=none"];
    arguments.extend(options.iter().map(String::as_str));
    arguments.push(image);
    arguments.extend(command.iter().map(String::as_str));
    engine.text(&arguments)
}

/// What the service sets beside its command.
fn options(service: &Value) -> Vec<String> {
    let mut options = Vec::new();
    for (key, value) in service.get("environment").and_then(Value::as_object).into_iter().flatten() {
        options.push("--env".to_owned());
        options.push(value.as_str().map_or(key.clone(), |value| format!("{key}={value}")));
    }
    for (key, option) in [("user", "--user"), ("working_dir", "--workdir")] {
        if let Some(value) = service.get(key).and_then(Value::as_str) {
            options.extend([option.to_owned(), value.to_owned()]);
        }
    }
    options
}

fn said(output: &Output) -> String {
    let code = output.status.code().map_or("a signal".to_owned(), |code| code.to_string());
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match output.status.success() {
        true => text,
        false => format!("{text} (exit {code}: {})", last_lines(&output.stderr, 3)),
    }
}
