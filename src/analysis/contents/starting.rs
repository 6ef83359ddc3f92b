//! What a container does to itself when it starts: one that installs or compiles first needs its tools there.

use super::action::Action;
use super::built::Built;
use super::interpret;
use crate::repository::{Repository, ServiceId};

/// Whether a service that builds the image starts with a command that installs packages or builds something
/// (`sh -c "npm install && npm start"`). Another file beside its own may give it the command.
pub fn installs_when_started(repository: &Repository, built: &Built<'_>) -> bool {
    let stated = |id: &ServiceId| {
        let name = &repository.service(*id).name.value;
        let files = repository.compose_in(repository.compose(id.compose).directory());
        files.flat_map(|file| &file.services).filter(move |service| service.name.value == *name)
    };
    let mut lines = built
        .services
        .iter()
        .flat_map(stated)
        .flat_map(|service| service.entrypoint.iter().chain(&service.command));
    lines.any(|line| interpret::line(line).done.iter().any(|done| needs_tools(&done.action)))
}

fn needs_tools(action: &Action) -> bool {
    matches!(action, Action::Install(_) | Action::Depend(_) | Action::Build(_))
}
