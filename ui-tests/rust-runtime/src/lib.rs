//! The fixed part of a generated Rust client, compiled by itself so that its tests take seconds. It is no
//! crate where it stands, because a package leaves out the crates below it.

#![deny(missing_docs)]

#[path = "../../../mizan-build/rust/runtime/mod.rs"]
pub mod runtime;

#[path = "../../../mizan-build/rust/sockets/mod.rs"]
pub mod sockets;

#[cfg(test)]
mod tests;
