//! The state that all parts of one store share, and what is to be done once it is unlocked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::task::Waker;
use std::time::Duration;

use futures_util::future::AbortHandle;

use super::super::channels::membership::Rooms;
use super::super::live::connection::Connection;
use super::super::live::links::Links;
use super::super::send::{BoxFuture, MaybeSend};
use super::entry::{Entry, EntryId, Id};
use super::handle::Store;
use super::optimism::{Layer, fold};
use super::options::Options;

/// A moment of logical time: every send, invalidation and landing has a later one.
pub(crate) type Moment = u64;

/// The moment of what has yet to happen.
pub(crate) const NEVER: Moment = Moment::MAX;

/// Half of the time between two events: later than one, and earlier than the next.
pub(crate) const HALF: Moment = 1;

/// Something that is done once the state is unlocked.
type Effect = Box<dyn Effectful>;

/// A closure that may cross threads where there are any.
pub(crate) trait Effectful: MaybeSend {
    /// Does it.
    fn run(self: Box<Self>, store: &Store);
}

impl<F: FnOnce(&Store) + MaybeSend> Effectful for F {
    fn run(self: Box<Self>, store: &Store) {
        self(store);
    }
}

/// The state of a store.
pub(crate) struct Core {
    pub(crate) options: Options,
    clock: Moment,
    last_id: Id,
    /// All entries; a later one has a greater number.
    pub(crate) entries: BTreeMap<EntryId, Entry>,
    /// The same by their keys.
    pub(crate) keys: HashMap<String, EntryId>,
    /// The same by each of their names.
    pub(crate) named: HashMap<String, BTreeSet<EntryId>>,
    /// The optimistic layers, in mutation order.
    pub(crate) layers: Vec<Layer>,
    /// The calls without an answer, which the end of the session aborts.
    pub(crate) calls: BTreeMap<Id, AbortHandle>,
    /// The newest token of each context, the newest last.
    pub(crate) seen: Vec<(String, String)>,
    /// The entries without readers by the time at which each of them goes.
    pub(crate) idle: BTreeSet<(Duration, EntryId)>,
    /// The timer of the next one.
    pub(crate) collector: Option<AbortHandle>,
    /// Tells the session from those before.
    pub(crate) session: u64,
    /// Somebody may be signed in: since the session began the server has refused nothing.
    pub(crate) is_signed_in: bool,
    /// The entries that have changed since the state was locked.
    pub(crate) changed: BTreeSet<EntryId>,
    /// The socket, and what is kept true by it.
    pub(crate) connection: Connection,
    pub(crate) links: Links,
    pub(crate) rooms: Rooms,
    wakes: Vec<Waker>,
    effects: Vec<Effect>,
}

impl Core {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            clock: 0,
            last_id: 0,
            entries: BTreeMap::new(),
            keys: HashMap::new(),
            named: HashMap::new(),
            layers: Vec::new(),
            calls: BTreeMap::new(),
            seen: Vec::new(),
            idle: BTreeSet::new(),
            collector: None,
            session: 0,
            is_signed_in: true,
            changed: BTreeSet::new(),
            connection: Connection::default(),
            links: Links::default(),
            rooms: Rooms::default(),
            wakes: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// A moment later than every one before.
    pub(crate) fn tick(&mut self) -> Moment {
        self.clock += 2 * HALF;
        self.clock
    }

    pub(crate) fn next_id(&mut self) -> Id {
        self.last_id += 1;
        self.last_id
    }

    /// Does something once the state is unlocked.
    pub(crate) fn later(&mut self, effect: impl FnOnce(&Store) + MaybeSend + 'static) {
        self.effects.push(Box::new(effect));
    }

    /// Begins a task once the state is unlocked.
    pub(crate) fn spawn(
        &mut self,
        task: impl FnOnce(&Store) -> BoxFuture<()> + MaybeSend + 'static,
    ) {
        self.later(move |store| {
            let task = task(store);
            store.runtime().spawn(task);
        });
    }

    /// Wakes somebody once the state is unlocked.
    pub(crate) fn wake(&mut self, wakers: impl IntoIterator<Item = Waker>) {
        self.wakes.extend(wakers);
    }

    /// Computes what is shown of all that has changed, and who is to be told of it: all of one change at
    /// once.
    pub(crate) fn close(&mut self) -> (Vec<Waker>, Vec<Effect>) {
        if self.layers.is_empty() {
            for id in &self.changed {
                let Some(entry) = self.entries.get_mut(id) else { continue };
                if entry.is_dirty {
                    entry.is_dirty = false;
                    entry.shown.clone_from(&entry.base);
                }
            }
        } else if !self.changed.is_empty() {
            fold(self);
        }
        let mut wakes = std::mem::take(&mut self.wakes);
        for id in std::mem::take(&mut self.changed) {
            let Some(entry) = self.entries.get_mut(&id) else { continue };
            wakes.extend(entry.readers.values_mut().filter_map(Option::take));
        }
        (wakes, std::mem::take(&mut self.effects))
    }
}
