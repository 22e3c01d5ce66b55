//! Channels, spoken by clients of WebSockets to running servers, one or two on a bus.

mod application;
mod bus;
mod guards;
mod limits;
mod model;
mod outages;
mod presence;
mod running;
mod talk;
