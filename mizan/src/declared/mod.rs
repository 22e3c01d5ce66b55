//! The words of an application: the types that its functions name and that the macros expand to.

pub(crate) mod answer;
pub mod bigint;
pub(crate) mod blocking;
pub(crate) mod call;
pub(crate) mod channel;
#[cfg(feature = "uploads")]
pub(crate) mod content_type;
pub(crate) mod context;
pub(crate) mod exchange;
pub(crate) mod failure;
pub(crate) mod function;
pub(crate) mod guard;
pub(crate) mod identity;
pub(crate) mod inputs;
pub(crate) mod invalidation;
pub(crate) mod model;
pub(crate) mod normal;
pub(crate) mod one_of;
#[cfg(feature = "cache")]
#[cfg_attr(not(feature = "axum"), expect(dead_code, reason = "only axum shows pages"))]
pub(crate) mod page_reads;
pub(crate) mod replaced;

pub(crate) mod reply;
pub(crate) mod request;
pub(crate) mod scope;
pub(crate) mod serde_probe;
#[cfg_attr(not(feature = "sessions"), path = "session_off.rs")]
pub(crate) mod session;
pub(crate) mod trace_context;
pub(crate) mod tracing;
pub(crate) mod types;
#[cfg(feature = "uploads")]
pub(crate) mod upload;
