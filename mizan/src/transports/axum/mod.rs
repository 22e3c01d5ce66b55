//! The transport inside of an [`axum`] application.

pub(crate) mod page;
mod router;
mod serve;

pub use router::{router, views};
pub use serve::{Serve, serve};
