//! A room with members on this server: what was heard in it and is not delivered yet.
//!
//! One task at a time works for a room, so that all of its members see one order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::Mutex as Turn;

use super::membership::{Membership, RoomName};
use super::presences::{Change, Presences};
use crate::bus::{Missed, Position, Presence};
use crate::json::write::write_text;

/// The items that wait to be delivered. More than that, and the members join again.
const MOST_HEARD: usize = 1024;

/// The items that are delivered after one look at who the members are.
const AT_ONCE: usize = 64;

/// A room.
pub(crate) struct Room {
    /// The name on the bus.
    pub(crate) name: Arc<str>,
    state: Mutex<State>,
    /// Held by whoever asks the other nodes who is present.
    pub(crate) loading: Turn<()>,
}

struct State {
    members: Vec<Arc<Membership>>,
    heard: VecDeque<Item>,
    /// The newest message that was heard.
    last: Option<Position>,
    /// `true` if messages may have been missed; then none is taken before the bus was asked.
    is_behind: bool,
    /// `true` if a message was heard while the bus was asked for missed ones.
    has_heard: bool,
    is_working: bool,
    presences: Option<Presences>,
    /// Counts the changes of presences.
    changes: u64,
}

/// An event for the members of a room.
#[derive(Clone)]
pub(crate) enum Item {
    /// The payload is an object: `{"fn":…,"message":…}`.
    Message(Position, Bytes),
    Present(u64, Arc<Change>),
    Lagged,
}

/// What the task of a room does next.
pub(crate) enum Work {
    /// Asks the bus for the messages behind a position.
    CatchUp(Option<Position>),
    /// Asks the bus who is present.
    Load,
    /// Tells the bus of a member.
    Tell(String, Option<Bytes>),
    Deliver(Vec<Item>, Vec<Arc<Membership>>),
    /// There is nothing to do: the task ends.
    Rest,
}

impl Room {
    pub(super) fn new(name: Arc<str>, has_presence: bool) -> Self {
        let state = State {
            members: Vec::new(),
            heard: VecDeque::new(),
            last: None,
            is_behind: false,
            has_heard: false,
            is_working: false,
            presences: has_presence.then(Presences::new),
            changes: 0,
        };
        Self { name, state: Mutex::new(state), loading: Turn::new(()) }
    }

    /// Adds a member, which gets everything that is heard from now on.
    pub(super) fn enter(&self, membership: &Arc<Membership>) {
        self.lock().members.push(Arc::clone(membership));
    }

    /// Takes note of how a member appears.
    pub(crate) fn appear(&self, membership: &Membership, presence: Bytes) {
        if let Some(presences) = &mut self.lock().presences
            && !membership.set_present(true)
        {
            presences.enter(&membership.who, presence);
        }
    }

    /// Takes a member out. `true` if the caller has to start the task.
    pub(crate) fn leave(&self, membership: &Membership) -> bool {
        membership.end();
        let mut state = self.lock();
        state.members.retain(|it| it.id != membership.id);
        if membership.set_present(false)
            && let Some(presences) = &mut state.presences
        {
            presences.leave(&membership.who);
        }
        state.start()
    }

    /// The presences for the answer to a join, behind which the member gets messages and changes.
    /// `newest` is the newest message at the beginning of the join.
    pub(crate) fn answer(&self, membership: &Membership, newest: Position) -> Vec<Bytes> {
        let mut state = self.lock();
        state.settle();
        state.last.get_or_insert_with(|| newest.clone());
        membership.begin_behind(newest, state.changes);
        state.presences.iter().flat_map(Presences::shown).cloned().collect()
    }

    /// Takes note of a message. `true` if the caller has to start the task.
    pub(crate) fn hear(&self, position: Position, message: Bytes) -> bool {
        let mut state = self.lock();
        if state.is_behind {
            state.has_heard = true;
            return state.start();
        }
        state.add(position, message);
        state.start()
    }

    /// Takes note of who is present on another node.
    pub(crate) fn hear_presence(&self, presence: &Presence) -> bool {
        let mut state = self.lock();
        let Some(presences) = &mut state.presences else { return false };
        presences.hear(presence);
        state.start()
    }

    /// Takes note that a node is not there any more.
    pub(crate) fn forget_node(&self, node: &str) -> bool {
        let mut state = self.lock();
        let Some(presences) = &mut state.presences else { return false };
        presences.forget_node(node);
        state.start()
    }

    /// Takes note that anything may have been missed.
    pub(crate) fn reopen(&self) -> bool {
        let mut state = self.lock();
        state.is_behind = state.last.is_some();
        if let Some(presences) = &mut state.presences {
            presences.reopen();
        }
        state.start()
    }

