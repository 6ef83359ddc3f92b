//! One service in several files, under the same or another name.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::features::{Class, Feature, Recipes, features};
use super::rarity::Rarity;
use super::resemblance::{self, Profile, Verdict};
use super::{builds, parked, words};
use crate::analysis::{Confidence, Evidence};
use crate::repository::{ComposeFile, Repository, Service, ServiceId};
use crate::syntax::image_reference;

/// Features that a family's explanation names, at most, of one class.
const NAMED: usize = 3;

/// Two services that may be one thing: of different files, or of one file where one of them is parked.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Link {
    /// The first in the repository's order.
    pub(in crate::analysis) a: ServiceId,
    /// The other.
    pub(in crate::analysis) b: ServiceId,
    /// How alike, from [`resemblance::POSSIBLE`] up.
    pub(in crate::analysis) score: f32,
    /// Whether both are built from one Dockerfile that few others are built from.
    pub(in crate::analysis) same_build: bool,
    /// Whether both start a script or module that few others start.
    pub(in crate::analysis) same_program: bool,
    /// What they share, strongest first, with places in both files.
    pub(in crate::analysis) evidence: Vec<Evidence>,
}

impl Link {
    /// How sure it is.
    pub(in crate::analysis) fn confidence(&self) -> Confidence {
        match self.score {
            score if score >= resemblance::CERTAIN => Confidence::High,
            score if score >= resemblance::BELIEVED => Confidence::Medium,
            _ => Confidence::Low,
        }
    }

    /// Whether what they share is enough by itself; where it isn't, something else has to speak for it: that one
    /// file is known to have taken the other's place.
    pub(in crate::analysis) fn is_believed(&self) -> bool {
        self.score >= resemblance::BELIEVED
    }

    /// Whether both stand in one file.
    pub(in crate::analysis) fn is_within_a_file(&self) -> bool {
        self.a.compose == self.b.compose
    }
}

