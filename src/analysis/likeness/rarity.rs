//! How much a feature says: the fewer different services have it, the more.

use rustc_hash::{FxHashMap, FxHashSet};

use super::features::{Class, Feature};

/// More services than this share what says nothing; it is not looked up to find candidates either.
const COMMON: usize = 48;

/// Features by number, each with what it weighs.
pub(super) struct Rarity {
    numbers: FxHashMap<(Class, String), u32>,
    weights: Vec<f32>,
    holders: Vec<Vec<u32>>,
}

impl Rarity {
    /// Counts the features of all services. A service that is restated under one name in many files is one: what
    /// counts is how many *names* a feature appears under.
    pub(super) fn count(services: &[Vec<Feature>], names: &[String]) -> Self {
        let mut numbers: FxHashMap<(Class, String), u32> = FxHashMap::default();
        let mut holders: Vec<Vec<u32>> = Vec::new();
        for (index, features) in services.iter().enumerate() {
            for feature in features {
                let key = (feature.class, feature.text.clone());
                let number = *numbers.entry(key).or_insert(holders.len() as u32);
                if number as usize == holders.len() {
                    holders.push(Vec::new());
                }
                holders[number as usize].push(index as u32);
            }
        }
        let weights = holders
            .iter()
            .map(|holders| {
                let distinct: FxHashSet<&str> =
                    holders.iter().map(|&index| names[index as usize].as_str()).collect();
                1.0 / (distinct.len().max(2) as f32 - 1.0).sqrt()
            })
            .collect();
        Self { numbers, weights, holders }
    }

    /// What a feature weighs, at most 1.
    pub(super) fn weight(&self, feature: &Feature) -> f32 {
        let key = (feature.class, feature.text.clone());
        self.numbers.get(&key).map_or(0.0, |&number| self.weights[number as usize])
    }

    /// The services that share a feature, for each feature that few enough share.
    pub(super) fn shared(&self) -> impl Iterator<Item = &[u32]> {
        self.holders.iter().map(Vec::as_slice).filter(|holders| (2..=COMMON).contains(&holders.len()))
    }
}