    /// `true` if the caller has to start the task.
    pub(crate) fn start(&self) -> bool {
        self.lock().start()
    }

    /// What the task does next.
    pub(crate) fn next(&self) -> Work {
        let mut state = self.lock();
        state.settle();
        if !state.heard.is_empty() {
            let count = state.heard.len().min(AT_ONCE);
            let items = state.heard.drain(..count).collect();
            return Work::Deliver(items, state.members.clone());
        }
        if state.is_behind {
            state.has_heard = false;
            return Work::CatchUp(state.last.clone());
        }
        if let Some(presences) = &mut state.presences {
            if presences.must_load() {
                return Work::Load;
            }
            if let Some((member, presence)) = presences.next_untold() {
                return Work::Tell(member, presence);
            }
        }
        state.is_working = false;
        Work::Rest
    }

    /// Takes the messages that were missed.
    pub(crate) fn catch_up(&self, missed: Missed) {
        let mut state = self.lock();
        state.is_behind = state.has_heard;
        match missed.messages {
            Some(messages) => {
                for (position, message) in messages {
                    state.add(position, message);
                }
            }
            None => {
                state.last = Some(missed.newest);
                state.lag();
            }
        }
    }

    /// Runs with the presences, if the members see each other.
    pub(crate) fn with_presences<T>(&self, run: impl FnOnce(&mut Presences) -> T) -> Option<T> {
        self.lock().presences.as_mut().map(run)
    }

    /// `true` if nobody is in the room, and nothing has to be done for it.
    pub(super) fn is_empty(&self) -> bool {
        let state = self.lock();
        let is_silent = state.presences.as_ref().is_none_or(Presences::is_silent);
        state.members.is_empty() && is_silent && !state.is_working
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn start(&mut self) -> bool {
        !std::mem::replace(&mut self.is_working, true)
    }

    fn add(&mut self, position: Position, message: Bytes) {
        if self.last.as_ref().is_some_and(|last| !last.may_precede(&position)) {
            return;
        }
        self.last = Some(position.clone());
        if self.heard.len() >= MOST_HEARD {
            return self.lag();
        }
        self.heard.push_back(Item::Message(position, message));
    }

    /// Drops what waits, and lets the members join again.
    fn lag(&mut self) {
        self.heard.retain(|item| matches!(item, Item::Present(..)));
        self.heard.push_back(Item::Lagged);
    }

    /// Adds the change of presences to what was heard. It waits where too much was.
    fn settle(&mut self) {
        if self.heard.len() < MOST_HEARD
            && let Some(presences) = &mut self.presences
            && let Some(change) = presences.settle()
        {
            self.changes += 1;
            self.heard.push_back(Item::Present(self.changes, Arc::new(change)));
        }
    }
}

impl Item {
    /// The frame for a member that names the room so.
    pub(super) fn frame(&self, name: &RoomName) -> Bytes {
        let event = match self {
            Self::Message(..) => "message",
            Self::Present(..) => "present",
            Self::Lagged => "lagged",
        };
        let mut frame = open_frame(event, name);
        match self {
            Self::Message(position, payload) => {
                frame.extend_from_slice(br#","seq":"#);
                write_text(&position.to_string(), &mut frame);
                frame.push(b',');
                frame.extend_from_slice(payload.strip_prefix(b"{").unwrap_or(payload));
            }
            Self::Present(_, change) => {
                for (key, presences) in [("joined", &change.joined), ("left", &change.left)] {
                    if !presences.is_empty() {
                        frame.extend_from_slice(format!(r#","{key}":"#).as_bytes());
                        write_list(presences.iter(), &mut frame);
                    }
                }
                frame.push(b'}');
            }
            Self::Lagged => frame.push(b'}'),
        }
        frame.into()
    }
}

/// The beginning of the frame of an event.
pub(crate) fn open_frame(event: &str, name: &RoomName) -> Vec<u8> {
    let mut frame = format!(r#"{{"event":"{event}","channel":"#).into_bytes();
    write_text(name.channel, &mut frame);
    frame.extend_from_slice(br#","params":"#);
    frame.extend_from_slice(name.written.as_bytes());
    frame
}

/// Writes values that are JSON as a list.
pub(crate) fn write_list<'json>(values: impl Iterator<Item = &'json Bytes>, json: &mut Vec<u8>) {
    json.push(b'[');
    for (index, value) in values.enumerate() {
        if index > 0 {
            json.push(b',');
        }
        json.extend_from_slice(value);
    }
    json.push(b']');
}
