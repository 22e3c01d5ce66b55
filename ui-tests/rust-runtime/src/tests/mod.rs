//! The laws of the kernel, for the store in Rust.

mod calls;
mod lifetimes;
mod model;
mod races;
mod reading;
mod support;
mod wire;
