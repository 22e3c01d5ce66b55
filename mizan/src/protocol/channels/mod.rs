//! Channels: joining a room, speaking in it, and hearing what everybody says there.

mod deliver;
mod hear;
pub(crate) mod join;
mod judge;
mod leave;
pub(crate) mod send;
mod server;
pub(crate) mod wanted;
