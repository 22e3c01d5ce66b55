//! The engines of the bus, each on its real server.

mod hearing;
mod member;
mod memory;
mod node;
mod postgres;
mod processes;
mod proxy;
mod redis;
mod rooms;
