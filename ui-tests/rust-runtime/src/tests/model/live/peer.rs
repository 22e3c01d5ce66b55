//! A socket of the model, as the server has it, and the frames that are on their way.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use serde_json::Value;

use super::super::server::World;
use super::subscription::SubId;

pub(super) type PeerId = u64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Opening,
    Open,
    /// Until the client has been told that it is closed.
    Closing,
    Closed,
}

/// The end of the client.
#[derive(Default)]
pub(super) struct End {
    pub(super) heard: VecDeque<String>,
    pub(super) is_open: bool,
    pub(super) is_closed: bool,
    pub(super) waker: Option<Waker>,
}

pub(super) struct Peer {
    pub(super) node: usize,
    pub(super) end: Arc<Mutex<End>>,
    state: State,
    /// The frames of the client that have not arrived.
    pub(super) sent: VecDeque<Value>,
    /// The subscriptions by their names.
    pub(super) subscriptions: HashMap<String, SubId>,
    /// Answers and events on their way to the client.
    frames: VecDeque<Value>,
    /// The newest bundle of each subscription, which wait behind them.
    bundles: Vec<(SubId, Value)>,
}

impl Peer {
    pub(super) fn new(node: usize, end: Arc<Mutex<End>>) -> Self {
        Self {
            node,
            end,
            state: State::Opening,
            sent: VecDeque::new(),
            subscriptions: HashMap::new(),
            frames: VecDeque::new(),
            bundles: Vec::new(),
        }
    }

    pub(super) fn is_opening(&self) -> bool {
        self.state == State::Opening
    }

    pub(super) fn is_closing(&self) -> bool {
        self.state == State::Closing
    }

    pub(super) fn is_over(&self) -> bool {
        self.state == State::Closed
    }

    pub(super) fn has_frames(&self) -> bool {
        self.state == State::Open && !(self.frames.is_empty() && self.bundles.is_empty())
    }

    pub(super) fn open(&mut self) {
        self.state = State::Open;
        self.change(|end| end.is_open = true);
    }

    pub(super) fn tell_closed(&mut self) {
        self.state = State::Closed;
        self.change(|end| end.is_closed = true);
    }

    /// The client sends a frame.
    pub(super) fn take(&mut self, frame: &str) {
        if self.state == State::Open {
            self.sent.push_back(serde_json::from_str(frame).unwrap());
        }
    }

    pub(super) fn send(&mut self, frame: Value) {
        if self.state == State::Open {
            self.frames.push_back(frame);
        }
    }

    /// Pushes a bundle, in the place of one that waits.
    pub(super) fn push(&mut self, id: SubId, frame: Value) {
        match self.bundles.iter_mut().find(|(waiting, _)| *waiting == id) {
            Some((_, waiting)) => *waiting = frame,
            None => self.bundles.push((id, frame)),
        }
    }

    /// Lets the next frame arrive: answers and events come before bundles.
    pub(super) fn deliver(&mut self) {
        let frame = self.frames.pop_front().unwrap_or_else(|| self.bundles.remove(0).1);
        self.change(|end| end.heard.push_back(frame.to_string()));
    }

    fn change(&self, change: impl FnOnce(&mut End)) {
        let mut end = self.end.lock().unwrap();
        change(&mut end);
        if let Some(waker) = end.waker.take() {
            waker.wake();
        }
    }
}

impl World {
    /// Ends a socket on the server; the client hears of it later.
    pub(super) fn close(&mut self, peer: PeerId) {
        let Some(it) = self.live.peers.get_mut(&peer) else { return };
        if it.is_over() {
            return;
        }
        it.state = State::Closing;
        it.sent.clear();
        it.frames.clear();
        it.bundles.clear();
        for (_, id) in std::mem::take(&mut it.subscriptions) {
            self.live.subscriptions.remove(&id);
        }
    }

    /// Ends a subscription, with the bundle of it that waits.
    pub(super) fn end_subscription(&mut self, id: SubId) {
        let Some(subscription) = self.live.subscriptions.remove(&id) else { return };
        let Some(peer) = self.live.peers.get_mut(&subscription.peer) else { return };
        peer.bundles.retain(|(waiting, _)| *waiting != id);
        peer.subscriptions.retain(|_, known| *known != id);
    }
}
