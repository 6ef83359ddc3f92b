//! The Compose implementation itself, where it is on the machine.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// `docker compose`, `docker-compose`, or what `CAREEN_COMPOSE` names.
pub(crate) struct Compose(Vec<String>);

impl Compose {
    /// The first of them that answers; says aloud what is skipped where none does.
    #[allow(clippy::print_stderr, reason = "what is skipped is said aloud")]
    pub(crate) fn find() -> Option<Self> {
        let given = std::env::var("CAREEN_COMPOSE").ok().map(|path| vec![path]);
        let known = [vec!["docker".to_owned(), "compose".to_owned()], vec!["docker-compose".to_owned()]];
        let found = given.into_iter().chain(known).find(|command| {
            let output = Command::new(&command[0]).args(&command[1..]).arg("version").output();
            output.is_ok_and(|output| output.status.success())
        });
        if found.is_none() {
            eprintln!("SKIPPED: no `docker compose`, `docker-compose` or CAREEN_COMPOSE on this machine");
        }
        found.map(Self)
    }

    /// What these files, layered, mean.
    pub(crate) fn config(&self, files: &[impl AsRef<Path>]) -> Value {
        let mut command = Command::new(&self.0[0]);
        command.args(&self.0[1..]);
        files.iter().for_each(|file| _ = command.arg("-f").arg(file.as_ref()));
        let output = command.args(["config", "--format", "json"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}
