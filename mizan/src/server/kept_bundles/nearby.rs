//! The bundles that a process answers for a moment from its own memory, without asking the store.
//!
//! An entry here bears stamps of its own, which were taken before the store was asked: what this node purges,
//! or hears of, makes it stale at once, and everything else when its lease is over.

use std::time::{Duration, Instant};

use super::Names;
use crate::cache::kept::{Content, Kept};
use crate::cache::{Memory, Purge};

/// The bytes that are kept here at most.
const MOST_BYTES: usize = 64 << 20;

/// The bundles of one process.
pub(super) struct Nearby {
    memory: Memory,
    lease: Duration,
}

/// The stamps that an instance had here before the store was asked, and when that was.
pub(crate) struct Glance {
    stamps: Vec<String>,
    began: Instant,
}

impl Nearby {
    pub(super) fn new(lease: Duration) -> Self {
        Self { memory: Memory::new(MOST_BYTES), lease }
    }

    /// The entry of an instance, while it is true.
    pub(super) fn find<C: Content>(&self, names: &Names) -> Option<Kept<C>> {
        let look = self.memory.look_now(&names.keys[..1], &names.tags);
        let entry = look.entries.first()?.as_ref()?;
        Kept::decode(entry).filter(|entry: &Kept<C>| entry.is_valid(&look.stamps))
    }

    pub(super) fn glance(&self, names: &Names) -> Glance {
        let began = Instant::now();
        let stamps = self.memory.stamp_now(&names.tags);
        Glance { stamps: stamps.into_iter().map(|stamp| stamp.text).collect(), began }
    }

    /// Keeps an entry that the store has had, or that was read, after the glance.
    pub(super) fn put<C: Content>(&self, names: &Names, glance: Glance, entry: &Kept<C>) {
        // What such an entry has read by the way has no stamps here.
        if entry.answer.reads().is_some_and(|reads| !reads.tags.is_empty()) {
            return;
        }
        let life = self.lease.saturating_sub(glance.began.elapsed());
        let entry = entry.stamped(&glance.stamps).encode();
        self.memory.put_now(&names.keys[0], entry, life);
    }

    pub(super) fn purge(&self, tags: &[String]) {
        self.memory.purge_now(Purge { tags, ..Purge::default() });
    }
}
