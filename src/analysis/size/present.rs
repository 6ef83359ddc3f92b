//! Packages of Python that a chain has already, by what its installs put where and what copies from stages bring along:
//! installing them again adds nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::places;
use crate::facts::packages::normalized;
use crate::syntax::packages::Package;

/// Packages by name, with the versions that are told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Present {
    versions: BTreeMap<String, Option<String>>,
    /// Whether one of a version that isn't told is another one than a version that is asked for.
    is_strict: bool,
}

impl Present {
    /// Whether an install finds it there. Where it asks for no version any will do: what is there stays as it is.
    pub(super) fn has(&self, package: &Package) -> bool {
        self.versions.get(normalized(&package.name).as_ref()).is_some_and(|own| {
            match (own, &package.version) {
                (Some(own), Some(asked)) => own == asked,
                (None, Some(_)) => !self.is_strict,
                (_, None) => true,
            }
        })
    }

    /// Whether nothing is there.
    pub(super) fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    fn extend(&mut self, other: &Self) {
        for (name, version) in &other.versions {
            if self.versions.get(name) != Some(version) {
                self.versions.insert(name.clone(), version.clone());
            }
        }
    }
}

impl<'a> FromIterator<&'a Package> for Present {
    fn from_iter<I: IntoIterator<Item = &'a Package>>(packages: I) -> Self {
        let versions = packages
            .into_iter()
            .map(|package| (normalized(&package.name).into_owned(), package.version.clone()));
        Self { versions: versions.collect(), is_strict: false }
    }
}

/// Where an install puts its packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Absolute and plain.
    pub(super) path: String,
    /// Whether nothing that isn't read here, such as a configuration file, could have led it elsewhere.
    pub(super) is_sure: bool,
}

/// What is known of an install's packages in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A command of the chain installed them.
    Run,
    /// A copy brought the folder they lie in, and weighs them.
    Copied,
    /// A copy brought something that can't be weighed from a stage that had them, it isn't known where.
    Unseen,
}

/// What one install put somewhere.
#[derive(Debug, Clone)]
pub(super) struct Installed {
    place: Place,
    way: Way,
    packages: Arc<Present>,
}

impl Installed {
    /// By a command.
    pub(super) fn at(place: Place, packages: Arc<Present>) -> Self {
        Self { place, way: Way::Run, packages }
    }

    /// As it is in another stage once `from` is copied to `to` there; `is_weighed` says that all is known that lies at
    /// `from`.
    pub(super) fn copied(&self, from: &str, to: &str, is_weighed: bool) -> Option<Self> {
        let (path, way) = if places::within(&self.place.path, from) {
            let rest = self.place.path.strip_prefix(from.trim_end_matches('/')).unwrap_or_default();
            let way = if self.way == Way::Unseen { Way::Unseen } else { Way::Copied };
            (format!("{}{rest}", to.trim_end_matches('/')), way)
        } else if !self.place.is_sure && !is_weighed {
            (to.to_owned(), Way::Unseen)
        } else {
            return None;
        };
        let place = Place { path, is_sure: self.place.is_sure };
        Some(Self { place, way, packages: Arc::clone(&self.packages) })
    }

    /// Whether a deletion of this folder takes it along.
    pub(super) fn is_within(&self, folder: &str) -> bool {
        places::within(&self.place.path, folder)
    }
}

/// More places than any image has. Copies of copies of a folder could double them in each stage; what lies beyond is
/// taken for not there.
const MOST_PLACES: usize = 64;

/// Adds what an install or a copy puts somewhere to what is there, one for each place.
pub(super) fn put(all: &mut Vec<Installed>, one: Installed) {
    let is_full = all.len() >= MOST_PLACES;
    match all.iter_mut().find(|other| other.place == one.place && other.way == one.way) {
        Some(other) if Arc::ptr_eq(&other.packages, &one.packages) => {}
        Some(other) => Arc::make_mut(&mut other.packages).extend(&one.packages),
        None if is_full => {}
        None => all.push(one),
    }
}

/// What of earlier installs a later one finds: each holds the ones before it, too.
#[derive(Debug)]
pub(super) struct Found {
    /// There for sure.
    pub(super) surely: Present,
    /// In the image, and weighed: most likely where the later one looks.
    pub(super) likely: Present,
    /// Perhaps in what a copy brought that can't be weighed.
    pub(super) perhaps: Present,
}

impl Found {
    /// Whether nothing is there, for all that is known.
    pub(super) fn is_empty(&self) -> bool {
        self.perhaps.is_empty()
    }
}

