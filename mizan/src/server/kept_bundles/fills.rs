//! Fills of entries: of many who miss one entry, one reads the source, and the others wait.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::cache::kept::Kept;

/// The fills that run.
#[derive(Default)]
pub(crate) struct Fills(Arc<Running>);

type Running = Mutex<HashMap<Name, watch::Receiver<Option<Filled>>>>;

/// An entry, as somebody with these stamps misses it: a fill that began before a purge is not joined after
/// it.
type Name = (String, Vec<String>);

/// The end of a fill: the entry, or nothing if it failed.
pub(crate) type Filled = Option<Kept>;

/// The part of one who misses an entry.
pub(crate) enum Fill {
    Lead(Lead),
    /// Somebody else reads the source.
    Wait(watch::Receiver<Option<Filled>>),
}

/// The right to fill an entry. Dropping it lets somebody else lead.
pub(crate) struct Lead {
    running: Arc<Running>,
    name: Name,
    end: watch::Sender<Option<Filled>>,
}

impl Fills {
    /// Leads the fill of an entry, or joins the one that runs.
    pub(crate) fn join(&self, key: &str, stamps: &[String]) -> Fill {
        let name = (key.to_owned(), stamps.to_vec());
        match lock(&self.0).entry(name) {
            Entry::Occupied(running) => Fill::Wait(running.get().clone()),
            Entry::Vacant(place) => {
                let (end, waiting) = watch::channel(None);
                let name = place.key().clone();
                place.insert(waiting);
                Fill::Lead(Lead { running: Arc::clone(&self.0), name, end })
            }
        }
    }
}

impl Lead {
    /// Hands what was read to those who wait.
    pub(crate) fn end(self, filled: Filled) {
        self.end.send_replace(Some(filled));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.name);
    }
}

fn lock(running: &Running) -> MutexGuard<'_, HashMap<Name, watch::Receiver<Option<Filled>>>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
