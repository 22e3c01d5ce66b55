//! Fills of entries: of many who miss one entry, one reads the source, and the others wait.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::cache::kept::Kept;

/// The fills that run.
pub(crate) struct Fills<C>(Arc<Running<C>>);

type Running<C> = Mutex<Ends<C>>;

/// An entry, as somebody with these stamps misses it: a fill that began before a purge is not joined after
/// it.
type Name = (String, Vec<String>);

/// The end of a fill: the entry, or nothing if it failed.
pub(crate) type Filled<C> = Option<Kept<C>>;

/// The part of one who misses an entry.
pub(crate) enum Fill<C> {
    Lead(Lead<C>),
    /// Somebody else reads the source.
    Wait(watch::Receiver<Option<Filled<C>>>),
}

/// The right to fill an entry. Dropping it lets somebody else lead.
pub(crate) struct Lead<C> {
    running: Arc<Running<C>>,
    name: Name,
    end: watch::Sender<Option<Filled<C>>>,
}

impl<C> Default for Fills<C> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<C> Fills<C> {
    /// Leads the fill of an entry, or joins the one that runs.
    pub(crate) fn join(&self, key: &str, stamps: &[String]) -> Fill<C> {
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

impl<C> Lead<C> {
    /// Hands what was read to those who wait.
    pub(crate) fn end(self, filled: Filled<C>) {
        self.end.send_replace(Some(filled));
    }
}

impl<C> Drop for Lead<C> {
    fn drop(&mut self) {
        lock(&self.running).remove(&self.name);
    }
}

/// The ends of the fills that run, by their names.
type Ends<C> = HashMap<Name, watch::Receiver<Option<Filled<C>>>>;

fn lock<C>(running: &Running<C>) -> MutexGuard<'_, Ends<C>> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}
