//! The transport inside of an [`axum`] application.

#[cfg(feature = "cache")]
mod asking;
mod form;
mod front;
#[cfg(feature = "cache")]
mod kept_page;
pub(crate) mod page;
mod posted;
#[cfg(all(feature = "render", unix))]
mod rendered;
mod router;
mod serve;
mod socket;
mod streamed;

pub use form::form;
pub use front::{Answering, Front, front};
pub use posted::Posted;
pub use router::{router, views};
pub use serve::{Serve, serve};
