//! Channels, spoken by clients of WebSockets to running servers, one or two on a bus.

mod application;
mod guards;
mod limits;
#[path = "../line/mod.rs"]
mod line;
mod model;
mod outages;
mod presence;
mod running;
mod talk;
