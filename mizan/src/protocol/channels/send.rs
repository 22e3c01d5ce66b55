//! A member speaks: the function runs like any mutation, and its result goes to everyone in the room.

use std::fmt::Display;
use std::sync::Arc;

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::wanted::{Found, Wanted};
use crate::bus::Position;
use crate::declared::channel::RoleKind;
use crate::declared::exchange::Exchange;
use crate::json::write::write_text;
use crate::protocol::envelope::{check_object, read_envelope};
use crate::protocol::served::Served;
use crate::server::live::socket::Socket;
use crate::server::member::Member;
use crate::server::state::Server;
use crate::{Code, Error};

/// The largest message in bytes.
const LARGEST: usize = 256 * 1024;

/// What a member says.
pub(crate) struct Spoken<'frame> {
    pub(crate) function: Option<&'frame str>,
    /// The arguments without those that name the room, as JSON.
    pub(crate) args: &'frame str,
    pub(crate) mounted: Option<&'frame str>,
    /// The idempotency key.
    pub(crate) key: Option<&'frame str>,
}

/// The error of whatever needs a bus that cannot be reached.
pub(super) fn bus_lost(reason: &dyn Display) -> Error {
    tracing::warn!(%reason, "a channel waits for the bus");
    Error::new(Code::Unavailable, "The rooms cannot be reached at the moment. Try again later.")
}

impl Server {
    /// Speaks in a room that the socket has joined, and returns the JSON of the answer.
    pub(crate) async fn send_in(
        &self,
        socket: &Arc<Socket>,
        wanted: Wanted<'_>,
        spoken: Spoken<'_>,
    ) -> Result<Vec<u8>, Error> {
        let found = self.find_room(wanted)?;
        let function = self.find_speaker(&found, spoken.function)?;
        if !socket.is_in(&found.room) {
            return Err(Error::forbidden(
                "Only members speak in a room. Join it first: `{\"action\": \"join\", …}`.",
            ));
        }
        if !self.link().is_open() {
            return Err(bus_lost(&"it is not heard"));
        }
        let envelope = write_envelope(function, &found, &spoken)?;
        let asking = self.ask(socket).await;
        asking.exchange.enter_room(&found.room);
        let served =
            self.call(&asking.exchange, read_envelope(&envelope), &envelope, None, None).await;
        socket.caller.learn(&asking).await;
        match served? {
            Served::Whole(outgoing) => Ok(outgoing.body.to_vec()),
            Served::Later(later) => later.await.map(|outgoing| outgoing.body.to_vec()),
            Served::Lines(_) => Err(Error::internal("a function of a channel streams")),
        }
    }

    /// The function of the channel that a frame names.
    fn find_speaker(&self, found: &Found, name: Option<&str>) -> Result<&'static str, Error> {
        let channel = found.channel.target.name;
        let name = name.ok_or_else(|| {
            Error::bad_request(r#"Write which function: `{"fn": "say", "args": {…}}`."#)
        })?;
        let member = self.find_function(name);
        let speaks = member.and_then(|member| {
            let role = member.function.role.as_ref()?;
            (role.kind == RoleKind::Send && role.channel.name == channel)
                .then_some(member.function.name)
        });
        speaks.ok_or_else(|| {
            let name = crate::arguments::errors::shorten(name.to_owned(), 100);
            Error::not_found(format!(
                "The channel `{channel}` has no function `{name}` by which members speak."
            ))
        })
    }

    /// Sends the result of a function, behind the first bytes of its reply, to everyone in its room. The
    /// position of the message is awaited before the function is answered.
    pub(crate) fn speak(&self, member: &Member, exchange: &Exchange, prefix: usize) {
        let Some(room) = exchange.room() else { return };
        let (sender, said) = oneshot::channel();
        if let Ok(mut slot) = room.said.try_lock() {
            *slot = Some(said);
        }
        let message = exchange.reply.copy_behind(prefix);
        if message.len() > LARGEST {
            let error = Error::payload_too_large(format!(
                "The message is larger than {LARGEST} bytes, so that nobody has heard it. Send what it \
                 is about, and let the members read the rest."
            ));
            let _ = sender.send(Err(error.with_unknown_outcome()));
            return;
        }
        let payload = payload(Some(member.function.name), &message);
        let (server, room) = (self.clone(), Arc::clone(&room.name));
        // In a task of its own, so that the message is sent even if the caller has left.
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            let told = server.link().bus().publish(&room, payload).await;
            // It fails where the caller has left.
            let _ = sender.send(told.map_err(|error| bus_lost(&error).with_unknown_outcome()));
        });
    }

    /// Writes the position of the message that a function said.
    pub(crate) async fn write_position(
        &self,
        exchange: &Exchange,
        body: &mut Vec<u8>,
    ) -> Result<(), Error> {
        let Some(room) = exchange.room() else { return Ok(()) };
        let Some(said) = room.said.lock().await.take() else { return Ok(()) };
        let position: Position = said
            .await
            .unwrap_or_else(|_| Err(bus_lost(&"the server goes down").with_unknown_outcome()))?;
        body.extend_from_slice(br#","seq":"#);
        write_text(&position.to_string(), body);
        Ok(())
    }
}

/// The payload of a message on the bus. The server itself speaks by no function.
pub(super) fn payload(function: Option<&str>, message: &[u8]) -> Bytes {
    let mut payload = vec![b'{'];
    if let Some(function) = function {
        payload.extend_from_slice(br#""fn":"#);
        write_text(function, &mut payload);
        payload.push(b',');
    }
    payload.extend_from_slice(br#""message":"#);
    payload.extend_from_slice(message);
    payload.push(b'}');
    payload.into()
}

/// The envelope of the call: the arguments of the frame, and the parameters of the room.
fn write_envelope(function: &str, found: &Found, spoken: &Spoken<'_>) -> Result<Bytes, Error> {
    check_object(spoken.args)?;
    let mut envelope = format!(r#"{{"fn":"{function}","args":"#).into_bytes();
    envelope.extend_from_slice(&join_objects(&found.name.written, spoken.args));
    if let Some(mounted) = spoken.mounted {
        envelope.extend_from_slice(br#","mounted":"#);
        envelope.extend_from_slice(mounted.as_bytes());
    }
    if let Some(key) = spoken.key {
        envelope.extend_from_slice(br#","key":"#);
        write_text(key, &mut envelope);
    }
    envelope.push(b'}');
    Ok(envelope.into())
}

/// One JSON object of the members of two. A member of both is found when the arguments are read.
fn join_objects(one: &str, other: &str) -> Vec<u8> {
    let inside = |object: &str| {
        let inside = object.trim().strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        inside.unwrap_or_default().trim().to_owned()
    };
    let (one, other) = (inside(one), inside(other));
    let comma = if one.is_empty() || other.is_empty() { "" } else { "," };
    format!("{{{one}{comma}{other}}}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_joined() {
        let joined = |one, other| String::from_utf8(join_objects(one, other)).unwrap();
        assert_eq!(joined(r#"{"a":1}"#, r#" { "b" : {} } "#), r#"{"a":1,"b" : {}}"#);
        assert_eq!(joined("{}", r#"{"b":2}"#), r#"{"b":2}"#);
        assert_eq!(joined(r#"{"a":1}"#, "{ }"), r#"{"a":1}"#);
    }
}
