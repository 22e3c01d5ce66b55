//! The protocol over a socket: frames in, frames out, whatever carries them.

mod authenticate;
pub(crate) mod connection;
#[cfg(feature = "uploads")]
mod files;
pub(crate) mod frame;
mod go_down;
pub(crate) mod open;
mod rate;
mod request;
