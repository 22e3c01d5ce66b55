//! Live contexts and calls over sockets, spoken by a client of WebSockets to a running server.

mod any_frames;
mod application;
mod audiences;
mod calls;
mod guards;
mod limits;
#[path = "../line/mod.rs"]
mod line;
mod nodes;
mod nodes_at_random;
mod passing;
mod pushes;
mod running;
mod shutdown;
// It reads the memory of a process.
#[cfg(target_os = "linux")]
mod soak;
mod uploads;
