//! The protocol, spoken over HTTP to a running server.

mod application;
mod cases;
mod faults;
mod log;
mod running;
mod versions;
