//! The store in Rust against real servers: two nodes on one bus over loopback, whose lines a proxy cuts.

mod application;
mod boards;
mod client;
mod http;
mod proxy;
mod rooms;
