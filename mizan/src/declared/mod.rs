//! The words of an application: what the macros expand to and what functions name.

pub(crate) mod answer;
pub mod bigint;
pub(crate) mod context;
pub(crate) mod failure;
pub(crate) mod function;
pub(crate) mod guard;
pub(crate) mod identity;
pub(crate) mod model;
pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod scope;
#[cfg_attr(not(feature = "sessions"), path = "session_off.rs")]
pub(crate) mod session;
pub(crate) mod target;
pub(crate) mod types;
#[cfg(feature = "uploads")]
pub(crate) mod upload;
