//! The protocol: from the envelope of a request to the bytes of its answer, the same on every
//! transport.

pub(crate) mod authorize;
pub(crate) mod channels;
pub(crate) mod envelope;
#[cfg(feature = "uploads")]
pub(crate) mod files;
#[cfg(feature = "axum")]
pub(crate) mod form;
pub(crate) mod head;
mod invalidate;
pub(crate) mod live;
mod nodes;
#[cfg(feature = "cache")]
mod purge;
pub(crate) mod reply;
pub(crate) mod run;
#[cfg(feature = "cache")]
mod seen;
pub(crate) mod served;
pub(crate) mod socket;
