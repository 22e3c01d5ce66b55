//! Whether a node hears the others, what it has to announce when it hears them again, and which of them are
//! missing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::kept::Kept;

/// How long a node that is missing is believed to change things.
const LONGEST_MISSING: Duration = Duration::from_secs(600);

/// The state of a link. Whoever holds its lock sees the clocks and the state in agreement.
#[derive(Default)]
pub(super) struct State(Mutex<Inner>);

#[derive(Default)]
pub(crate) struct Inner {
    /// The number of the connection to the bus; `None` while the node is cut off.
    session: Option<u64>,
    sessions: u64,
    pub(crate) kept: Kept,
    /// The nodes that are not heard, each since when.
    missing: BTreeMap<String, Instant>,
}

impl State {
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    pub(crate) fn session(&self) -> Option<u64> {
        self.session
    }

    /// Begins a connection to the bus.
    pub(crate) fn open(&mut self) {
        self.sessions += 1;
        self.session = Some(self.sessions);
        // The bus says anew who is missing.
        self.missing.clear();
    }

    /// Ends the connection. `false` if the node was cut off already.
    pub(crate) fn cut(&mut self) -> bool {
        self.session.take().is_some()
    }

    pub(crate) fn miss(&mut self, node: String) {
        self.missing.insert(node, Instant::now());
    }

    pub(crate) fn find(&mut self, node: &str) {
        self.missing.remove(node);
    }

    /// `true` while a node that is missing may change anything.
    pub(crate) fn has_missing(&mut self) -> bool {
        self.missing.retain(|_, since| since.elapsed() < LONGEST_MISSING);
        !self.missing.is_empty()
    }
}
