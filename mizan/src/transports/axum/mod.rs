//! The transport inside of an [`axum`] application.

pub(crate) mod page;
mod router;

pub use router::{router, views};
