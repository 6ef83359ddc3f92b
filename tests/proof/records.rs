//! What was measured, kept in the repository: by project, with the digest of what was built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::{Result, folder};

/// Records of one kind, by project.
pub(crate) struct Records<T> {
    path: PathBuf,
    all: BTreeMap<String, Record<T>>,
    /// What this run found.
    noted: BTreeSet<String>,
}

/// What was found when a project was built.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record<T> {
    /// Of what was built.
    pub(crate) digest: String,
    /// When.
    pub(crate) date: String,
    /// By what.
    pub(crate) engine: String,
    /// The outcome.
    pub(crate) found: T,
}

impl<T: Serialize + DeserializeOwned> Records<T> {
    /// Reads `measured/NAME`; nothing where it isn't there yet.
    pub(crate) fn read(name: &str) -> Result<Self> {
        let path = folder("measured").join(name);
        let all = read(&path)?;
        Ok(Self { path, all, noted: BTreeSet::new() })
    }

    /// The record of a project, if it is of this content.
    pub(crate) fn of(&self, project: &str, digest: &str) -> Option<&Record<T>> {
        self.all.get(project).filter(|record| record.digest == digest)
    }

    /// Notes what was found.
    pub(crate) fn note(&mut self, engine: &Engine, project: &str, digest: &str, found: T) {
        let (digest, date, engine) = (digest.to_owned(), engine.date.clone(), engine.version.clone());
        self.noted.insert(project.to_owned());
        self.all.insert(project.to_owned(), Record { digest, date, engine, found });
    }

    /// Writes the records of the projects that are still there; those that another run has written meanwhile stay.
    pub(crate) fn write(&mut self, projects: &[String]) -> Result<()> {
        for (name, record) in read(&self.path)? {
            if !self.noted.contains(&name) {
                self.all.insert(name, record);
            }
        }
        self.all.retain(|name, _| projects.contains(name));
        let mut text = serde_json::to_string_pretty(&self.all).map_err(|error| error.to_string())?;
        text.push('\n');
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        std::fs::write(&self.path, text).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<BTreeMap<String, Record<T>>> {
    match std::fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display())),
        Err(_) => Ok(BTreeMap::new()),
    }
}
