//! The protocol, spoken to a running server over HTTP and over ports.

mod application;
mod case;
mod cases;
mod failures;
mod faults;
mod frames;
mod identity;
mod log;
mod normal_forms;
mod once;
mod over_ports;
mod running;
mod versions;
