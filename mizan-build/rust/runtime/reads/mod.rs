//! When a read is sent, joined, retried, landed; lifetimes; invalidation; the end of a session.

pub(crate) mod bundle;
pub(crate) mod invalidation;
pub(crate) mod lifetime;
pub(crate) mod read;
pub(crate) mod retry;
pub(crate) mod session;
pub(crate) mod unauthorized;
