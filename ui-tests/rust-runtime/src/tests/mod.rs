//! The laws of the kernel, for the store in Rust.

mod calls;
mod lifetimes;
mod live;
mod model;
mod races;
mod reading;
mod rooms;
mod support;
mod wire;
