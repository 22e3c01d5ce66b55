//! Who is let in.

pub(crate) mod guard;
mod user;

pub use user::User;
