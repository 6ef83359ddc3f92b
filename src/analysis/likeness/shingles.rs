//! Candidate pairs of alike sets without comparing all: MinHash signatures in bands.
//! Source: A. Broder, "On the resemblance and containment of documents", 1997.

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

/// Bands of two rows: sets that share half of their elements meet in at least one band almost surely.
const BANDS: usize = 24;
const ROWS: usize = 2;
/// Within one band's bucket each set is paired with so many that follow: large buckets form a chain, and stay linear.
const NEIGHBOURS: usize = 24;
/// The least such number, however many sets there are.
const FEWEST: usize = 2;
/// Pairs that are worth the time of a comparison in all.
const BUDGET: usize = 4_000_000;

/// Pairs of indices, the lower first, whose sets probably share half of their elements.
pub(super) fn candidates(sets: &[Vec<&str>]) -> Vec<(u32, u32)> {
    let neighbours = (BUDGET / (sets.len() * BANDS).max(1)).clamp(FEWEST, NEIGHBOURS);
    let signatures: Vec<Vec<u64>> = sets.par_iter().map(|set| signature(set)).collect();
    let mut pairs: Vec<(u32, u32)> = (0..BANDS)
        .into_par_iter()
        .flat_map_iter(|band| {
            let mut buckets: FxHashMap<&[u64], Vec<u32>> = FxHashMap::default();
            for (index, signature) in signatures.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
                buckets.entry(&signature[band * ROWS..][..ROWS]).or_default().push(index as u32);
            }
            let mut pairs = Vec::new();
            for bucket in buckets.into_values() {
                for (at, &first) in bucket.iter().enumerate() {
                    pairs.extend(bucket[at + 1..].iter().take(neighbours).map(|&second| (first, second)));
                }
            }
            pairs
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The least hash of the set's elements under each of the hash functions; empty for an empty set.
fn signature(set: &[&str]) -> Vec<u64> {
    if set.is_empty() {
        return Vec::new();
    }
    let hashes: Vec<u64> = set.iter().map(|element| hash(element)).collect();
    let least = |function: u64| hashes.iter().map(|&it| mix(it ^ mix(function))).min().unwrap_or_default();
    (0..(BANDS * ROWS) as u64).map(|function| least(function + 1)).collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    mix(hasher.finish())
}

/// The finaliser of SplitMix64: every bit of the result depends on every bit given.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alike_sets_meet_and_others_mostly_dont() {
        let numbers: Vec<String> = (0..400).map(|number| format!("n{number}")).collect();
        let slice = |from: usize, to: usize| numbers[from..to].iter().map(String::as_str).collect::<Vec<_>>();
        let sets = [slice(0, 20), slice(0, 19), slice(100, 120), slice(4, 20), slice(200, 220)];
        let found = candidates(&sets);
        assert!(found.contains(&(0, 1)) && found.contains(&(0, 3)), "{found:?}");
        assert!(!found.iter().any(|&(a, b)| a == 2 || b == 2 || b == 4), "{found:?}");
    }

    #[test]
    fn many_alike_sets_make_few_pairs() {
        let shared: Vec<String> = (0..30).map(|number| format!("shared{number}")).collect();
        let own: Vec<String> = (0..2000).map(|number| format!("own{number}")).collect();
        let set = |own: &'_ str| shared.iter().cloned().chain([own.to_owned()]).collect::<Vec<_>>();
        let owned: Vec<Vec<String>> = own.iter().map(|own| set(own)).collect();
        let sets: Vec<Vec<&str>> = owned.iter().map(|set| set.iter().map(String::as_str).collect()).collect();
        let found = candidates(&sets).len();
        assert!((1999..=sets.len() * BANDS * NEIGHBOURS).contains(&found), "{found}");
    }
}
