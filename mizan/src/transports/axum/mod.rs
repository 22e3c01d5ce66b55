//! The transport inside of an [`axum`] application.

mod front;
#[cfg(feature = "cache")]
mod kept_page;
pub(crate) mod page;
#[cfg(all(feature = "render", unix))]
mod rendered;
mod router;
mod serve;
mod socket;

pub use front::{Answering, Front, front};
pub use router::{router, views};
pub use serve::{Serve, serve};
