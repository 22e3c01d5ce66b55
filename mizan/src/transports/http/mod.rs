//! HTTP: requests to the protocol, and its answers back with their headers.

pub(crate) mod body;
mod content_type;
#[cfg(feature = "uploads")]
mod disposition;
mod endpoint;
#[cfg(feature = "uploads")]
mod form;
pub(crate) mod headers;
#[cfg(feature = "axum")]
pub(crate) mod posted;
#[cfg(all(feature = "axum", feature = "uploads"))]
mod posted_parts;
pub(crate) mod response;
mod serve;
pub(crate) mod serving;
mod span;
