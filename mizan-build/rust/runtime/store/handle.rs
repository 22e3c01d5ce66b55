//! The store: one client of one server, and the only copy of the server's data in it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::super::carrier::{Carrier, Invalidation};
use super::super::live::connection::Connection;
use super::super::live::socket::Sockets;
use super::super::reads::invalidation::invalidate;
use super::super::reads::session::start_session;
use super::super::timers::Runtime;
use super::core::Core;
use super::names::find;
use super::options::Options;

/// The store of a client. Clones are the same store; it ends with the last of them and the last of its
/// readers, and aborts then what is on its way.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    core: Mutex<Core>,
    carrier: Arc<dyn Carrier>,
    runtime: Arc<dyn Runtime>,
}

/// A store that a task must not keep alive.
#[derive(Clone)]
pub(crate) struct WeakStore {
    inner: Weak<Inner>,
}

impl Store {
    /// Makes the store of a client, whose requests a carrier carries.
    pub fn new(carrier: Arc<dyn Carrier>, runtime: Arc<dyn Runtime>, options: Options) -> Self {
        let core = Mutex::new(Core::new(options));
        Self { inner: Arc::new(Inner { core, carrier, runtime }) }
    }

    /// Opens a socket where something is live.
    #[must_use]
    pub fn with_sockets(self, sockets: Arc<dyn Sockets>) -> Self {
        self.with(|core| core.connection.sockets = Some(sockets));
        self
    }

    /// Makes the data of a target stale, after a change that the store cannot know of.
    pub fn invalidate(&self, target: &Invalidation) {
        self.with(|core| {
            let found = find(core, target);
            invalidate(core, found);
        });
    }

    /// Forgets all data and drops every answer on its way, because somebody signed in or out.
    pub fn start_session(&self) {
        self.with(|core| start_session(core, true));
    }

    /// Reads again what failed and is shown, and clears its errors.
    pub fn retry(&self) {
        self.with(|core| {
            let mut failed = Vec::new();
            for (id, entry) in &mut core.entries {
                if entry.is_active() && !entry.failures.is_empty() {
                    entry.forgive_all();
                    failed.push(*id);
                }
            }
            invalidate(core, failed);
        });
    }

    /// Changes the state as one change: all who look at it are told at its end.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Core) -> T) -> T {
        let (result, (wakes, effects)) = {
            let mut core = self.lock();
            let result = work(&mut core);
            (result, core.close())
        };
        // Outside of the lock: what is woken or begun may want it at once.
        for effect in effects {
            effect.run(self);
        }
        for waker in wakes {
            waker.wake();
        }
        result
    }

    /// A panic leaves the state whole: nothing that the application wrote runs unguarded under the lock.
    fn lock(&self) -> MutexGuard<'_, Core> {
        self.inner.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn carrier(&self) -> Arc<dyn Carrier> {
        Arc::clone(&self.inner.carrier)
    }

    pub(crate) fn runtime(&self) -> Arc<dyn Runtime> {
        Arc::clone(&self.inner.runtime)
    }

    pub(crate) fn downgrade(&self) -> WeakStore {
        WeakStore { inner: Arc::downgrade(&self.inner) }
    }
}

impl WeakStore {
    pub(crate) fn upgrade(&self) -> Option<Store> {
        self.inner.upgrade().map(|inner| Store { inner })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let core = self.core.get_mut().unwrap_or_else(PoisonError::into_inner);
        let reads = core.entries.values().flat_map(|entry| &entry.reads);
        let requests = reads.map(|read| &read.abort).chain(core.calls.values());
        let Connection { abort, grace, pause, .. } = &core.connection;
        let timers = core.collector.iter().chain(abort).chain(grace).chain(pause);
        for abort in requests.chain(timers) {
            abort.abort();
        }
    }
}
