//! The link of a server to its bus: the bus, the name of this node on it, whether it can be reached, and
//! what is to be announced when it is back.
//!
//! A task listens: from the beginning where the application gives a bus, and from the first socket on to
//! the bus in memory of a server alone, on which no changes are announced. `Server::hear` of the protocol
//! gets the events.

#[cfg(feature = "postgres")]
mod in_transaction;
mod kept;
mod pulse;
mod state;
mod tasks;
pub(crate) mod words;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::{Notify, watch};

use self::pulse::Pulse;
use self::state::{Inner, State};
use self::tasks::Tasks;
use super::state::Server;
use crate::bus::random::random_name;
use crate::bus::{Announcement, Bus, BusError, Clocks, memory};
use crate::timeout::within;

/// The longest time that a mutation waits for its announcement.
const LONGEST_ANNOUNCEMENT: Duration = Duration::from_millis(250);

/// The longest time that the announcement of a kept change may take, and the leave of the others.
const LONGEST_LATE_ANNOUNCEMENT: Duration = Duration::from_secs(1);

/// The longest time that a node which ends takes for what is left to announce.
const LONGEST_LAST_WORDS: Duration = Duration::from_secs(2);

/// The link of a server to its bus. The tasks that listen end when it is dropped.
pub(crate) struct BusLink {
    shared: Arc<Shared>,
    tasks: Tasks,
}

/// What a server and the tasks of its link share.
pub(crate) struct Shared {
    /// Made when it is needed, where the application gives none.
    bus: OnceLock<Arc<dyn Bus>>,
    has_bus: bool,
    node: String,
    state: State,
    pulse: Pulse,
    /// Asks to open the bus anew.
    reopen: Notify,
    /// The name of the clocks while the bus can be reached; `None` before that and while it is lost.
    clock: watch::Sender<Option<String>>,
}

impl BusLink {
    /// A link to that bus, or to one of its own.
    pub(crate) fn new(given: Option<Arc<dyn Bus>>) -> Self {
        let shared = Shared {
            has_bus: given.is_some(),
            bus: given.map(OnceLock::from).unwrap_or_default(),
            node: random_name(),
            state: State::default(),
            pulse: Pulse::default(),
            reopen: Notify::new(),
            clock: watch::Sender::default(),
        };
        Self { shared: Arc::new(shared), tasks: Tasks::default() }
    }

    pub(crate) fn bus(&self) -> &Arc<dyn Bus> {
        self.shared.bus()
    }

    /// `true` if the application gives a bus, on which changes are announced.
    pub(crate) fn has_bus(&self) -> bool {
        self.shared.has_bus
    }

    /// The name of this server among the nodes, which no other node has.
    pub(crate) fn node(&self) -> &str {
        &self.shared.node
    }

    /// Takes note of the name of the clocks, or that the bus is lost. Returns what was known before.
    pub(crate) fn set_clock(&self, clock: Option<String>) -> Option<String> {
        self.shared.clock.send_replace(clock)
    }

    /// `true` while everything that is told on the bus is heard.
    pub(crate) fn is_open(&self) -> bool {
        self.shared.clock.borrow().is_some()
    }

    /// Waits until the bus can be reached.
    pub(crate) async fn opened(&self) {
        // The sender lives as long as the link.
        let _ = self.shared.clock.subscribe().wait_for(Option::is_some).await;
    }

    /// Whoever holds the lock sees the clocks and the state in agreement.
    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.shared.state.lock()
    }

    /// The number of this connection to the bus; `None` while the node is cut off.
    pub(crate) fn session(&self) -> Option<u64> {
        self.lock().session()
    }

    /// `true` while the node hears the others and has not been asleep a moment ago: then everything that
    /// it knows is true but for what is on its way.
    pub(crate) fn is_fresh(&self) -> bool {
        !self.has_bus() || (self.session().is_some() && self.shared.pulse.is_regular())
    }

    /// Asks to open the bus anew, because it has failed.
    pub(crate) fn reopen(&self) {
        self.shared.reopen.notify_one();
    }

    /// Announces a change to all nodes while a mutation waits.
    pub(crate) async fn announce(&self, announcement: Announcement) -> Result<Clocks, BusError> {
        self.shared.announce(announcement, LONGEST_ANNOUNCEMENT).await
    }

    /// Announces a change that was kept.
    pub(crate) async fn announce_late(&self, kept: Announcement) -> Result<Clocks, BusError> {
        self.shared.announce(kept, LONGEST_LATE_ANNOUNCEMENT).await
    }

    /// Takes leave of the other nodes. What could not be announced until now is tried once more.
    pub(super) async fn leave(&self) {
        if !self.tasks.have_started() {
            return;
        }
        self.announce_what_is_left().await;
        let lost = self.lock().kept.len();
        if lost > 0 {
            tracing::error!(lost, "changes were not announced: the bus cannot be reached");
        }
        let leave = self.bus().leave(self.node()).boxed();
        let left = within(LONGEST_LATE_ANNOUNCEMENT, leave).await;
        if !matches!(left, Some(Ok(()))) {
            tracing::warn!("the other nodes do not know that this one has ended");
        }
        self.tasks.stop();
    }

    /// Announces what is kept, although the node does not hear the others.
    async fn announce_what_is_left(&self) {
        let end = Instant::now() + LONGEST_LAST_WORDS;
        loop {
            let Some(kept) = self.lock().kept.take() else { return };
            let limit = end.saturating_duration_since(Instant::now());
            if let Err(error) = self.shared.announce(kept.clone(), limit).await {
                tracing::warn!(%error, "a change is not announced");
                return self.lock().kept.put_back(kept);
            }
        }
    }
}

impl Shared {
    fn bus(&self) -> &Arc<dyn Bus> {
        self.bus.get_or_init(|| Arc::new(memory()))
    }

    async fn announce(
        &self,
        announcement: Announcement,
        limit: Duration,
    ) -> Result<Clocks, BusError> {
        let told = within(limit, self.bus().announce(announcement)).await;
        told.unwrap_or_else(|| Err(BusError::new(format!("no answer within {limit:?}"))))
    }
}

impl Server {
    /// Begins to listen to the bus, in tasks that end with the server. Later calls do nothing, and so does
    /// one outside of a runtime.
    pub(crate) fn listen(&self) {
        self.link().tasks.start(self, &self.link().shared);
    }

    /// Begins to listen where the application gives a bus.
    pub(crate) fn listen_to_others(&self) {
        if self.link().has_bus() {
            self.listen();
        }
    }
}
