//! The check that a caller may run a function: its identities, the access policy, and CSRF.

pub(crate) mod access;
pub(crate) mod csrf;
