//! devcontainer.json: the Compose files or the Dockerfile that an editor starts.

use crate::repository::references::found::{Found, Kind, Named, Output, Place};
use crate::repository::references::site::Site;
use crate::repository::references::{Strength, Use};
use crate::syntax::yaml::{self, Node};

/// Reads one; paths count from its folder. Source: the Dev Container metadata reference.
pub(super) fn read(site: &Site<'_>, output: &mut Output) {
    let tree = yaml::parse_json_with_comments(site.file, site.text);
    let Some(root) = tree.root() else { return };
    let directory = site.directory();
    if let Some(compose) = root.get("dockerComposeFile") {
        let files = compose.items().chain(std::iter::once(compose)).filter_map(Node::string);
        let names: Vec<Named> =
            files.map(|file| Named::path(file.span, Kind::Compose, &directory, &file.value)).collect();
        if let Some(first) = names.first().cloned() {
            let named = root.get("service").into_iter();
            let beside =
                root.get("runServices").into_iter().flat_map(|list| list.items().collect::<Vec<_>>());
            let services: Vec<String> = match root.get("runServices") {
                Some(_) => named.chain(beside).filter_map(Node::as_str).map(str::to_owned).collect(),
                // without a list all services are started
                None => Vec::new(),
            };
            let one = Found::one(Use::Runs, Strength::Executed, site.origin, first);
            output.found.push(Found { names, services, ..one });
        }
    }
    let build = root.get("build");
    let file = build.and_then(|build| build.get("dockerfile")).or_else(|| root.get("dockerFile"));
    if let Some(file) = file.and_then(Node::string) {
        let mut readings = vec![(directory.clone(), file.value.clone())];
        if let Some(context) = build.and_then(|build| build.get("context")).and_then(Node::as_str) {
            readings.push((directory.enter(context), file.value));
        }
        let place = Place::Path { readings, by_path: true };
        let named = Named { span: file.span, kind: Kind::Dockerfile, place };
        output.found.push(Found::one(Use::Builds, Strength::Executed, site.origin, named));
    }
}
