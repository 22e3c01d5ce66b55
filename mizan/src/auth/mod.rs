//! Who is asking, and who is let in.
//!
//! The application has an [`Identity`](trait@crate::Identity) of its own, or takes [`User`]. A
//! server is told who finds it out: `jwt`, `mwt`, `sessions`, or an [`Identify`](crate::Identify)
//! of your own, in any number. The key `auth` of a function says whom it lets in:
//!
//! ```
//! use mizan::auth::User;
//!
//! fn is_author(user: &User) -> bool {
//!     user.id == "ada"
//! }
//!
//! #[mizan::client(auth)] // whoever is signed in
//! fn vote(article: i64) {}
//!
//! #[mizan::client(auth = staff)] // or `superuser`
//! fn hide(article: i64) {}
//!
//! #[mizan::client(auth = is_author)] // whoever this function lets in
//! fn rename(article: i64, title: String) {}
//!
//! #[mizan::client] // whoever is signed in, as it borrows them
//! fn my_name(user: &User) -> String {
//!     user.id.clone()
//! }
//!
//! #[mizan::client] // anybody
//! fn greet(user: Option<&User>) -> String {
//!     format!("Hello {}", user.map_or("stranger", |user| &user.id))
//! }
//! # fn main() {}
//! ```
//!
//! Nobody gets `401`, somebody who may not gets `403`, before the arguments are read, and the same
//! whether the function is called, read with its context, or comes with a mutation. `auth` looks at
//! the identity that the function borrows; if it borrows none, at the first that the server finds.
//! Staff and superusers are two things: a superuser is staff only where the identity says so.
//!
//! A guard is a plain function of the identity, and of the [`Request`](crate::Request) if it takes
//! it; it answers `bool`, or a `Result` where it has more to say.
//!
//! Tokens come before sessions, and one that is present and not valid is refused, whatever else
//! there is. A request that is known by a cookie and changes something, or that signs somebody in,
//! has to come from a page of the server itself: browsers say so, and the generated client does
//! the rest.

pub(crate) mod identify;
#[cfg(feature = "jwt")]
mod jwt;
#[cfg(feature = "jwt")]
mod mwt;
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
#[cfg(feature = "jwt")]
pub use refresh_tokens::RefreshTokenStore;
#[cfg(feature = "sessions")]
pub use sessions::{Sessions, sessions};
pub use user::User;

#[cfg(feature = "sessions")]
pub use crate::declared::session::Session;
