//! Who is let in.

pub(crate) mod admission;
pub(crate) mod guard;
#[cfg(feature = "jwt")]
mod jwt;
#[cfg(feature = "jwt")]
mod mwt;
#[cfg(feature = "jwt")]
mod refresh;
#[cfg_attr(not(feature = "sessions"), path = "no_session.rs")]
pub(crate) mod session;
#[cfg(feature = "jwt")]
mod token;
mod user;

#[cfg(feature = "jwt")]
pub use jwt::{Jwt, TokenPair, jwt};
#[cfg(feature = "jwt")]
pub use mwt::{Mwt, mwt};
#[cfg(feature = "jwt")]
pub use refresh::Families;
#[cfg(feature = "sessions")]
pub use session::{Session, Sessions, sessions};
pub use user::User;
