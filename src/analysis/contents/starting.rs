//! What a container does to itself when it starts: one that installs or compiles first needs its tools there.

use super::action::Action;
use super::built::Built;
use super::interpret;
use crate::repository::{Repository, Service, ServiceId};

/// Whether a service that builds the image starts with a command that installs packages or builds something
/// (`sh -c "npm install && npm start"`). Another file beside its own may give it the command.
pub fn installs_when_started(repository: &Repository, built: &Built<'_>) -> bool {
    built.services.iter().any(|id| {
        let directory = repository.compose(id.compose).directory();
        let files = repository.compose_in(directory);
        let stated = files.flat_map(|file| &file.services).filter(|it| states(repository, it, *id));
        let mut lines = stated.flat_map(|service| service.entrypoint.iter().chain(&service.command));
        lines.any(|line| interpret::line(line).done.iter().any(|done| needs_tools(&done.action)))
    })
}

/// The service itself, or a layer of it: a service of the same name that says neither what is built nor what is
/// pulled.
fn states(repository: &Repository, service: &Service, id: ServiceId) -> bool {
    service.id == id
        || service.name.value == repository.service(id).name.value
            && service.build.is_none()
            && service.image.is_none()
}

fn needs_tools(action: &Action) -> bool {
    matches!(action, Action::Install(_) | Action::Depend(_) | Action::Build(_))
}