/// All links, best first.
pub(super) fn links(repository: &Repository, recipes: &Recipes) -> Vec<Link> {
    let built = built_images(repository);
    let services: Vec<(&ComposeFile, &Service)> = repository
        .services()
        .filter(|(file, service)| is_own_code(repository, &built, file, service))
        .collect();
    let all: Vec<Vec<Feature>> = services
        .par_chunk_by(|(one, _), (other, _)| one.id == other.id)
        .flat_map_iter(|of_file| {
            let bodies = of_file[0].0.bodies();
            let read = move |(file, service): &(&ComposeFile, &Service)| {
                features(repository, recipes, file, service, bodies.get(service.name.value.as_str()).copied())
            };
            of_file.iter().map(read)
        })
        .collect();
    let names: Vec<String> = services.iter().map(|it| words::essence(&it.1.name.value).join("-")).collect();
    let rarity = Rarity::count(&all, &names);
    let profiles: Vec<Profile<'_>> = all.par_iter().map(|features| Profile::new(features, &rarity)).collect();

    let parked: Vec<bool> = services.iter().map(|(_, service)| parked::is_parked(service)).collect();
    // two services of one file are two, unless one of them is kept from being started
    let may_be_one = |a: u32, b: u32| {
        services[a as usize].0.id != services[b as usize].0.id || parked[a as usize] || parked[b as usize]
    };
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for holders in rarity.shared() {
        for (at, &a) in holders.iter().enumerate() {
            let others = holders[at + 1..].iter();
            pairs.extend(others.filter(|&&b| may_be_one(a, b)).map(|&b| (a, b)));
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    let scored: Vec<(f32, u32, u32)> = pairs
        .into_par_iter()
        .map(|(a, b)| (resemblance::score(&profiles[a as usize], &profiles[b as usize]), a, b))
        .filter(|&(score, a, b)| {
            score >= resemblance::POSSIBLE
                && resemblance::is_broad(score, &profiles[a as usize], &profiles[b as usize])
        })
        .collect();
    let kept = mutual(scored, |index| services[index as usize].0.id.0);
    let link = |(score, a, b): (f32, u32, u32)| {
        let (a, b) = (a as usize, b as usize);
        let verdicts = resemblance::verdicts(&profiles[a], &profiles[b]);
        Link {
            a: services[a].1.id,
            b: services[b].1.id,
            score,
            same_build: resemblance::speaks(&verdicts, Class::Build),
            same_program: resemblance::speaks(&verdicts, Class::Entry),
            evidence: explain(services[a], services[b], &profiles[a], &profiles[b], verdicts),
        }
    };
    kept.into_par_iter().map(link).collect()
}

/// Images that some service builds and tags, without their tags.
fn built_images(repository: &Repository) -> FxHashSet<String> {
    let built = repository.services().filter(|(_, service)| service.build.is_some());
    built.filter_map(|(_, service)| image_name(service)).collect()
}

fn image_name(service: &Service) -> Option<String> {
    let text = service.image.as_ref()?;
    let known = text.known().unwrap_or(&text.raw);
    Some(image_reference::parse(known).map_or_else(|_| known.to_owned(), |image| image.familiar()))
}

/// Whether a service runs code of the repository's own: what is pulled ready-made is alike everywhere.
fn is_own_code(
    repository: &Repository,
    built: &FxHashSet<String>,
    file: &ComposeFile,
    service: &Service,
) -> bool {
    let builder = builds::builder(repository, file, service);
    builder.build.is_some() || image_name(builder).is_some_and(|name| built.contains(&name))
}

/// Of all pairs those in which each is the other's best in its file, and all within a file.
fn mutual(mut scored: Vec<(f32, u32, u32)>, file: impl Fn(u32) -> u32) -> Vec<(f32, u32, u32)> {
    let mut best: FxHashMap<(u32, u32), f32> = FxHashMap::default();
    for &(score, a, b) in &scored {
        for key in [(a, file(b)), (b, file(a))] {
            best.entry(key).and_modify(|known| *known = known.max(score)).or_insert(score);
        }
    }
    scored.retain(|&(score, a, b)| {
        file(a) == file(b)
            || [(a, file(b)), (b, file(a))].iter().all(|key| best.get(key).is_none_or(|&best| score >= best))
    });
    scored.par_sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    scored
}

fn explain(
    (file_a, one): (&ComposeFile, &Service),
    (file_b, other): (&ComposeFile, &Service),
    a: &Profile<'_>,
    b: &Profile<'_>,
    mut verdicts: Vec<Verdict>,
) -> Vec<Evidence> {
    verdicts.retain(|verdict| verdict.score > 0.0);
    verdicts.sort_by(|x, y| y.score.total_cmp(&x.score).then(x.class.cmp(&y.class)));
    let mut evidence = Vec::new();
    for verdict in verdicts.iter().take(3) {
        let mut shared: Vec<_> = resemblance::shared(verdict.class, a, b).collect();
        shared.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.text.cmp(&y.0.text)));
        let texts: Vec<String> = shared
            .iter()
            .take(NAMED)
            .map(|(it, ..)| format!("`{}`", it.text.trim_start_matches("to ")))
            .collect();
        let Some((first, second, _)) = shared.first() else { continue };
        let texts = if verdict.class == Class::Recipe { Vec::new() } else { texts };
        let (kind, what) = sentence(verdict.class);
        let texts = texts.join(", ");
        let say = |own: &Service, file: &ComposeFile, twin: &Service| {
            let gap = if texts.is_empty() { "" } else { " " };
            format!(
                "`{}` {what}{gap}{texts}, as `{}` of `{}` does",
                own.name.value, twin.name.value, file.path
            )
        };
        evidence.push(Evidence::new(kind, first.span, say(one, file_b, other)));
        evidence.push(Evidence::new(kind, second.span, say(other, file_a, one)));
    }
    evidence
}

fn sentence(class: Class) -> (&'static str, &'static str) {
    match class {
        Class::Name => ("same-name", "has in its name"),
        Class::Container => ("same-container", "has in its container's name"),
        Class::Build => ("same-dockerfile", "is built from"),
        Class::Context => ("same-context", "is built in"),
        Class::Recipe => ("same-steps", "has a Dockerfile of nearly the same steps"),
        Class::Folder => ("same-folder", "is built in a folder named"),
        Class::Image => ("same-image", "runs"),
        Class::Entry => ("same-program", "starts"),
        Class::Program => ("same-program", "is run by"),
        Class::Health => ("same-health", "answers at"),
        Class::Environment => ("same-environment", "takes"),
        Class::Port => ("same-port", "listens on"),
        Class::Volume => ("same-volume", "mounts"),
        Class::Dependency => ("same-dependencies", "needs"),
    }
}
