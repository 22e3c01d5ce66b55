//! A subscribed instance of one socket, as its node knows it.

use serde_json::Value;

use super::super::reading::Asked;
use super::peer::PeerId;

pub(super) type SubId = u64;

pub(super) struct Subscription {
    pub(super) asked: Asked,
    /// The instance in the words of the client, which every event repeats.
    pub(super) instance: Value,
    pub(super) peer: PeerId,
    pub(super) node: usize,
    /// Who was signed in when it began.
    pub(super) person: u32,
    /// Nothing is pushed before the subscription is answered.
    pub(super) is_answered: bool,
    /// The name of the bundle that was sent last.
    pub(super) h: Option<String>,
    /// The reads that have begun.
    pub(super) begun: u32,
    is_stale: bool,
    is_reading: bool,
}

impl Subscription {
    pub(super) fn new(
        (asked, instance): (Asked, Value),
        peer: PeerId,
        node: usize,
        person: u32,
    ) -> Self {
        Self {
            asked,
            instance,
            peer,
            node,
            person,
            is_answered: false,
            h: None,
            begun: 0,
            is_stale: false,
            is_reading: false,
        }
    }

    /// Takes note of a change; true if somebody has to begin to read.
    pub(super) fn make_stale(&mut self) -> bool {
        self.is_stale = true;
        !std::mem::replace(&mut self.is_reading, true)
    }

    pub(super) fn begin_read(&mut self) {
        self.is_stale = false;
        self.is_reading = true;
        self.begun += 1;
    }

    /// Ends a read; true if there is another one to do.
    pub(super) fn end_read(&mut self) -> bool {
        self.is_reading = self.is_stale;
        self.is_stale
    }

    /// Is answered by what the read of that number has seen; true if there is something newer to read.
    pub(super) fn answer(&mut self, begun: u32, h: Option<String>) -> bool {
        self.is_answered = true;
        self.h = h;
        let is_behind = self.begun > begun || self.is_stale;
        is_behind && self.make_stale()
    }
}
