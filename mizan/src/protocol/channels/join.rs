//! A room joined: the answer is what a newcomer sees first. No message that is said after it is missed.

use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::send::bus_lost;
use super::wanted::{Found, Wanted};
use crate::Error;
use crate::bus::Position;
use crate::declared::exchange::Exchange;
use crate::json::write::write_text;
use crate::protocol::envelope::read_envelope;
use crate::protocol::served::Served;
use crate::server::channels::membership::Membership;
use crate::server::channels::room::write_list;
use crate::server::live::socket::Socket;
use crate::server::member::Member;
use crate::server::state::Server;
use crate::timeout::within;

/// The part of an answer that a channel needs.
#[derive(Deserialize)]
struct Answered<'body> {
    #[serde(borrow)]
    result: &'body RawValue,
}

/// The answer to a join, and what has to be done once it is in the outbox.
pub(crate) struct Joined {
    pub(crate) json: Vec<u8>,
    membership: Arc<Membership>,
    /// The messages that a client which comes back has missed.
    missed: Vec<(Position, Bytes)>,
}

impl Joined {
    /// Begins to send messages, after the answer is in the outbox.
    pub(crate) fn begin(self, server: &Server) {
        self.membership.open(self.missed);
        if self.membership.room.start() {
            server.start_working(&self.membership.room);
        }
    }
}

/// A membership that has to be answered. Dropping it without an answer ends it.
struct Joining<'server> {
    server: &'server Server,
    membership: Arc<Membership>,
    /// The membership of the same name before it, which stays present until this one is.
    replaced: Option<Arc<Membership>>,
    has_answer: bool,
}

impl Server {
    /// Joins a room and returns the JSON of the answer. `seq` is the position of the last message that a
    /// client which comes back has got.
    pub(crate) async fn join(
        &self,
        socket: &Arc<Socket>,
        wanted: Wanted<'_>,
        seq: Option<&str>,
    ) -> Result<Joined, Error> {
        let found = self.find_room(wanted)?;
        self.wait_for_bus().await?;
        let who = self.judge_sender(socket, &found.channel).await?;
        let joining = self.enter(socket, &found, who)?;
        let after = seq.and_then(Position::parse);
        let room = &joining.membership.room;
        let missed = self.link().bus().missed(&room.name, after.as_ref()).await;
        let missed = missed.map_err(|error| bus_lost(&error))?;
        let first = self.run_in_room(socket, &found, &found.channel.join).await?;
        if let Some(present) = &found.channel.present {
            let presence = self.run_in_room(socket, &found, present).await?;
            self.load_presences(room).await.map_err(|error| bus_lost(&error))?;
            room.appear(&joining.membership, presence);
        }
        let is_gap = seq.is_some() && (after.is_none() || missed.messages.is_none());
        // The messages that a client has missed follow, and carry its position forward.
        let from = after.filter(|_| !is_gap).unwrap_or_else(|| missed.newest.clone());
        let present = room.answer(&joining.membership, missed.newest);
        let mut json = br#"{"first":"#.to_vec();
        json.extend_from_slice(&first);
        json.extend_from_slice(br#","seq":"#);
        write_text(&from.to_string(), &mut json);
        if found.channel.present.is_some() {
            json.extend_from_slice(br#","present":"#);
            write_list(present.iter(), &mut json);
        }
        json.extend_from_slice(if is_gap { br#","gap":true}"# } else { b"}" });
        let missed = missed.messages.unwrap_or_default();
        joining.finish(json, missed)
    }

    /// Waits a moment for a bus that is not heard.
    async fn wait_for_bus(&self) -> Result<(), Error> {
        let opened = within(self.limits().queue, Box::pin(self.link().opened())).await;
        opened.ok_or_else(|| bus_lost(&"it is not heard"))
    }

    fn enter(
        &self,
        socket: &Arc<Socket>,
        found: &Found,
        who: String,
    ) -> Result<Joining<'_>, Error> {
        let Found { channel, room, name, .. } = found;
        let id = self.hub().next_subscription();
        let membership = self.rooms().enter(room, channel.target.has_presence, |room| {
            let of = (Arc::clone(channel), room);
            Membership::new(id, Arc::clone(socket), name.clone(), of, who)
        });
        let mut joining = Joining { server: self, membership, replaced: None, has_answer: false };
        let most = self.limits().rooms;
        joining.replaced = socket.enter(&joining.membership, most).map_err(|()| {
            Error::too_many_requests(format!(
                "A socket is in at most {most} rooms. Leave one, or raise `rooms_limit`."
            ))
        })?;
        if let Some(replaced) = &joining.replaced {
            replaced.end();
        }
        Ok(joining)
    }

    /// Runs a function of a channel that takes the parameters of the room, and returns its result.
    async fn run_in_room(
        &self,
        socket: &Arc<Socket>,
        found: &Found,
        member: &Member,
    ) -> Result<Bytes, Error> {
        let asking = self.ask(socket).await;
        asking.exchange.enter_room(&found.room);
        let result = self.result_in_room(&asking.exchange, found, member).await;
        socket.caller.learn(&asking).await;
        result
    }

    async fn result_in_room(
        &self,
        exchange: &Arc<Exchange>,
        found: &Found,
        member: &Member,
    ) -> Result<Bytes, Error> {
        let args = &found.name.written;
        let body: Bytes = format!(r#"{{"fn":"{}","args":{args}}}"#, member.function.name).into();
        let outgoing = match self.call(exchange, read_envelope(&body), &body, None, None).await? {
            Served::Whole(outgoing) => outgoing,
            Served::Later(later) => later.await?,
            Served::Lines(_) => return Err(Error::internal("a function of a channel streams")),
        };
        let answered: Answered<'_> = serde_json::from_slice(&outgoing.body)
            .map_err(|error| Error::internal(format!("an answer without a result: {error}")))?;
        Ok(Bytes::copy_from_slice(answered.result.get().as_bytes()))
    }
}

impl Joining<'_> {
    fn finish(mut self, json: Vec<u8>, missed: Vec<(Position, Bytes)>) -> Result<Joined, Error> {
        if !self.membership.socket.holds(&self.membership) {
            return Err(Error::conflict("It was left before it was answered."));
        }
        self.has_answer = true;
        Ok(Joined { json, membership: Arc::clone(&self.membership), missed })
    }
}

impl Drop for Joining<'_> {
    fn drop(&mut self) {
        if let Some(replaced) = &self.replaced {
            self.server.take_out(replaced);
        }
        if !self.has_answer {
            self.membership.socket.leave(&self.membership);
            self.server.take_out(&self.membership);
        }
    }
}
