//! Tracing: serde reads and writes samples of the types that travel, and what it does is compared
//! with what the client was told.

pub(crate) mod asked;
pub(crate) mod assert_types;
mod compare;
mod conformity;
pub(crate) mod given;
pub(crate) mod replaced;
mod report;
pub(crate) mod sample_of;
mod samples;
mod settle;
pub(crate) mod trace;
