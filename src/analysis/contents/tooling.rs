//! Images that aren't started as a service: tools that somebody runs by hand, and test runs.

use super::built::Built;
use super::carried::Carried;
use super::development::words;
use crate::facts::{self, Environment};
use crate::repository::path::{file_name, parent};
use crate::repository::{Dockerfile, Repository};

/// Whether the image starts nothing: neither its stages nor its base nor a service that builds it names a command other
/// than a shell. A base that careen doesn't know may name one.
pub fn starts_nothing(repository: &Repository, built: &Built<'_>, carried: &Carried) -> bool {
    if !carried.start.leaves_it_to_others() || !built.base_image().is_some_and(|base| is_bare(&base)) {
        return false;
    }
    // another file of the stack may give the command
    !built.services.iter().any(|id| repository.is_commanded(&repository.service(*id).name.value))
}

/// A distribution or a language's image: without a command of its own it opens a shell or an interpreter.
fn is_bare(base: &super::BaseImage) -> bool {
    let name = facts::canonical(&base.repository);
    let serves = base.tag.split('-').any(|word| matches!(word, "apache" | "fpm"));
    let distribution = facts::distribution(&base.repository, &base.tag);
    let language = facts::language(&base.repository, &base.tag);
    !serves && (distribution.is_some_and(|it| it.name == name) || language.is_some())
}

/// Whether it is only there to run tests: its file or folder says so, or every service that builds it.
pub fn is_for_tests(repository: &Repository, dockerfile: &Dockerfile, built: &Built<'_>) -> bool {
    let file = file_name(&dockerfile.path);
    let by_file =
        words(file).any(|word| facts::environment(&word.to_ascii_lowercase()) == Some(Environment::Test));
    let by_folder = parent(&dockerfile.path).split('/').any(is_tests);
    let service = |id: &_| words(&repository.service(*id).name.value).any(is_tests);
    let by_services = !built.services.is_empty() && built.services.iter().all(service);
    by_file || by_folder || by_services
}

/// What folders and services of tests are called; `integration`, `unit` and `ci` mean other things there, too.
fn is_tests(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "test" | "tests" | "testing" | "e2e")
}
