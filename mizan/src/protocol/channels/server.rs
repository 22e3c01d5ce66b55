//! What the application itself does with rooms: it speaks in them, and asks who is there.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use super::send::{bus_lost, payload};
use crate::Error;
use crate::declared::channel::Channel;
use crate::json::write::to_json;
use crate::server::channels::channel::room_named;
use crate::server::state::Server;

impl Server {
    /// Sends a message to everyone in a room, on all nodes. It returns when the bus has taken it.
    ///
    /// ```no_run
    /// # #[derive(serde::Serialize, serde::Deserialize, mizan::Type)]
    /// # pub struct Line { pub text: String }
    /// # #[derive(mizan::Channel)]
    /// # #[mizan(message = Line)]
    /// # pub struct Chat { pub room: String }
    /// async fn announce(api: &mizan::Server) -> Result<(), mizan::Error> {
    ///     let line = Line { text: "closing in five minutes".to_owned() };
    ///     api.send(&Chat { room: "lobby".to_owned() }, &line).await
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` if the bus cannot be reached; `INTERNAL_ERROR` for a message without JSON.
    pub async fn send<C: Channel>(&self, room: &C, message: &C::Message) -> Result<(), Error> {
        let json = to_json(message).map_err(Error::internal)?;
        let (room, payload) = (room_named(room), payload(None, json.as_bytes()));
        let told = self.link().bus().publish(&room, payload).await;
        told.map(drop).map_err(|error| bus_lost(&error))
    }

    /// The members of a room, on all nodes: one presence for each identity, and one for each socket
    /// without any.
    ///
    /// ```no_run
    /// # #[derive(serde::Serialize, serde::Deserialize, mizan::Type)]
    /// # pub struct Visitor { pub name: String }
    /// # #[derive(mizan::Channel)]
    /// # #[mizan(message = String, presence = Visitor)]
    /// # pub struct Chat { pub room: String }
    /// async fn count(api: &mizan::Server, room: String) -> Result<usize, mizan::Error> {
    ///     Ok(api.members(&Chat { room }).await?.len())
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    ///
    /// `UNAVAILABLE` if the bus cannot be reached.
    pub async fn members<C>(&self, room: &C) -> Result<Vec<C::Presence>, Error>
    where
        C: Channel<Presence: DeserializeOwned>,
    {
        let name = room_named(room);
        let present = self.link().bus().present(&name).await.map_err(|error| bus_lost(&error))?;
        let members: BTreeMap<String, _> =
            present.into_iter().filter_map(|it| Some((it.member, it.data?))).collect();
        let read = |json: &bytes::Bytes| serde_json::from_slice(json).map_err(Error::internal);
        members.values().map(read).collect()
    }
}
