//! Channels: their functions, the rooms that have members on this server, and who is present in them.

pub(crate) mod channel;
pub(crate) mod membership;
pub(crate) mod presences;
pub(crate) mod room;
pub(crate) mod rooms;
