//! Who is let in.

pub(crate) mod admission;
pub(crate) mod guard;
#[cfg_attr(not(feature = "sessions"), path = "no_session.rs")]
pub(crate) mod session;
mod user;

#[cfg(feature = "sessions")]
pub use session::{Session, Sessions, sessions};
pub use user::User;
