//! What images may be called, so that none runs in another's place.

use rustc_hash::{FxHashMap, FxHashSet};

use super::family::Family;
use super::offer::Offer;
use super::project;
use crate::repository::{ComposeFile, Repository};

/// The names that images have as it is: what files call them, and what Compose does where they don't.
pub(super) struct Names(FxHashSet<String>);

impl Names {
    /// Those of all these files: two of one project may lie in one folder.
    pub(super) fn of(repository: &Repository, files: &[&ComposeFile]) -> Self {
        let mut names = FxHashSet::default();
        for file in files {
            let project = project::name(repository, file);
            for service in &file.services {
                names.extend(project.iter().map(|project| format!("{project}-{}", service.name.value)));
                names.extend(service.image.iter().map(|image| image.raw.clone()));
            }
        }
        Self(names)
    }

    /// Whether an image has that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Gives the images of different builds different names where files of one project, such as those of two environments,
    /// would call them alike: whichever is started second would run the first one's.
    pub(super) fn set_apart<'o, 'a: 'o>(&self, offers: impl Iterator<Item = &'o mut Offer<'a>>) {
        let mut given: FxHashMap<String, (&Family<'_>, Option<&str>)> = FxHashMap::default();
        for Offer { family, image, rewritten, .. } in offers {
            let text = rewritten.as_ref().map(|rewritten| rewritten.text.as_str());
            // a name that the file has already stays
            let Some(image) = image.as_mut().filter(|_| family.image() == Ok(None)) else { continue };
            let is_free = |name: &String| {
                !self.has(name)
                    && given
                        .get(name)
                        .is_none_or(|(other, its_text)| other.is_built_like(family) && *its_text == text)
            };
            let numbered = (2..).map(|number| format!("{image}-{number}"));
            if let Some(name) = std::iter::once(image.clone()).chain(numbered).find(is_free) {
                *image = name;
            }
            given.insert(image.clone(), (family, text));
        }
    }
}
