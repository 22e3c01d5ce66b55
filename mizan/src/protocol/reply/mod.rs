//! The parts of an answer beside results: invalidations, merges, versions, errors.

pub(crate) mod announcement;
pub(crate) mod errors;
pub(crate) mod invalidations;
pub(crate) mod merges;
