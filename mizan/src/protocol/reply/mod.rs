//! The parts of an answer beside the result: invalidations and merges.

mod invalidation;
mod merge;

pub(crate) use invalidation::ExplicitInvalidation;
pub(super) use invalidation::{HEADER, Invalidations};
pub(super) use merge::write as write_merges;
