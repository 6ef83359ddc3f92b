//! What an image on the engine weighs, layer by layer above its base.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Result;
use crate::digest::Digest;
use crate::engine::Engine;

/// An image as it was measured: bytes on disk as `docker history` and `docker images` count them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Weighed {
    /// careen's name of it.
    pub(crate) name: String,
    /// What it stands on.
    pub(crate) base: String,
    /// What the base weighs: a stand-in's figure where the engine is private.
    pub(crate) base_bytes: u64,
    /// Above the base, from the bottom up.
    pub(crate) layers: Vec<Layer>,
}

/// A layer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Layer {
    /// Equal for layers that are one on disk.
    pub(crate) id: String,
    /// The instruction, as the engine's history has it.
    pub(crate) made_by: String,
    /// What it weighs.
    pub(crate) bytes: u64,
}

impl Weighed {
    /// What was added above the base.
    pub(crate) fn added(&self) -> u64 {
        self.layers.iter().map(|layer| layer.bytes).sum()
    }
}

/// An entry of an image's history.
struct Entry {
    made_by: String,
    bytes: u64,
}

impl Entry {
    /// Whether it made a layer: of BuildKit's instructions, those that touch files do.
    fn has_layer(&self) -> bool {
        ["RUN ", "COPY ", "ADD ", "WORKDIR "].iter().any(|word| self.made_by.starts_with(word))
    }

    /// Whether something else than BuildKit wrote it, as at the bottom of most bases.
    fn is_foreign(&self) -> bool {
        let word = self.made_by.split(' ').next().unwrap_or_default();
        word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}

/// Weighs an image that stands on `base`.
pub(crate) fn weigh(engine: &Engine, tag: &str, base: &str, name: &str) -> Result<Weighed> {
    let (image, below) = (layers(engine, tag)?, layers(engine, base)?);
    if !image.starts_with(&below) {
        return Err(format!("`{tag}` doesn't stand on `{base}`"));
    }
    let (entries, skipped) = (history(engine, tag)?, history(engine, base)?.len());
    let above: Vec<Entry> = entries.into_iter().skip(skipped).filter(Entry::has_layer).collect();
    if above.len() != image.len() - below.len() {
        return Err(format!("the history of `{tag}` doesn't fit its {} layers", image.len()));
    }
    let mut chain = Digest::new();
    below.iter().for_each(|layer| chain.add(layer.as_bytes()));
    let layers = above.into_iter().zip(&image[below.len()..]).map(|(entry, layer)| {
        chain.add(layer.as_bytes());
        Layer { id: chain.text(), made_by: entry.made_by, bytes: entry.bytes }
    });
    let layers = layers.collect();
    let base_bytes = size(engine, base)?;
    Ok(Weighed { name: name.to_owned(), base: base.to_owned(), base_bytes, layers })
}

/// What `docker images` says of it.
pub(crate) fn size(engine: &Engine, tag: &str) -> Result<u64> {
    let text = engine.text(&["image", "inspect", "--format", "{{.Size}}", tag])?;
    text.parse().map_err(|_| format!("the size of `{tag}` is `{text}`"))
}

fn layers(engine: &Engine, tag: &str) -> Result<Vec<String>> {
    let layers = engine.json(&["image", "inspect", "--format", "{{json .RootFS.Layers}}", tag])?;
    let text = |layer: &Value| layer.as_str().map(str::to_owned);
    Ok(layers.as_array().into_iter().flatten().filter_map(text).collect())
}

/// From the bottom up.
fn history(engine: &Engine, tag: &str) -> Result<Vec<Entry>> {
    let text = engine.text(&[
        "history",
        "--no-trunc",
        "--human=false",
        "--format",
        "{{.Size}}\t{{json .CreatedBy}}",
        tag,
    ])?;
    let mut entries = Vec::new();
    for line in text.lines().rev() {
        let (bytes, made_by) =
            line.split_once('\t').ok_or_else(|| format!("the history has a line `{line}`"))?;
        let bytes = bytes.parse().map_err(|_| format!("the history of `{tag}` has a size `{bytes}`"))?;
        let made_by: String = serde_json::from_str(made_by).map_err(|error| error.to_string())?;
        entries.push(Entry { made_by: made_by.trim_end_matches(" # buildkit").to_owned(), bytes });
    }
    Ok(entries)
}

/// Every layer of an image that weighs something, its base's as one, by its place in the chain.
pub(crate) fn all_layers(engine: &Engine, tag: &str) -> Result<Vec<(String, u64)>> {
    let (image, entries) = (layers(engine, tag)?, history(engine, tag)?);
    let above: Vec<&Entry> = entries.iter().rev().take_while(|entry| !entry.is_foreign()).collect();
    let own: Vec<&&Entry> = above.iter().rev().filter(|entry| entry.has_layer()).collect();
    let below = image.len().saturating_sub(own.len());
    let mut chain = Digest::new();
    image[..below].iter().for_each(|layer| chain.add(layer.as_bytes()));
    let own_bytes: u64 = own.iter().map(|entry| entry.bytes).sum();
    let mut all = vec![(chain.text(), size(engine, tag)?.saturating_sub(own_bytes))];
    for (entry, layer) in own.into_iter().zip(&image[below..]) {
        chain.add(layer.as_bytes());
        all.push((chain.text(), entry.bytes));
    }
    Ok(all)
}
