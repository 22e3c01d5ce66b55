//! The pulse of a node, by which it finds out that it was asleep: its process was stopped, or its machine
//! slept, and what it knows is older than it seems.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The time between two beats.
pub(super) const BEAT: Duration = Duration::from_millis(250);

/// A beat that is later than this was missed by a process that slept.
const LONGEST_BEAT: Duration = Duration::from_millis(1000);

/// The time of the last beat.
pub(super) struct Pulse {
    begin: Instant,
    /// Milliseconds since `begin`.
    last: AtomicU64,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { begin: Instant::now(), last: AtomicU64::new(0) }
    }
}

impl Pulse {
    /// `true` if the last beat was a moment ago.
    pub(super) fn is_regular(&self) -> bool {
        let last = Duration::from_millis(self.last.load(Ordering::SeqCst));
        self.begin.elapsed().saturating_sub(last) < LONGEST_BEAT
    }

    pub(super) fn beat(&self) {
        let now = u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(now, Ordering::SeqCst);
    }
}
