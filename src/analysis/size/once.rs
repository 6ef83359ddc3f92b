//! What several images ask for and is worked out once: their copies of a manifest may be one file, or say the same.

use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::python::{Closure, Way};
use crate::repository::Tree;
use crate::syntax::packages::{Package, Packages, Requirements, requirements};

/// A reader of manifests or lock files.
pub(super) type Read = fn(&str) -> Option<Packages>;

/// The answers so far.
#[derive(Default)]
pub(super) struct Once {
    texts: Answers<String, Option<Arc<str>>>,
    /// By path and by reader.
    packages: Answers<(String, usize), Option<Arc<Packages>>>,
    requirements: Answers<String, Option<Arc<Requirements>>>,
    python: Answers<(Vec<Package>, Way), Arc<Closure>>,
}

impl Once {
    /// What a file says; `None` where it isn't there, isn't text, or is larger than any lock file.
    pub(super) fn text(&self, tree: &Tree, path: &str) -> Option<Arc<str>> {
        self.texts.get(path.to_owned(), |path| tree.long_text(path).map(Arc::from))
    }

    /// The packages that a file names; `None` where it isn't there, or isn't what its name says.
    pub(super) fn packages(&self, tree: &Tree, path: &str, read: Read) -> Option<Arc<Packages>> {
        let key = (path.to_owned(), read as usize);
        self.packages.get(key, |(path, _)| read(&self.text(tree, path)?).map(Arc::new))
    }

    /// A `requirements.txt`.
    pub(super) fn requirements(&self, tree: &Tree, path: &str) -> Option<Arc<Requirements>> {
        self.requirements.get(path.to_owned(), |path| Some(Arc::new(requirements(&self.text(tree, path)?))))
    }

    /// Packages of Python with all that they need.
    pub(super) fn python(&self, wanted: Vec<Package>, way: Way) -> Arc<Closure> {
        self.python.get((wanted, way), |(wanted, way)| Arc::new(Closure::of(wanted, *way)))
    }
}

/// Answers by question.
struct Answers<K, V>(Mutex<FxHashMap<K, V>>);

impl<K, V> Default for Answers<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Hash + Eq, V: Clone> Answers<K, V> {
    /// The answer; two that ask at the same time may both work it out.
    fn get(&self, question: K, answer: impl FnOnce(&K) -> V) -> V {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known().get(&question) {
            return answer.clone();
        }
        let answer = answer(&question);
        known().insert(question, answer.clone());
        answer
    }
}
