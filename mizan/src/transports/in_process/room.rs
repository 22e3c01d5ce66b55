//! A room of a channel: what is said in it, who is there, and the functions by which a member speaks.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::Connected;
use super::failure::Failure;
use super::live::wait;
use super::reply::Reply;
use super::routes::{Frames, key_of};

/// A room that the client is in, until it is dropped.
pub struct Room {
    connected: Arc<Connected>,
    of: Value,
    joined: Value,
    events: Frames,
}

/// What happens in a room.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RoomEvent {
    /// A message, by the function that has sent it.
    Message {
        /// The function.
        function: String,
        /// The message as JSON.
        message: Value,
    },
    /// Members have come or gone.
    Present {
        /// Those who have come.
        joined: Vec<Value>,
        /// Those who have gone.
        left: Vec<Value>,
    },
    /// Messages may be missing: join again.
    Lagged,
}

impl Room {
    pub(super) async fn join(
        connected: &Arc<Connected>,
        channel: &str,
        params: Value,
    ) -> Result<Self, Failure> {
        let of = json!({"channel": channel, "params": params});
        let events = connected.routes.events(key_of(&of));
        let joined = connected.ask(with(&of, "join")).await?;
        Ok(Self { connected: Arc::clone(connected), of, joined, events })
    }

    /// What the function that lets members in has answered.
    ///
    /// # Errors
    ///
    /// That of serde, if it does not fit the type.
    pub fn first<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        T::deserialize(&self.joined["first"])
    }

    /// The members that were there, as JSON.
    pub fn present(&self) -> &[Value] {
        self.joined["present"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    /// Speaks: calls a function of the channel. The message comes back by [`Room::next`], like those of others.
    ///
    /// # Errors
    ///
    /// The failure that a client gets.
    pub async fn send(&self, function: &str, arguments: impl Serialize) -> Result<Reply, Failure> {
        let mut request = with(&self.of, "send");
        request["fn"] = function.into();
        request["args"] =
            serde_json::to_value(arguments).map_err(|error| Failure::local(error.to_string()))?;
        self.connected.ask(request).await.map(Reply)
    }

    /// Waits for what happens next.
    ///
    /// # Errors
    ///
    /// What has ended the membership; and `NETWORK` if nothing comes within 10 seconds.
    pub async fn next(&mut self) -> Result<RoomEvent, Failure> {
        let mut frame = wait(&mut self.events, &self.of).await?;
        if let Some(error) = frame.get_mut("error") {
            return Err(Failure::read(error.take()));
        }
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        Ok(match frame["event"].as_str() {
            Some("message") => RoomEvent::Message {
                function: frame["fn"].as_str().unwrap_or_default().to_owned(),
                message: frame["message"].take(),
            },
            Some("present") => {
                RoomEvent::Present { joined: list(&frame["joined"]), left: list(&frame["left"]) }
            }
            _ => RoomEvent::Lagged,
        })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.connected.send_later(with(&self.of, "leave"));
    }
}

/// A request about a room.
fn with(of: &Value, action: &str) -> Value {
    let mut request = of.clone();
    request["action"] = action.into();
    request
}
