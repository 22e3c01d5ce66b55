//! The membership of a socket in a room: what it gets from the moment of its answer on.

use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::channel::Channel;
use super::room::{Item, Room};
use crate::bus::Position;
use crate::server::live::socket::Socket;

/// The items that wait for the answer to a join, or until a caller is known again. A member that misses more
/// joins again.
const MOST_WAITING: usize = 1024;

/// How a client names a room. Two spellings are two memberships.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RoomName {
    pub(crate) channel: &'static str,
    /// The parameters as the client wrote them.
    pub(crate) written: Arc<str>,
}

/// A socket in a room.
pub(crate) struct Membership {
    /// Unique among the subscriptions and memberships of the server.
    pub(crate) id: u64,
    pub(crate) socket: Arc<Socket>,
    pub(crate) name: RoomName,
    pub(crate) room: Arc<Room>,
    pub(crate) channel: Arc<Channel>,
    /// Who the caller was when it joined.
    pub(crate) who: String,
    state: Mutex<State>,
}

struct State {
    stage: Stage,
    /// The message behind which it gets messages.
    from: Option<Position>,
    /// The change of presences behind which it gets changes.
    seen: u64,
    /// `true` while its presence counts among those of the room.
    is_present: bool,
}

/// What becomes of an item.
enum Stage {
    /// The join is not answered: items wait.
    Waiting(Vec<Item>),
    Open,
    /// It cannot be told for a moment whether the caller may stay: items wait.
    Held(Vec<Item>),
    /// Something was dropped. Nothing follows before the client joins again.
    Lagging,
    Ended,
}

impl Membership {
    pub(crate) fn new(
        id: u64,
        socket: Arc<Socket>,
        name: RoomName,
        (channel, room): (Arc<Channel>, Arc<Room>),
        who: String,
    ) -> Self {
        let state =
            State { stage: Stage::Waiting(Vec::new()), from: None, seen: 0, is_present: false };
        Self { id, socket, name, room, channel, who, state: Mutex::new(state) }
    }

    /// `true` once the client knows that it has joined, and until it leaves.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.lock().stage, Stage::Open | Stage::Held(_) | Stage::Lagging)
    }

    /// Sets where its messages and changes of presences begin.
    pub(super) fn begin_behind(&self, from: Position, seen: u64) {
        let mut state = self.lock();
        (state.from, state.seen) = (Some(from), seen);
    }

    /// Takes note that its presence counts, or no longer does. Returns what was so before.
    pub(super) fn set_present(&self, is_present: bool) -> bool {
        std::mem::replace(&mut self.lock().is_present, is_present)
    }

    /// Ends it: nothing is sent any more.
    pub(crate) fn end(&self) {
        self.lock().stage = Stage::Ended;
        self.socket.outbox.forget(self.id);
    }

    /// Begins to send, after the answer is in the outbox: first the messages that the client has missed.
    pub(crate) fn open(&self, missed: Vec<(Position, Bytes)>) {
        let mut state = self.lock();
        let Stage::Waiting(waiting) = &mut state.stage else { return };
        let waiting = take(waiting);
        state.stage = Stage::Open;
        for (position, message) in missed {
            self.send(&mut state, &Item::Message(position, message), &mut None);
        }
        self.send_waiting(&mut state, &waiting);
    }

    /// Lets everything wait until [`resume`](Self::resume).
    pub(crate) fn hold(&self) {
        let mut state = self.lock();
        if matches!(state.stage, Stage::Open) {
            state.stage = Stage::Held(Vec::new());
        }
    }

    /// Sends what has waited, and goes on.
    pub(crate) fn resume(&self) {
        let mut state = self.lock();
        let Stage::Held(waiting) = &mut state.stage else { return };
        let waiting = take(waiting);
        state.stage = Stage::Open;
        self.send_waiting(&mut state, &waiting);
    }

    fn send_waiting(&self, state: &mut State, waiting: &[Item]) {
        for item in waiting {
            self.offer(state, item, &mut None);
        }
        if waiting.len() >= MOST_WAITING {
            self.send(state, &Item::Lagged, &mut None);
        }
    }

    /// Gives it an item that the room has heard. `frame` is the frame of the item in the words of one of
    /// the members.
    pub(crate) fn deliver(&self, item: &Item, frame: &mut Option<(RoomName, Bytes)>) {
        self.offer(&mut self.lock(), item, frame);
    }

    fn offer(&self, state: &mut State, item: &Item, frame: &mut Option<(RoomName, Bytes)>) {
        if let Stage::Waiting(waiting) | Stage::Held(waiting) = &mut state.stage {
            if waiting.len() < MOST_WAITING {
                waiting.push(item.clone());
            }
            return;
        }
        let is_known = match item {
            Item::Message(position, _) => {
                state.from.as_ref().is_some_and(|it| !it.may_precede(position))
            }
            Item::Present(number, _) => *number <= state.seen,
            Item::Lagged => false,
        };
        if !is_known {
            self.send(state, item, frame);
        }
    }

    fn send(&self, state: &mut State, item: &Item, frame: &mut Option<(RoomName, Bytes)>) {
        if !matches!(state.stage, Stage::Open) {
            return;
        }
        let outbox = &self.socket.outbox;
        let has_room = !matches!(item, Item::Lagged) && {
            let bytes = match frame {
                Some((name, bytes)) if *name == self.name => bytes.clone(),
                _ => frame.insert((self.name.clone(), item.frame(&self.name))).1.clone(),
            };
            outbox.say(self.id, bytes)
        };
        if !has_room {
            state.stage = Stage::Lagging;
            outbox.say_last(self.id, Item::Lagged.frame(&self.name));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
