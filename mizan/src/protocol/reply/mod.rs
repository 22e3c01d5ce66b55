//! The parts of an answer beside the result: invalidations and merges.

mod announcement;
mod invalidation;
mod merge;

pub(super) use announcement::Announcement;
pub(crate) use invalidation::ExplicitInvalidation;
pub(super) use invalidation::{HEADER, Invalidations};
pub(super) use merge::write as write_merges;
