//! The protocol, spoken to a running server over HTTP, over sockets and ports, and in its process.

mod application;
mod case;
mod cases;
mod failures;
mod faults;
mod frames;
mod identity;
mod in_process;
mod log;
mod normal_forms;
mod once;
mod over_ports;
mod over_sockets;
mod running;
mod versions;
