//! What a service's image says of whose it is.

use crate::facts;
use crate::repository::Service;
use crate::syntax::image_reference;

/// The repository of a service's image, as people write it: `redis`, `acme/app`.
fn repository_of(service: &Service) -> Option<String> {
    Some(image_reference::parse(service.image.as_ref()?.known()?).ok()?.familiar())
}

/// The repository of an image that somebody made for this system: what has no owner in its name is everybody's, and so
/// is a database.
pub(super) fn own_image(service: &Service) -> Option<String> {
    repository_of(service).filter(|name| name.contains('/') && facts::backing_store(name).is_none())
}

/// Whether a service is a database, a queue or a cache off the shelf: `redis` is in half of all systems.
pub(super) fn is_backing_store(service: &Service) -> bool {
    service.build.is_none()
        && repository_of(service).is_some_and(|name| facts::backing_store(&name).is_some())
}
