//! Authentication and authorisation: the identity of a caller, and the functions that it may call.
//!
//! The application has an [`Identity`](trait@crate::Identity) type of its own, or uses [`User`].
//! Identity providers find it in a request: `jwt`, `mwt`, `sessions`, or the application's own
//! [`Identify`](crate::Identify), any number of them. The key `auth` of a function says which
//! callers may run it:
//!
//! ```
//! use mizan::auth::User;
//!
//! fn is_author(user: &User) -> bool {
//!     user.id == "ada"
//! }
//!
//! #[mizan::client(auth)] // every signed-in user
//! fn vote(article: i64) {}
//!
//! #[mizan::client(auth = staff)] // or `superuser`
//! fn hide(article: i64) {}
//!
//! #[mizan::client(auth = is_author)] // users whom the guard `is_author` accepts
//! fn rename(article: i64, title: String) {}
//!
//! #[mizan::client] // every signed-in user, because the function borrows the identity
//! fn my_name(user: &User) -> String {
//!     user.id.clone()
//! }
//!
//! #[mizan::client] // everyone
//! fn greet(user: Option<&User>) -> String {
//!     format!("Hello {}", user.map_or("stranger", |user| &user.id))
//! }
//! # fn main() {}
//! ```
//!
//! `auth = anyone` says of a function that every caller may run it. It changes nothing at run time;
//! with `require_auth()` in the build script, every function has to say `auth`, or borrow an
//! identity.
//!
//! A caller without an identity gets `401`, a caller who lacks a right gets `403`. The check comes
//! before the arguments are read, and is the same for a call, for a read with its context, and for
//! a read that comes with a mutation. `auth` looks at the identity that the function borrows, or,
//! if it borrows none, at the first identity that the server finds. Staff and superusers are
//! independent: a superuser is staff only if the identity says so.
//!
//! A guard is a plain function that takes the identity, and optionally the
//! [`Request`](crate::Request). It returns a `bool`, or a `Result` with the error to answer.
//!
//! Tokens come before sessions. A token that is present and not valid is refused, whatever else the
//! request carries, and whatever the function asks for.
//!
//! A request that is not a GET has to come from a page of the server itself, whoever is asking:
//! browsers prove it by `Sec-Fetch-Site` or `Origin`. The pages of another origin are refused unless
//! [`trust_origin`](crate::Builder::trust_origin) names it, or a token identifies the caller. A client
//! that is no browser sends none of these headers and no cookie, and needs nothing.

pub(crate) mod identify;
#[cfg(feature = "jwt")]
mod jwt;
#[cfg(feature = "jwt")]
mod mwt;
#[cfg(feature = "port")]
mod named;
pub(crate) mod policy;
#[cfg(feature = "jwt")]
mod refresh_tokens;
#[cfg(feature = "sessions")]
mod sessions;
#[cfg(feature = "jwt")]
mod token;
mod user;

#[cfg(feature = "jwt")]
pub use jwt::{Jwt, TokenPair, jwt};
#[cfg(feature = "jwt")]
pub use mwt::{Mwt, mwt};
#[cfg(feature = "port")]
pub use named::{Named, named};
#[cfg(feature = "jwt")]
pub use refresh_tokens::{RefreshTokenStore, Rotation};
#[cfg(feature = "sessions")]
pub use sessions::{Sessions, sessions};
pub use user::User;

#[cfg(feature = "sessions")]
pub use crate::declared::session::Session;

/// The header of an MWT.
pub(crate) const MIZAN_TOKEN: &str = "x-mizan-token";
