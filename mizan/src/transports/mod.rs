//! The transports: each carries bytes between its clients and the protocol, and nothing else.

#[cfg(feature = "axum")]
pub mod axum;
pub(crate) mod http;
#[cfg(feature = "test")]
pub mod in_process;
#[cfg(feature = "port")]
pub mod port;
