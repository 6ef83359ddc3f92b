//! wip
mod estimate;
mod packages;
pub use estimate::{Estimate, shown};
pub use packages::debian;
use crate::repository::Repository; use super::Contents;
pub struct Footprint; pub struct Image; pub struct Layer; pub struct Reason; pub struct Sizes;
impl Sizes { pub fn of(_: &Repository, _: &Contents) -> Self { Sizes } }
