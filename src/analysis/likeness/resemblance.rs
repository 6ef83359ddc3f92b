//! How alike two services are: independent classes of features, each with a share of the say.

use super::features::{Class, Feature};
use super::rarity::Rarity;

/// From here on two services are believed to be one thing.
pub(super) const BELIEVED: f32 = 0.45;
/// From here on they may be, where it is known that one file has taken the other's place: of a system written anew
/// each service has to have gone somewhere.
pub(super) const POSSIBLE: f32 = 0.3;
/// So many classes have to agree where none says enough.
const BROAD: usize = 3;
/// From here on there is little doubt.
pub(super) const CERTAIN: f32 = 0.65;

/// What speaks against two services of one build that start different programs.
const OTHER_PROGRAM: f32 = 0.2;

/// How much each class has to say. Calibrated on labelled repositories; code and configuration that only one thing has
/// speak loudest, ports and dependencies repeat by chance.
fn say(class: Class) -> f32 {
    match class {
        Class::Name => 0.30,
        Class::Container => 0.12,
        Class::Build => 0.45,
        Class::Context => 0.15,
        Class::Recipe => 0.15,
        Class::Folder => 0.10,
        Class::Image => 0.25,
        Class::Entry => 0.20,
        Class::Program => 0.08,
        Class::Health => 0.10,
        Class::Environment => 0.35,
        Class::Port => 0.10,
        Class::Volume => 0.12,
        Class::Dependency => 0.06,
    }
}

/// What a class found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    /// The class.
    pub(super) class: Class,
    /// Its part of the score.
    pub(super) score: f32,
}

/// A service's features with their weights, both sorted by class and text.
#[derive(Debug)]
pub(super) struct Profile<'a> {
    pub(super) features: &'a [Feature],
    pub(super) weights: Vec<f32>,
}

impl<'a> Profile<'a> {
    pub(super) fn new(features: &'a [Feature], rarity: &Rarity) -> Self {
        Self { features, weights: features.iter().map(|feature| rarity.weight(feature)).collect() }
    }

    /// The features of one class, weighted.
    fn class(&self, class: Class) -> impl Iterator<Item = (&'a Feature, f32)> + '_ {
        let start = self.features.partition_point(|feature| feature.class < class);
        let rest = self.features[start..].iter().zip(self.weights[start..].iter().copied());
        rest.take_while(move |(feature, _)| feature.class == class)
    }
}

/// What each class says of two services; their sum is the score.
pub(super) fn verdicts(a: &Profile<'_>, b: &Profile<'_>) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> =
        Class::ALL.into_iter().filter_map(|class| verdict(class, a, b)).collect();
    if verdicts.iter().any(|verdict| verdict.class == Class::Build) {
        // the same Dockerfile says it all
        verdicts.retain(|verdict| !matches!(verdict.class, Class::Context | Class::Recipe));
    }
    let says = |class: Class| verdicts.iter().any(|verdict| verdict.class == class);
    let starts = |profile: &Profile<'_>| profile.class(Class::Entry).next().is_some();
    // two programs of one build are two services
    if says(Class::Build) && !says(Class::Entry) && starts(a) && starts(b) {
        verdicts.push(Verdict { class: Class::Entry, score: -OTHER_PROGRAM });
    }
    verdicts
}

/// Whether a class says at least half of what it could: what both have of it, few others have.
pub(super) fn speaks(verdicts: &[Verdict], class: Class) -> bool {
    verdicts.iter().any(|verdict| verdict.class == class && verdict.score >= 0.5 * say(class))
}

/// Whether a score that is too low to be believed by itself rests on enough independent classes.
pub(super) fn is_broad(score: f32, a: &Profile<'_>, b: &Profile<'_>) -> bool {
    let agree = |verdict: &&Verdict| verdict.score >= 0.2 * say(verdict.class);
    score >= BELIEVED || verdicts(a, b).iter().filter(agree).count() >= BROAD
}

/// The sum of all verdicts.
pub(super) fn score(a: &Profile<'_>, b: &Profile<'_>) -> f32 {
    verdicts(a, b).iter().map(|verdict| verdict.score).sum()
}

fn verdict(class: Class, a: &Profile<'_>, b: &Profile<'_>) -> Option<Verdict> {
    let mass = |profile: &Profile<'_>| profile.class(class).map(|(_, weight)| weight).sum::<f32>();
    let (of_a, of_b) = (mass(a), mass(b));
    if of_a == 0.0 || of_b == 0.0 {
        return None;
    }
    let shared: f32 = shared(class, a, b).map(|(_, _, weight)| weight).sum();
    if shared == 0.0 {
        return None;
    }
    let overlap = (shared / of_a.min(of_b)).min(1.0);
    let both = 2.0 * shared / (of_a + of_b);
    // one rare feature says a good part, three say nearly all
    let enough = match class {
        // there is but one Dockerfile and one image to share
        Class::Build | Class::Context | Class::Recipe | Class::Image => shared,
        _ => 1.0 - (-1.2 * shared).exp(),
    };
    let score = say(class) * enough * (0.5 * overlap + 0.5 * both);
    Some(Verdict { class, score })
}

/// Features of a class that both have, with places in both.
pub(super) fn shared<'x>(
    class: Class,
    a: &'x Profile<'x>,
    b: &'x Profile<'x>,
) -> impl Iterator<Item = (&'x Feature, &'x Feature, f32)> {
    let others: Vec<&Feature> = b.class(class).map(|(feature, _)| feature).collect();
    a.class(class).filter_map(move |(feature, weight)| {
        let at = others.binary_search_by(|other| other.text.cmp(&feature.text)).ok()?;
        Some((feature, others[at], weight))
    })
}
