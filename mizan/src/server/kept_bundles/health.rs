//! The health of a store: one that has failed is not asked for a moment, and what could not be purged
//! meanwhile is purged before anything of it is served. Marks that could not be ended are ended as well, or the
//! context would not be served until they end by themselves.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Marked;
use crate::cache::StoreError;
use crate::cache::tags::EVERYTHING;

/// How long a store that has failed is not asked.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a store that fails again and again, because it is full, is told of once.
const SILENCE: Duration = Duration::from_secs(60);

/// The number of tags to purge that are kept; of more, everything is purged.
const MOST_LEFT: usize = 1024;

/// The number of marks to end that are kept; others end by themselves.
const MOST_MARKS: usize = 64;

#[derive(Default)]
pub(super) struct Health {
    state: Mutex<State>,
    /// The store has failed, or something is left to be done in it: `next` of the state is set.
    is_ill: AtomicBool,
    has_told_of_nonsense: AtomicBool,
}

#[derive(Default)]
struct State {
    /// The store has failed, and is asked again then.
    next: Option<Instant>,
    /// When it was told that the store has failed, and whether it was told that it is back.
    told: Option<Instant>,
    is_told: bool,
    left: BTreeSet<String>,
    marks: Vec<Marked>,
}

impl Health {
    /// `true` if nobody has to look whether the store may be asked.
    pub(super) fn is_well(&self) -> bool {
        !self.is_ill.load(Ordering::Acquire)
    }

    /// `true` if the store may be asked. While it is down, one of those who ask tries it after each pause.
    pub(super) fn may_ask(&self) -> bool {
        let mut state = self.lock();
        let now = Instant::now();
        match state.next {
            Some(next) if next > now => false,
            Some(_) => {
                state.next = Some(now + PAUSE);
                true
            }
            None => true,
        }
    }

    pub(super) fn succeed(&self) {
        if self.is_well() {
            return;
        }
        let mut state = self.lock();
        if state.next.is_some() && state.left.is_empty() && state.marks.is_empty() {
            state.next = None;
            self.is_ill.store(false, Ordering::Release);
            if std::mem::take(&mut state.is_told) {
                tracing::info!("the store of the cache is back");
            }
        }
    }

    pub(super) fn fail(&self, error: &StoreError) {
        let mut state = self.lock();
        let now = Instant::now();
        let is_silent = state.told.is_some_and(|told| now < told + SILENCE);
        let is_new = state.next.replace(now + PAUSE).is_none() && !is_silent;
        self.is_ill.store(true, Ordering::Release);
        if is_new {
            (state.told, state.is_told) = (Some(now), true);
        }
        drop(state);
        if is_new {
            tracing::error!(%error, "nothing is served from the cache until it is back");
        }
    }

    /// Tells once that the store has entries that are none of this version.
    pub(super) fn tell_of_nonsense(&self) {
        if !self.has_told_of_nonsense.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "the store of the cache has entries of another form, which are read anew"
            );
        }
    }

    /// Keeps tags that could not be purged, and a mark that could not be ended.
    pub(super) fn leave(&self, tags: BTreeSet<String>, marked: Option<Marked>) {
        let mut state = self.lock();
        if state.marks.len() < MOST_MARKS {
            state.marks.extend(marked);
        }
        state.left.extend(tags);
        if state.left.len() > MOST_LEFT {
            state.left = BTreeSet::from([EVERYTHING.to_owned()]);
        }
        // Nothing of the store is served before they are purged.
        state.next.get_or_insert_with(Instant::now);
        self.is_ill.store(true, Ordering::Release);
    }

    /// The tags that are still to be purged.
    pub(super) fn left(&self) -> BTreeSet<String> {
        self.lock().left.clone()
    }

    /// Takes note that tags are purged.
    pub(super) fn purged(&self, tags: &BTreeSet<String>) {
        self.lock().left.retain(|tag| !tags.contains(tag));
        self.succeed();
    }

    /// A mark that is still to be ended.
    pub(super) fn take_mark(&self) -> Option<Marked> {
        self.lock().marks.pop()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_store_that_has_failed_is_not_asked_for_a_moment() {
        let health = Health::default();
        assert!(health.may_ask());
        health.fail(&StoreError::new("gone"));
        assert!(!health.may_ask());
        health.succeed();
        assert!(health.may_ask());
    }

    #[test]
    fn a_store_is_not_back_before_everything_is_purged() {
        let health = Health::default();
        health.fail(&StoreError::new("gone"));
        health.leave(tags(&["a", "b"]), None);
        health.succeed();
        assert!(!health.may_ask());
        health.purged(&tags(&["a"]));
        assert!(!health.may_ask());
        assert_eq!(health.left(), tags(&["b"]));
        health.purged(&tags(&["b"]));
        assert!(health.may_ask());
    }

    #[test]
    fn of_many_tags_everything_is_left() {
        let health = Health::default();
        health.leave((0..=MOST_LEFT).map(|number| number.to_string()).collect(), None);
        assert_eq!(health.left(), tags(&[EVERYTHING]));
    }
}
