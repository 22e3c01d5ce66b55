//! The check that a caller may run a function: its token and its site, its identities, and the access
//! policy.

pub(crate) mod access;
pub(crate) mod csrf;
mod sender;
