//! The task of a room: it delivers what was heard to all members in one order, asks the bus for what was
//! missed, and tells it who is present.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream;
use tokio::time::sleep;

use crate::bus::{BusError, Position, Presence};
use crate::server::channels::membership::Membership;
use crate::server::channels::room::{Item, Room, Work};
use crate::server::state::Server;
use crate::timeout::within;

/// The number of members that are asked at a time who they are: an answer may come from a database.
const ASKED_AT_ONCE: usize = 64;

/// How long one who is asked keeps the others from what was said.
const PATIENCE: Duration = Duration::from_millis(250);

/// The pause after the bus could not do something.
const PAUSE: Duration = Duration::from_millis(500);

impl Server {
    /// Works for a room until there is nothing to do.
    pub(super) fn start_working(&self, room: &Arc<Room>) {
        let Some(runtime) = self.hub().runtime() else { return };
        let (server, room) = (self.clone(), Arc::clone(room));
        runtime.spawn(async move {
            while let Some(done) = server.work_once(&room).await {
                if let Err(error) = done {
                    tracing::warn!(room = &*room.name, %error, "a room waits for the bus");
                    sleep(PAUSE).await;
                }
            }
            server.rooms().forget_if_empty(&room);
        });
    }

    /// Does the next thing; `None` if there is none.
    async fn work_once(&self, room: &Arc<Room>) -> Option<Result<(), BusError>> {
        Some(match room.next() {
            Work::Deliver(items, members) => {
                self.deliver_items(&items, members).await;
                Ok(())
            }
            Work::CatchUp(after) => self.catch_up(room, after.as_ref()).await,
            Work::Load => self.load_presences(room).await,
            Work::Tell(member, presence) => self.tell(room, member, presence).await,
            Work::Rest => return None,
        })
    }

    async fn deliver_items(&self, items: &[Item], members: Vec<Arc<Membership>>) {
        let settle = async |membership| self.settle_soon(&membership).await.then_some(membership);
        let settled = stream::iter(members).map(settle).buffered(ASKED_AT_ONCE);
        let settled: Vec<Option<Arc<Membership>>> = settled.collect().await;
        for item in items {
            let mut frame = None;
            for membership in settled.iter().flatten() {
                membership.deliver(item, &mut frame);
            }
        }
    }

    /// Asks whether a membership may go on; `false` if it may not. One who has to be looked up for long is held,
    /// so that the others need not wait.
    async fn settle_soon(&self, membership: &Arc<Membership>) -> bool {
        if !self.must_look_up(membership) {
            return self.settle_member(membership).await.is_ok();
        }
        membership.hold();
        let (server, asked) = (self.clone(), Arc::clone(membership));
        let asking = tokio::spawn(async move { server.settle_member(&asked).await });
        within(PATIENCE, asking).await.is_none_or(|settled| settled.is_ok_and(|it| it.is_ok()))
    }

    async fn catch_up(&self, room: &Room, after: Option<&Position>) -> Result<(), BusError> {
        let missed = self.link().bus().missed(&room.name, after).await?;
        room.catch_up(missed);
        Ok(())
    }

    /// Asks the bus who is present in a room, unless that is known.
    pub(super) async fn load_presences(&self, room: &Room) -> Result<(), BusError> {
        let _turn = room.loading.lock().await;
        let must_load = room.with_presences(|presences| {
            let must_load = presences.must_load();
            if must_load {
                presences.begin_load();
            }
            must_load
        });
        if must_load != Some(true) {
            return Ok(());
        }
        let loading = Loading { server: self, room, answer: None };
        let answer = self.link().bus().present(&room.name).await;
        answer.map(|answer| loading.end(answer))
    }

    async fn tell(&self, room: &Room, member: String, data: Option<Bytes>) -> Result<(), BusError> {
        let presence = Presence {
            room: room.name.to_string(),
            member: member.clone(),
            node: self.link().node().to_owned(),
            data: data.clone(),
        };
        let told = self.link().bus().appear(presence).await;
        room.with_presences(|presences| presences.told(member, data, told.is_ok()));
        told
    }
}

/// A question to the bus who is present. Dropping it without an answer lets it be asked again.
struct Loading<'load> {
    server: &'load Server,
    room: &'load Room,
    answer: Option<Vec<Presence>>,
}

impl Loading<'_> {
    fn end(mut self, answer: Vec<Presence>) {
        self.answer = Some(answer);
    }
}

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        let (answer, node) = (self.answer.take(), self.server.link().node());
        self.room.with_presences(|presences| presences.end_load(answer, node));
    }
}
