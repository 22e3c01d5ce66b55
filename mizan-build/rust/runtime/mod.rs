//! The part of a client that is the same for every API: the store of the server's data, and what carries
//! its requests.
//!
//! A generated client embeds these files as they are, at any depth of its modules, so that they name each
//! other by `super`.

pub mod canonical;
pub mod carrier;
pub mod channels;
pub mod error;
pub mod live;
pub mod mutations;
pub mod observe;
mod reads;
pub mod send;
pub mod spec;
pub mod store;
pub mod timers;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
