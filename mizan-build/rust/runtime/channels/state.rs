//! The state of a room, as an application sees it.

use std::sync::Arc;

use super::super::error::Error;

/// Whether the user is in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RoomStatus {
    /// The server is asked.
    #[default]
    Joining,
    /// Every message comes.
    Joined,
    /// The connection is lost, and what is missed comes later.
    Waiting,
    /// The server has refused, and the error says why.
    Failed,
}

/// What is known of a room.
#[derive(Debug)]
pub struct RoomState<First, Message, Presence> {
    /// Whether the user is in the room.
    pub status: RoomStatus,
    /// What the server has shown first; none before.
    pub first: Option<Arc<First>>,
    /// The messages since then, oldest first: the newest 256 of them.
    pub messages: Vec<Arc<Message>>,
    /// The members who are there.
    pub present: Vec<Arc<Presence>>,
    /// Why the server has refused, or what of it cannot be read.
    pub error: Option<Arc<Error>>,
}
