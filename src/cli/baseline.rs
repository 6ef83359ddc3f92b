//! `--baseline` and `--write-baseline`: what images weighed when that was last accepted.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Trouble, output};
use crate::analysis::Sizes;

/// The file: version 1 of a contract.
#[derive(Debug, Serialize, Deserialize)]
struct Baseline {
    version: u32,
    /// Estimated bytes on disk by image name.
    images: BTreeMap<String, u64>,
}

/// Reads a file that [`write`] wrote.
pub(super) fn read(file: &Path) -> Result<BTreeMap<String, u64>, Trouble> {
    let trouble = |message: String| Trouble::Baseline { path: file.display().to_string(), message };
    let text = std::fs::read_to_string(file).map_err(|error| trouble(error.to_string()))?;
    let baseline: Baseline = serde_json::from_str(&text).map_err(|error| trouble(error.to_string()))?;
    match baseline.version {
        1 => Ok(baseline.images),
        other => Err(trouble(format!("version {other} of the file is unknown"))),
    }
}

/// Notes what each image weighs; of several that have one name the largest.
pub(super) fn write(file: &Path, sizes: &Sizes) -> Result<(), Trouble> {
    let mut images: BTreeMap<String, u64> = BTreeMap::new();
    for image in &sizes.images {
        let noted = images.entry(image.name.clone()).or_default();
        *noted = image.size().expected.max(*noted);
    }
    let baseline = Baseline { version: 1, images };
    output::deliver(Some(file), |out| {
        serde_json::to_writer_pretty(&mut *out, &baseline)?;
        writeln!(out)
    })
}
