//! What is heard on the bus of the rooms that have members here.

use bytes::Bytes;

use crate::bus::{Position, Presence};
use crate::server::state::Server;

impl Server {
    pub(crate) fn hear_message(&self, room: &str, position: Position, message: Bytes) {
        if let Some(room) = self.rooms().find(room)
            && room.hear(position, message)
        {
            self.start_working(&room);
        }
    }

    /// Hears of somebody on another node. This one knows its own members better.
    pub(crate) fn hear_presence(&self, presence: &Presence) {
        if presence.node != self.link().node()
            && let Some(room) = self.rooms().find(&presence.room)
            && room.hear_presence(presence)
        {
            self.start_working(&room);
        }
    }

    /// Nobody is present by a node that is not there any more.
    pub(crate) fn forget_presences(&self, node: &str) {
        for room in self.rooms().all() {
            if room.forget_node(node) {
                self.start_working(&room);
            }
        }
    }

    /// The bus is back: anything may have been missed.
    pub(crate) fn reopen_rooms(&self) {
        for room in self.rooms().all() {
            if room.reopen() {
                self.start_working(&room);
            }
        }
    }
}
