//! The link of a server to its bus: the bus, the name of this node on it, and whether it can be reached.
//!
//! One task listens, from the first socket on; `Server::listen` of the protocol starts it and hears the
//! events.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use futures_util::stream::BoxStream;
use tokio::sync::watch;

use crate::bus::{Bus, Event, memory};

/// The link of a server to its bus.
pub(crate) struct BusLink {
    /// Made when it is needed, where the application gives none.
    bus: OnceLock<Arc<dyn Bus>>,
    node: String,
    is_listening: AtomicBool,
    /// The name of the clocks while the bus can be reached; `None` before that and while it is lost.
    clock: watch::Sender<Option<String>>,
}

impl BusLink {
    /// A link to that bus, or to one of its own.
    pub(crate) fn new(given: Option<Arc<dyn Bus>>) -> Self {
        let bus = given.map(OnceLock::from).unwrap_or_default();
        let node = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
        Self { bus, node, is_listening: AtomicBool::new(false), clock: watch::Sender::default() }
    }

    pub(crate) fn bus(&self) -> &Arc<dyn Bus> {
        self.bus.get_or_init(|| Arc::new(memory()))
    }

    /// The name of this server among the nodes.
    pub(crate) fn node(&self) -> &str {
        &self.node
    }

    /// The events of the bus, for the one who asks first.
    pub(crate) fn listen_once(&self) -> Option<BoxStream<'static, Event>> {
        let is_first = !self.is_listening.swap(true, Ordering::SeqCst);
        is_first.then(|| self.bus().listen(&self.node))
    }

    /// `true` once the server listens, or has.
    pub(crate) fn is_listening(&self) -> bool {
        self.is_listening.load(Ordering::SeqCst)
    }

    /// Takes note of the name of the clocks, or that the bus is lost. Returns what was known before.
    pub(crate) fn set_clock(&self, clock: Option<String>) -> Option<String> {
        self.clock.send_replace(clock)
    }
}
