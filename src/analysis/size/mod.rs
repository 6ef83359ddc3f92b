//! wip
mod estimate;
mod packages;
use super::Contents;
use crate::repository::Repository;
pub use estimate::{Estimate, shown};
pub use packages::debian;
pub struct Footprint;
pub struct Image;
pub struct Layer;
pub struct Reason;
pub struct Sizes;
impl Sizes {
    pub fn of(_: &Repository, _: &Contents) -> Self {
        Sizes
    }
}
