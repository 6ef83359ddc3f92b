//! A project of `rewrites/` with its rewrite beside it, in a folder for a while.

use std::path::{Path, PathBuf};

use careen::analysis::Analysis;
use careen::repository::load;
use careen::rewrite::{Place, Plan, Request, plan};
use careen::settings::Settings;

use crate::digest::Digest;
use crate::smoke::{self, Smoke};
use crate::{Result, folder};

/// Where the new files lie, seen from the repository's root.
const BESIDE: &str = "careen-rewrite";

/// A repository with the plan for it.
pub(crate) struct Rewriting {
    _folder: tempfile::TempDir,
    /// The repository.
    pub(crate) root: PathBuf,
    /// The new files' folder; it is there once it is written.
    pub(crate) beside: PathBuf,
    /// What careen plans.
    pub(crate) plan: Plan,
    /// Whether one of its Dockerfiles builds and ships in one stage.
    pub(crate) has_single_stage: bool,
    /// What has to give the same answer.
    pub(crate) smokes: Vec<Smoke>,
    /// Of the project and the plan's files.
    pub(crate) digest: String,
}

impl Rewriting {
    /// Copies a project of a folder, and plans; `merge_containers` as the plan is asked.
    pub(crate) fn of(kind: &str, name: &str, merge_containers: bool) -> Result<Self> {
        let project = folder(kind).join(name);
        let holder = tempfile::tempdir().map_err(|error| error.to_string())?;
        // the folder's name is the Compose project's
        let root = holder.path().join(name);
        copy(&project.join("repo"), &root)?;
        let beside = root.join(BESIDE);
        let place = Place::of(&root, &beside).map_err(|error| error.to_string())?;
        let (plan, has_single_stage) = planned(&root, place, merge_containers)?;
        let text =
            std::fs::read_to_string(project.join("smoke")).map_err(|error| format!("smoke: {error}"))?;
        let mut digest = Digest::new();
        digest.add_folder(&project)?;
        for file in &plan.files {
            // the READMEs and the override are for people; they change nothing that is built
            if !file.path.ends_with(".md") && !file.path.ends_with("compose.beside.yaml") {
                digest.add(file.path.as_bytes());
                digest.add(file.text.as_bytes());
            }
        }
        let digest = digest.text();
        let smokes = smoke::read(&text)?;
        Ok(Self { _folder: holder, root, beside, plan, has_single_stage, smokes, digest })
    }

    /// Writes the new files, as `careen rewrite --write` does.
    pub(crate) fn write(&self) -> Result<()> {
        let files = self.plan.files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
        careen::apply::write_new(&self.beside, files).map_err(|error| error.to_string())
    }

    /// Whether the plan speaks of this name: of a variable that it changes, for one.
    pub(crate) fn says(&self, word: &str) -> bool {
        let texts = self
            .plan
            .steps
            .iter()
            .flat_map(|step| step.differs.iter().chain(&step.assumes).chain([&step.does]));
        texts.into_iter().any(|text| text.contains(word))
    }

    /// What it promises for the image of a service, in bytes: low, expected, high.
    pub(crate) fn promise(&self, service: &str) -> Option<[u64; 3]> {
        let named = format!("`{service}`");
        let step = self.plan.steps.iter().find(|step| step.saving.is_some() && step.does.contains(&named))?;
        let bytes = step.saving.as_ref()?.bytes;
        Some([bytes.low, bytes.expected, bytes.high])
    }
}

fn planned(root: &Path, place: Place, merge_containers: bool) -> Result<(Plan, bool)> {
    let settings = Settings::default();
    let repository = load(root, &settings).map_err(|error| error.to_string())?;
    let analysis = Analysis::new(&repository, &settings);
    let plan = plan(&repository, &analysis, &Request { place, family: None, merge_containers });
    Ok((plan, repository.dockerfiles.iter().any(|dockerfile| dockerfile.stages.len() == 1)))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.map_err(|error| error.to_string())?;
        let target = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
        let copied = match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(&target),
            false => std::fs::copy(entry.path(), &target).map(|_| ()),
        };
        copied.map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(())
}
