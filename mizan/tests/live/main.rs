//! Live contexts and calls over sockets, spoken by a client of WebSockets to a running server.

mod application;
mod audiences;
mod calls;
mod guards;
mod limits;
mod pushes;
mod running;
mod shutdown;
