//! The protocol, spoken over HTTP to a running server.

mod application;
mod cases;
mod failures;
mod faults;
mod identity;
mod log;
mod normal_forms;
mod once;
mod running;
mod versions;
