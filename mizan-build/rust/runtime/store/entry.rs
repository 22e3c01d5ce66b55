//! An entry: the data of one address, when they were asked for, and what is shown of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use futures_util::future::AbortHandle;
use serde_json::Value;

use super::super::error::Error;
use super::super::live::links::Link;
use super::address::Address;
use super::core::Moment;
use super::names::names_of;
use super::order::Write;

/// Tells the entries of a store apart; a later one has a greater number.
pub(crate) type EntryId = u64;

/// Tells the readers, reads and calls of a store apart.
pub(crate) type Id = u64;

/// The results of a bundle, by member.
pub(crate) type Slots = BTreeMap<&'static str, Arc<Value>>;

/// The name of the whole among the failures of an entry, besides those of its members.
pub(crate) const WHOLE: &str = "";

/// A request for a bundle, not answered yet.
pub(crate) struct Read {
    pub(crate) id: Id,
    /// The moment it was sent; `NEVER` while it waits to be.
    pub(crate) sent_at: Moment,
    /// The moment of its last attempt.
    pub(crate) tried_at: Moment,
    pub(crate) abort: AbortHandle,
    /// Why its last attempt failed, which another one follows.
    pub(crate) failure: Option<Arc<Error>>,
}

/// An error, and the moment that its request was sent.
#[derive(Clone)]
pub(crate) struct Failed {
    pub(crate) error: Arc<Error>,
    pub(crate) sent_at: Moment,
}

/// The state of an instance, or of one member of it, as an observer sees it.
#[derive(Clone)]
pub(crate) struct View {
    /// The data, once all of them are known.
    pub(crate) data: Option<Slots>,
    pub(crate) refreshing: bool,
    pub(crate) error: Option<Arc<Error>>,
    /// Why the read that is under way has failed so far.
    pub(crate) retrying: Option<Arc<Error>>,
    /// Tells the data of one session from those of the next.
    pub(crate) session: u64,
}

impl View {
    /// True if nothing has changed: equal data are the same data.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        is_same_data(self.data.as_ref(), other.data.as_ref())
            && self.refreshing == other.refreshing
            && is_same_error(self.error.as_ref(), other.error.as_ref())
            && is_same_error(self.retrying.as_ref(), other.retrying.as_ref())
            && self.session == other.session
    }
}

/// True if two states show the same data.
pub(crate) fn is_same_data(data: Option<&Slots>, other: Option<&Slots>) -> bool {
    match (data, other) {
        (None, None) => true,
        (Some(slots), Some(others)) => {
            let is_same = |((name, value), (other, known)): ((&&str, &Arc<Value>), _)| {
                name == other && Arc::ptr_eq(value, known)
            };
            slots.len() == others.len() && slots.iter().zip(others).all(is_same)
        }
        _ => false,
    }
}

fn is_same_error(error: Option<&Arc<Error>>, other: Option<&Arc<Error>>) -> bool {
    match (error, other) {
        (None, None) => true,
        (Some(error), Some(other)) => Arc::ptr_eq(error, other),
        _ => false,
    }
}

/// The data of one address.
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) address: Address,
    /// What the targets of invalidations call it, also by its parameters in the server's normal form.
    pub(crate) names: Vec<String>,
    /// The data of the server.
    pub(crate) base: Slots,
    /// The data that are shown: the base under the optimistic layers.
    pub(crate) shown: Slots,
    /// The data or the layers have changed since `shown` was computed.
    pub(crate) is_dirty: bool,
    /// The payloads that make up the base, by slot.
    pub(crate) writes: BTreeMap<&'static str, Vec<Write>>,
    /// The errors of members, by slot; that of the whole by `WHOLE`.
    pub(crate) failures: BTreeMap<&'static str, Failed>,
    /// The server's name for the bundle that is the base; none once something else has written to it.
    pub(crate) h: Option<String>,
    /// The data are as true as a read sent at this moment; 0 if there are none.
    pub(crate) sent_at: Moment,
    pub(crate) invalidated_at: Moment,
    /// The last moment that a payload was added to the base.
    pub(crate) landed_at: Moment,
    /// A bundle has landed.
    pub(crate) is_landed: bool,
    pub(crate) reads: Vec<Read>,
    /// The readers, and how each that waits is woken.
    pub(crate) readers: BTreeMap<Id, Option<Waker>>,
    /// When it goes, while it has no readers.
    pub(crate) idle_until: Option<Duration>,
    /// The moment of its subscription, while the server pushes each change: all that it pushes is newer.
    pub(crate) subscribed_at: Option<Moment>,
    /// It is kept true by a socket.
    pub(crate) link: Option<Link>,
}

impl Entry {
    pub(crate) fn new(address: Address) -> Self {
        Self {
            key: address.key(),
            names: names_of(&address),
            address,
            base: Slots::new(),
            shown: Slots::new(),
            is_dirty: true,
            writes: BTreeMap::new(),
            failures: BTreeMap::new(),
            h: None,
            sent_at: 0,
            invalidated_at: 0,
            landed_at: 0,
            is_landed: false,
            reads: Vec::new(),
            readers: BTreeMap::new(),
            idle_until: None,
            subscribed_at: None,
            link: None,
        }
    }

    pub(crate) fn is_active(&self) -> bool {
        !self.readers.is_empty()
    }

    /// There are no data, or an invalidation is later than the send of the read that supplied them.
    pub(crate) fn is_stale(&self) -> bool {
        self.sent_at == 0 || self.invalidated_at > self.sent_at
    }

    /// A new reader makes the entry be read.
    pub(crate) fn is_due(&self) -> bool {
        self.is_stale() || !self.failures.is_empty()
    }

    /// The view of the whole, or of one member.
    pub(crate) fn view(&self, member: Option<&'static str>, session: u64) -> View {
        let slots: Vec<&'static str> = match member {
            Some(member) => vec![member],
            None => self.address.members().iter().map(|member| member.name).collect(),
        };
        let value_of = |slot: &&'static str| Some((*slot, Arc::clone(self.shown.get(slot)?)));
        let data: Option<Slots> = slots.iter().map(value_of).collect();
        let failed = [WHOLE].iter().chain(&slots).find_map(|slot| self.failures.get(slot));
        View {
            refreshing: data.is_some() && !self.reads.is_empty(),
            data,
            error: failed.map(|failed| Arc::clone(&failed.error)),
            retrying: self.reads.last().and_then(|read| read.failure.clone()),
            session,
        }
    }

    /// Forgets all data, because the session they were read in is over.
    pub(crate) fn reset(&mut self) {
        // An answer that was sent before it may lack what has landed since.
        self.invalidated_at = self.invalidated_at.max(self.landed_at);
        self.is_dirty = true;
        self.base.clear();
        self.writes.clear();
        self.sent_at = 0;
        self.landed_at = 0;
        self.is_landed = false;
        self.forgive_all();
    }

    /// Forgets the errors, and the name of the bundle that the same errors would be found equal to.
    pub(crate) fn forgive_all(&mut self) {
        self.failures.clear();
        self.h = None;
    }

    /// A payload ends the error of what was sent before it.
    pub(crate) fn forgive(&mut self, slot: &str, sent_at: Moment) {
        if self.failures.get(slot).is_some_and(|failed| failed.sent_at <= sent_at) {
            self.failures.remove(slot);
        }
    }
}