/// What an install into `place` finds there.
pub(super) fn found(installed: &[Installed], place: &Place) -> Found {
    let mut found = Found {
        surely: Present { is_strict: true, ..Present::default() },
        likely: Present::default(),
        perhaps: Present::default(),
    };
    for one in installed {
        let is_same =
            places::within(&one.place.path, &place.path) || places::within(&place.path, &one.place.path);
        let are_sure = one.place.is_sure && place.is_sure;
        let (surely, likely) = match one.way {
            Way::Unseen => (false, false),
            // which environment is active in a stage isn't read, and one is copied to be used
            Way::Copied => (is_same && are_sure, true),
            Way::Run if are_sure && !is_same => continue,
            Way::Run => (is_same && are_sure, true),
        };
        if surely {
            found.surely.extend(&one.packages);
        }
        if likely {
            found.likely.extend(&one.packages);
        }
        found.perhaps.extend(&one.packages);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_repository;
    use super::super::{Image, Reason};

    const LOCK: &str = "[[package]]\nname = \"numpy\"\nversion = \"2.0.0\"\n\n[[package]]\nname = \"scipy\"\nversion = \"1.14.0\"\n";

    /// Asks about the last layer of the image that a Dockerfile becomes.
    fn last<T>(dockerfile: &str, ask: impl Fn(&Image, [u64; 3], [u64; 3]) -> T) -> T {
        let files = [
            ("Dockerfile", dockerfile),
            ("requirements.txt", "numpy\n"),
            ("more.txt", "NumPy\nredis\n"),
            ("pyproject.toml", "[tool.poetry.dependencies]\nnumpy = \"*\"\nscipy = \"*\"\n"),
            ("poetry.lock", LOCK),
        ];
        with_repository(&files, |sizes| {
            let image = &sizes.images[0];
            let layer = image.layers.last().unwrap();
            let of = |reason| {
                let size = layer.of(reason);
                [size.low, size.expected, size.high].map(|bytes| bytes / 1_000_000)
            };
            ask(image, of(Reason::Dependencies), of(Reason::Cache))
        })
    }

    #[test]
    fn a_second_install_adds_what_is_new() {
        let install = |flags: &str| {
            format!(
                "FROM python:3.11-slim\nCOPY *.txt .\nRUN pip install -r requirements.txt\nRUN pip install {flags}\n"
            )
        };
        last(&install("-r more.txt"), |_, packages, _| {
            assert!(packages[2] < 15, "redis alone: {packages:?}")
        });
        last(&install("numpy==1.24.0"), |_, packages, _| assert!(packages[2] > 30, "the newest, or another"));
        let pinned = install("numpy==1.24.0").replace("-r requirements.txt", "numpy==1.26.0");
        last(&pinned, |_, packages, _| assert!(packages[0] > 30, "another version"));
        last(&install("--target /lib numpy"), |_, packages, _| assert!(packages[0] > 30, "elsewhere"));
        let again = "FROM python:3.11-slim\nCOPY *.txt .\nRUN pip install numpy && pip install -r more.txt\n";
        last(again, |_, both, _| {
            last(&install("-r more.txt"), |image, _, _| {
                let of: u64 = image.layers.iter().map(|layer| layer.of(Reason::Dependencies).expected).sum();
                assert!(both[1].abs_diff(of / 1_000_000) < 2, "one layer or two");
            });
        });
    }

    #[test]
    fn what_was_deleted_is_installed_again() {
        let dockerfile = "FROM python:3.11-slim\nRUN pip install --target /lib numpy\nRUN rm -rf /lib\nRUN pip install --target /lib numpy\n";
        last(dockerfile, |_, packages, _| assert!(packages[0] > 30, "{packages:?}"));
    }

    #[test]
    fn an_environment_that_is_copied_is_completed() {
        let dockerfile = "FROM python:3.11-slim AS build\nRUN python -m venv /venv && /venv/bin/pip install numpy\n\
             FROM python:3.11-slim\nCOPY --from=build /venv /venv\nENV PATH=/venv/bin:$PATH\nRUN pip install numpy\n";
        last(dockerfile, |image, packages, cache| {
            assert!(packages[0] < 15 && packages[1] < 15 && packages[2] > 30, "{packages:?}");
            assert_eq!(cache[..2], [0, 0], "nothing is downloaded");
            assert!(image.layers[1].of(Reason::Copied).expected > 50_000_000);
        });
        let into =
            dockerfile.replace("pip install numpy\n\n", "").replace("RUN pip", "RUN pip --version && pip");
        last(&into, |_, packages, _| assert!(packages[1] < 15));
    }

    #[test]
    fn a_prefix_that_is_copied_holds_what_it_held() {
        let dockerfile = "FROM python:3.11-slim AS build\nRUN pip install --prefix=/install numpy\n\
             FROM python:3.11-slim\nCOPY --from=build /install /usr/local\nRUN pip install numpy redis\n";
        last(dockerfile, |_, packages, _| assert!(packages[2] < 30, "there for sure: {packages:?}"));
    }

    #[test]
    fn an_install_of_what_may_have_come_along_may_add_nothing() {
        let of = |setting: &str, source: &str| {
            format!(
                "FROM python:3.11-slim AS base\n{setting}\nFROM base AS build\nWORKDIR /build\nRUN curl -sSL https://example.com | python3 -\n\
                 COPY pyproject.toml poetry.lock ./\nRUN poetry install\n\
                 FROM base\nCOPY --from=build {source} {source}\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\n\
                 RUN . /build/.venv/bin/activate && poetry install --only main\n"
            )
        };
        // where the environment lies is told: the copy weighs it, and the install completes it
        last(&of("ENV POETRY_VIRTUALENVS_IN_PROJECT=true", "/build"), |image, packages, cache| {
            assert!(packages[0] < 15 && packages[1] < 15 && packages[2] > 100, "{packages:?}");
            assert!(cache[1] < 5, "{cache:?}");
            assert!(image.layers[1].of(Reason::Copied).expected > 100_000_000);
        });
        // where it isn't, one of both holds the packages, and they are weighed once
        last(&of("ENV X=1", "/build"), |image, packages, _| {
            assert!(packages[0] < 15 && packages[1] > 100, "{packages:?}");
            assert!(image.layers[1].partial && image.layers[1].of(Reason::Copied).expected < 1_000_000);
        });
        // from a stage that had none of it
        let other = of("ENV X=1", "/build").replace("RUN poetry install\n", "");
        last(&other, |_, packages, _| assert!(packages[0] > 100, "{packages:?}"));
    }
}
