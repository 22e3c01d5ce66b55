//! The room that a client names.

use std::sync::Arc;

use crate::Error;
use crate::arguments::errors::shorten;
use crate::protocol::live::read::parse;
use crate::server::channels::channel::Channel;
use crate::server::channels::membership::RoomName;
use crate::server::state::Server;

/// The longest name of a room in bytes: every node keeps the names of all rooms.
const LONGEST_NAME: usize = 1024;

/// A room in the words of a client.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'frame> {
    pub(crate) channel: &'frame str,
    /// The parameters as JSON.
    pub(crate) params: &'frame str,
}

/// The room that these words mean.
pub(super) struct Found {
    pub(super) channel: Arc<Channel>,
    /// The name on the bus.
    pub(super) room: String,
    pub(super) name: RoomName,
}

impl Server {
    /// Finds the channel and the name of a room.
    pub(super) fn find_room(&self, wanted: Wanted<'_>) -> Result<Found, Error> {
        let channel = self.find_channel(wanted.channel).ok_or_else(|| {
            let channel = shorten(wanted.channel.to_owned(), 100);
            Error::not_found(format!("There is no channel `{channel}`."))
        })?;
        let params = parse(wanted.params)?;
        let room = channel.room_of(&params);
        if room.len() > LONGEST_NAME {
            return Err(Error::bad_request(format!(
                "The parameters of a room have at most {LONGEST_NAME} bytes. Name it by an id."
            )));
        }
        let name = RoomName { channel: channel.target.name, written: wanted.params.into() };
        Ok(Found { channel: Arc::clone(channel), room, name })
    }
}
